package io.athanor.metrics.rules;

import io.athanor.contracts.CurveRules.GeneralisationLoss;
import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.Stop;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The held-out loss rose too far above its lowest. See [GeneralisationLoss]. An epoch whose
/// held-out loss is not finite says nothing.
final class GeneralisationLossRule implements EpochRule {
    private final double alpha;

    private double lowest = Double.POSITIVE_INFINITY;

    GeneralisationLossRule(GeneralisationLoss settings) {
        this.alpha = settings.alpha();
    }

    @Override
    public Optional<Stop> judge(EpochMeasurement epoch) {
        double loss = epoch.heldOutLoss();
        if (!Double.isFinite(loss)) {
            return Optional.empty();
        }
        lowest = Math.min(lowest, loss);
        double percent = 100 * (loss / Math.max(lowest, Double.MIN_NORMAL) - 1);
        return percent > alpha ? Optional.of(stop(epoch, percent)) : Optional.empty();
    }

    private Stop stop(EpochMeasurement epoch, double percent) {
        Map<String, Double> evidence = new LinkedHashMap<>();
        evidence.put("heldOutLoss", epoch.heldOutLoss());
        evidence.put("lowestHeldOutLoss", lowest);
        Evidence.putFinite(evidence, "generalisationLossPercent", percent);
        evidence.put("alphaPercent", alpha);
        evidence.put("epoch", (double) epoch.epoch());
        String message =
                String.format(
                        Locale.ROOT,
                        "After epoch %d the held-out loss is %.4g, %.3g %% above its lowest, %.4g; more than %.3g %% is too much.",
                        epoch.epoch(),
                        epoch.heldOutLoss(),
                        percent,
                        lowest,
                        alpha);
        return new Stop(Stop.Rule.GENERALISATION_LOSS, epoch.iterations(), evidence, message);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeDouble(lowest);
    }

    @Override
    public void load(DataInput in) throws IOException {
        lowest = in.readDouble();
    }
}
