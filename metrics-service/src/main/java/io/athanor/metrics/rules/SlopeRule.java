package io.athanor.metrics.rules;

import io.athanor.contracts.CurveRules.Slope;
import io.athanor.contracts.Stop;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The regression line through the last means of losses no longer falls, by the optimistic end of
/// what the losses allow to say. See [Slope]. It tests whenever a mean is complete.
final class SlopeRule implements IterationRule {
    private final int blockIterations;
    private final int blocks;
    private final double minDelta;
    private final int warmup;
    private final double quantile;

    private final RateDrops drops = new RateDrops();
    private final Deque<Double> means = new ArrayDeque<>();
    private double sum;
    private int summed;
    private boolean fresh;

    SlopeRule(Slope settings, int iterationsPerEpoch) {
        this.blockIterations = settings.blockIterations();
        this.blocks = settings.blocks();
        this.minDelta = settings.minDelta();
        this.warmup = CurveJudge.iterations(settings.warmupEpochs(), iterationsPerEpoch);
        this.quantile = StudentT.upper95(blocks - 2);
    }

    @Override
    public void add(float loss) {
        sum += loss;
        summed++;
        if (summed == blockIterations) {
            means.addLast(sum / summed);
            if (means.size() > blocks) {
                means.removeFirst();
            }
            sum = 0;
            summed = 0;
            fresh = true;
        }
    }

    @Override
    public Optional<Stop> judge(Block block) {
        if (drops.startAnew(block.learningRate())) {
            means.clear();
            sum = 0;
            summed = 0;
            fresh = false;
        }
        boolean due = fresh && means.size() == blocks && block.seen() >= warmup;
        fresh = false;
        if (!due) {
            return Optional.empty();
        }
        drops.started(block.learningRate());
        Line line = Line.through(means);
        double scale = blocks / Math.max(Math.abs(line.mean()), Double.MIN_NORMAL);
        double fall = -line.slope() * scale;
        double bound = fall + quantile * line.error() * scale;
        return bound < minDelta ? Optional.of(stop(block, line, fall, bound)) : Optional.empty();
    }

    private Stop stop(Block block, Line line, double fall, double bound) {
        Map<String, Double> evidence = new LinkedHashMap<>();
        evidence.put("relativeFall", fall);
        evidence.put("relativeFallUpperBound", bound);
        evidence.put("minDelta", minDelta);
        evidence.put("meanLoss", line.mean());
        evidence.put("slopePerIteration", line.slope() / blockIterations);
        evidence.put("windowIterations", (double) blocks * blockIterations);
        evidence.put("learningRate", block.learningRate());
        String message =
                String.format(
                        Locale.ROOT,
                        "Over the %d iterations to %d the losses' regression line falls by %.3g %% of their mean %.4g, with 95 %% confidence by less than %.3g %%: less than %.3g %%.",
                        blocks * blockIterations,
                        block.iteration(),
                        100 * fall,
                        line.mean(),
                        100 * bound,
                        100 * minDelta);
        return new Stop(Stop.Rule.SLOPE, block.iteration(), evidence, message);
    }

    /// The least-squares line through values at 0, 1, 2 and so on.
    ///
    /// @param error the standard error of the slope
    private record Line(double mean, double slope, double error) {

        static Line through(Deque<Double> values) {
            int count = values.size();
            double mean = values.stream().mapToDouble(Double::doubleValue).sum() / count;
            double centre = (count - 1) / 2.0;
            double squares = 0;
            double products = 0;
            double x = -centre;
            for (double y : values) {
                squares += x * x;
                products += x * y;
                x++;
            }
            double slope = products / squares;
            double residuals = 0;
            x = -centre;
            for (double y : values) {
                double residual = y - mean - slope * x;
                residuals += residual * residual;
                x++;
            }
            return new Line(mean, slope, Math.sqrt(residuals / (count - 2) / squares));
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        drops.save(out);
        out.writeInt(means.size());
        for (double mean : means) {
            out.writeDouble(mean);
        }
        out.writeDouble(sum);
        out.writeInt(summed);
        out.writeBoolean(fresh);
    }

    @Override
    public void load(DataInput in) throws IOException {
        drops.load(in);
        means.clear();
        for (int left = in.readInt(); left > 0; left--) {
            means.addLast(in.readDouble());
        }
        sum = in.readDouble();
        summed = in.readInt();
        fresh = in.readBoolean();
    }
}
