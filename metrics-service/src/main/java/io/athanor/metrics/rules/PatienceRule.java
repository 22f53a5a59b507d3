package io.athanor.metrics.rules;

import io.athanor.contracts.CurveRules.Patience;
import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.Objective;
import io.athanor.contracts.Objective.Direction;
import io.athanor.contracts.Stop;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The epochs no longer improve a metric. See [Patience].
///
/// As in Keras: with a baseline, only an improvement that beats it too starts the patience anew; an
/// improvement never stops a trial, and neither does the first epoch. NaN improves nothing. Where
/// there are validation images, the test metrics are theirs: nothing is decided by the test images.
final class PatienceRule implements EpochRule {
    private final Objective objective;
    private final double minDelta;
    private final int patience;
    private final @Nullable Double baseline;
    private final int startEpoch;

    private double best;
    private int waited;

    PatienceRule(Patience settings) {
        this.objective = new Objective(settings.metric(), settings.metric().direction());
        this.minDelta = settings.minDelta();
        this.patience = settings.patience();
        this.baseline = settings.baseline();
        this.startEpoch = settings.startEpoch();
        this.best =
                objective.direction() == Direction.MAXIMIZE
                        ? Double.NEGATIVE_INFINITY
                        : Double.POSITIVE_INFINITY;
    }

    @Override
    public Optional<Stop> judge(EpochMeasurement epoch) {
        if (epoch.epoch() <= startEpoch) {
            return Optional.empty();
        }
        double value = value(epoch);
        waited++;
        if (improves(value, best)) {
            best = value;
            if (baseline == null || improves(value, baseline)) {
                waited = 0;
            }
            return Optional.empty();
        }
        return waited >= patience && epoch.epoch() > 1
                ? Optional.of(stop(epoch, value))
                : Optional.empty();
    }

    private boolean improves(double value, double reference) {
        double less = objective.direction() == Direction.MAXIMIZE ? -minDelta : minDelta;
        return objective.better(value + less, reference);
    }

    private Stop stop(EpochMeasurement epoch, double value) {
        Map<String, Double> evidence = new LinkedHashMap<>();
        Evidence.putFinite(evidence, "value", value);
        Evidence.putFinite(evidence, "best", best);
        Evidence.putFinite(evidence, "baseline", baseline == null ? Double.NaN : baseline);
        evidence.put("minDelta", minDelta);
        evidence.put("epochsWithoutImprovement", (double) waited);
        evidence.put("patienceEpochs", (double) patience);
        evidence.put("epoch", (double) epoch.epoch());
        String message =
                String.format(
                        Locale.ROOT,
                        "For %d epochs (patience %d) %s has not beaten %.4g by more than %.3g; after epoch %d it is %.4g.",
                        waited,
                        patience,
                        name(epoch),
                        baseline != null && !improves(best, baseline) ? baseline : best,
                        minDelta,
                        epoch.epoch(),
                        value);
        return new Stop(Stop.Rule.PATIENCE, epoch.iterations(), evidence, message);
    }

    private double value(EpochMeasurement epoch) {
        return switch (objective.metric()) {
            case TEST_LOSS -> epoch.heldOutLoss();
            case TEST_ACCURACY -> epoch.heldOutAccuracy();
            default -> objective.of(epoch);
        };
    }

    private String name(EpochMeasurement epoch) {
        String heldOut = epoch.validationLoss() == null ? "test" : "validation";
        return switch (objective.metric()) {
            case TEST_ACCURACY -> "the %s accuracy".formatted(heldOut);
            case TEST_LOSS -> "the %s loss".formatted(heldOut);
            case VALIDATION_ACCURACY -> "the validation accuracy";
            case VALIDATION_LOSS -> "the validation loss";
            case TRAIN_ACCURACY -> "the training accuracy";
            case TRAIN_LOSS -> "the training loss";
        };
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeDouble(best);
        out.writeInt(waited);
    }

    @Override
    public void load(DataInput in) throws IOException {
        best = in.readDouble();
        waited = in.readInt();
    }
}
