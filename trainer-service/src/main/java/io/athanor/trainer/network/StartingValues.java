package io.athanor.trainer.network;

import io.athanor.contracts.Initialisation;
import io.athanor.contracts.network.Parameter;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

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

    private float[] weights(Parameter parameter, SplittableRandom random) {
        int fanIn = parameter.fanIn();
        int fanOut = parameter.fanOut();
        double fan =
                switch (initialisation.fan()) {
                    case IN -> fanIn;
                    case OUT -> fanOut;
                };
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
        return drawn(parameter, () -> random.nextDouble(-bound, bound));
    }

    private static float[] normal(Parameter parameter, double deviation, SplittableRandom random) {
        return drawn(parameter, () -> random.nextGaussian(0, deviation));
    }

    private static float[] drawn(Parameter parameter, DoubleSupplier draw) {
        float[] values = new float[Math.toIntExact(parameter.shape().values())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) draw.getAsDouble();
        }
        return values;
    }
}
