package io.athanor.metrics.rules;

import io.athanor.contracts.CurveRules.NoProgress;
import io.athanor.contracts.Stop;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The smoothed loss has not come below its best for too long, by the times of the records. See
/// [NoProgress]. A trial that sends nothing at all is not judged: its trainer is, by the scheduler.
final class NoProgressRule implements IterationRule {
    private static final double MINUTE = 60_000;
    private static final long NEVER = Long.MIN_VALUE;

    private final double minutes;

    private double best = Double.POSITIVE_INFINITY;
    private long since = NEVER;

    NoProgressRule(NoProgress settings) {
        this.minutes = settings.minutes();
    }

    @Override
    public Optional<Stop> judge(Block block) {
        if (block.smoothed() < best) {
            best = block.smoothed();
            since = block.at();
        } else if (since == NEVER) {
            since = block.at();
        }
        double waited = (block.at() - since) / MINUTE;
        return waited < minutes ? Optional.empty() : Optional.of(stop(block, waited));
    }

    /// The time until the trial was trained again is nobody's fault.
    @Override
    public void resume() {
        since = NEVER;
    }

    private Stop stop(Block block, double waited) {
        Map<String, Double> evidence = new LinkedHashMap<>();
        evidence.put("smoothedLoss", block.smoothed());
        evidence.put("bestSmoothedLoss", best);
        evidence.put("minutesWithoutImprovement", waited);
        evidence.put("patienceMinutes", minutes);
        evidence.put("learningRate", block.learningRate());
        String message =
                String.format(
                        Locale.ROOT,
                        "For %.4g minutes (patience %.4g) the smoothed loss has not fallen below its best, %.4g; at iteration %d it is %.4g.",
                        waited,
                        minutes,
                        best,
                        block.iteration(),
                        block.smoothed());
        return new Stop(Stop.Rule.NO_PROGRESS, block.iteration(), evidence, message);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeDouble(best);
        out.writeLong(since);
    }

    @Override
    public void load(DataInput in) throws IOException {
        best = in.readDouble();
        since = in.readLong();
    }
}
