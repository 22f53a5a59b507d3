package io.athanor.metrics.http;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.athanor.contracts.ExecutionId;
import io.athanor.contracts.TrialCurve.Outcome;
import io.athanor.metrics.curve.Curve;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is new of a curve since it was last looked at: all that is kept for one listener, however
/// slow. One that looks seldom gets the same points, thinned.
final class CurveFeed {
    private static final int MOST_POINTS = 500;

    private @Nullable ExecutionId execution;
    private int iteration;
    private int epoch;
    private boolean over;

    /// @param losses the points and epochs since the last
    /// @param restartedFrom a new execution began: what came before of this iteration and the later
    ///   ones is void; null where none did
    /// @param outcome how the curve ended; null while it goes on
    record Update(
            @JsonUnwrapped TrialLosses losses,
            @Nullable Integer restartedFrom,
            @Nullable Outcome outcome) {
        boolean isEmpty() {
            return losses.points().isEmpty()
                    && losses.epochs().isEmpty()
                    && restartedFrom == null
                    && outcome == null;
        }
    }

    /// Whether the end was given.
    boolean isOver() {
        return over;
    }

    Update next(Curve curve) {
        boolean restarted = execution != null && !execution.equals(curve.started().execution());
        if (restarted) {
            iteration = Math.min(iteration, curve.started().firstIteration() - 1);
            epoch = Math.min(epoch, iteration / Math.max(1, curve.started().iterationsPerEpoch()));
        }
        execution = curve.started().execution();
        TrialLosses all = TrialLosses.of(curve, new LossesQuery(iteration + 1, MOST_POINTS));
        int known = epoch;
        List<TrialLosses.Epoch> epochs =
                TrialLosses.epochs(curve).stream().filter(e -> e.epoch() > known).toList();
        if (!all.points().isEmpty()) {
            iteration = all.points().getLast().iteration();
        }
        if (!epochs.isEmpty()) {
            epoch = epochs.getLast().epoch();
        }
        over = curve.outcome().isPresent();
        return new Update(
                new TrialLosses(all.trial(), all.points(), all.smoothed(), epochs),
                restarted ? curve.started().firstIteration() : null,
                curve.outcome().orElse(null));
    }
}
