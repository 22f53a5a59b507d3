package io.athanor.metrics;

import io.athanor.contracts.AttemptOutcome;
import io.athanor.contracts.Budget;
import io.athanor.contracts.CurveRules;
import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.Objective;
import io.athanor.contracts.Point;
import io.athanor.contracts.SamplerSpec;
import io.athanor.contracts.Stop;
import io.athanor.contracts.StudyId;
import io.athanor.contracts.StudyRecord;
import io.athanor.contracts.StudyRecord.BestTrial;
import io.athanor.contracts.StudySpec;
import io.athanor.contracts.StudyState;
import io.athanor.contracts.TrialId;
import io.athanor.contracts.TrialRecord;
import io.athanor.contracts.TrialState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the scheduler says of studies and trials.
public final class Studies {
    private Studies() {}

    public static StudyRecord running(String id, int completed, int stopped) {
        return study(id, StudyState.RUNNING, completed, stopped, null);
    }

    public static StudyRecord completed(String id, Instant closedAt) {
        return study(id, StudyState.COMPLETED, 3, 2, closedAt);
    }

    public static TrialRecord trial(
            String id, TrialState state, Duration duration, @Nullable Instant endedAt) {
        return new TrialRecord(
                TrialId.parse(id),
                state,
                1,
                Point.of(Map.of()),
                Hyperparameters.DEFAULTS,
                7,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null,
                null,
                List.of(),
                Instant.EPOCH,
                endedAt == null ? null : endedAt.minus(duration),
                endedAt == null ? null : endedAt.minus(duration),
                endedAt);
    }

    private static StudyRecord study(
            String id, StudyState state, int completed, int stopped, @Nullable Instant closedAt) {
        return new StudyRecord(
                new StudyId(id),
                "command",
                state,
                new StudySpec(
                        "fashion-mnist-sample",
                        new Objective(Objective.Metric.TEST_ACCURACY, Objective.Direction.MAXIMIZE),
                        new Budget(12, 8, 2),
                        7,
                        new SamplerSpec.Random(),
                        CurveRules.DEFAULT,
                        2,
                        Point.of(Map.of()),
                        Map.of()),
                Map.of(
                        TrialState.COMPLETED, completed,
                        TrialState.STOPPED, stopped,
                        TrialState.RUNNING, 1),
                Map.of(Stop.Rule.PLATEAU, stopped),
                Map.of(AttemptOutcome.LOST, 2),
                List.of(),
                false,
                new BestTrial(TrialId.parse(id + "-1"), 0.75),
                0,
                8 * completed,
                5 * stopped,
                List.of(),
                null,
                null,
                Instant.EPOCH,
                closedAt);
    }
}
