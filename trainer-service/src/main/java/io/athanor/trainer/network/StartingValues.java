package io.athanor.trainer.network;

import io.athanor.contracts.Initialisation;
import io.athanor.contracts.network.Parameter;
import java.util.Arrays;
import java.util.SplittableRandom;

/// What tensors start at: the formulas of `torch.nn.init`, with random numbers of Java's.
public record StartingValues(Initialisation initialisation) {

    /// The values in the tensor's order.
    public float[] of(Parameter parameter, SplittableRandom random) {
        return switch (parameter.role()) {
            case WEIGHT -> weights(parameter, random);
            case BIAS -> biases(parameter, random);
            case NORM_WEIGHT -> constant(parameter, initialisation.batchNormWeight());
            case NORM_BIAS -> constant(parameter, initialisation.batchNormBias());
            case RUNNING_MEAN, GAMMA -> constant(parameter, 0);
            case RUNNING_VARIANCE -> constant(parameter, 1);
            case SLOPE -> constant(parameter, 0.25);
        };
    }

    /// The deviation of the values that [#of] draws.
    public double deviation(Parameter parameter) {
        double both = (double) parameter.fanIn() + parameter.fanOut();
        return switch (parameter.role()) {
            case WEIGHT ->
                    switch (initialisation.type()) {
                        case DEFAULT -> 1 / Math.sqrt(3.0 * parameter.fanIn());
                        case KAIMING_UNIFORM, KAIMING_NORMAL -> Math.sqrt(2 / fan(parameter));
                        case XAVIER_UNIFORM, XAVIER_NORMAL -> Math.sqrt(2 / both);
                        case NORMAL -> initialisation.deviation();
                    };
            case BIAS ->
                    initialisation.type() == Initialisation.Type.DEFAULT
                            ? 1 / Math.sqrt(3.0 * parameter.fanIn())
                            : 0;
            case NORM_WEIGHT, NORM_BIAS, RUNNING_MEAN, RUNNING_VARIANCE, SLOPE, GAMMA -> 0;
        };
    }

    private double fan(Parameter parameter) {
        return switch (initialisation.fan()) {
            case IN -> parameter.fanIn();
            case OUT -> parameter.fanOut();
        };
    }

    private float[] weights(Parameter parameter, SplittableRandom random) {
        int fanIn = parameter.fanIn();
        int fanOut = parameter.fanOut();
        double fan = fan(parameter);
        double both = (double) fanIn + fanOut;
        return switch (initialisation.type()) {
            case DEFAULT -> uniform(parameter, 1 / Math.sqrt(fanIn), random);
            case KAIMING_UNIFORM -> uniform(parameter, Math.sqrt(6 / fan), random);
            case KAIMING_NORMAL -> normal(parameter, Math.sqrt(2 / fan), random);
            case XAVIER_UNIFORM -> uniform(parameter, Math.sqrt(6 / both), random);
            case XAVIER_NORMAL -> normal(parameter, Math.sqrt(2 / both), random);
            case NORMAL -> normal(parameter, initialisation.deviation(), random);
        };
    }

    private float[] biases(Parameter parameter, SplittableRandom random) {
        return initialisation.type() == Initialisation.Type.DEFAULT
                ? uniform(parameter, 1 / Math.sqrt(parameter.fanIn()), random)
                : constant(parameter, 0);
    }

    private static float[] constant(Parameter parameter, double value) {
        float[] values = new float[Math.toIntExact(parameter.shape().values())];
        Arrays.fill(values, (float) value);
        return values;
    }

    private static float[] uniform(Parameter parameter, double bound, SplittableRandom random) {
        float[] values = new float[Math.toIntExact(parameter.shape().values())];
        float step = (float) (bound * 0x1p-23);
        float least = (float) -bound;
        // Millions of times: 64 drawn bits make two numbers, of the 24 bits that a float has.
        for (int i = 0; i < values.length; i += 2) {
            long bits = random.nextLong();
            values[i] = (int) (bits >>> 40) * step + least;
            if (i + 1 < values.length) {
                values[i + 1] = (int) ((bits >>> 16) & 0xffffff) * step + least;
            }
        }
        return values;
    }

    private static float[] normal(Parameter parameter, double deviation, SplittableRandom random) {
        float[] values = new float[Math.toIntExact(parameter.shape().values())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian(0, deviation);
        }
        return values;
    }
}
