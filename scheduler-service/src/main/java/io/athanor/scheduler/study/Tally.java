package io.athanor.scheduler.study;

import io.athanor.contracts.AttemptOutcome;
import io.athanor.contracts.Point;
import io.athanor.contracts.SamplerSpec;
import io.athanor.contracts.Stop;
import io.athanor.contracts.StudyEvent.StudyChanged;
import io.athanor.contracts.StudyEvent.StudyClosed;
import io.athanor.contracts.StudyEvent.StudyCreated;
import io.athanor.contracts.StudyRecord;
import io.athanor.contracts.StudyRecord.BestTrial;
import io.athanor.contracts.StudySpec;
import io.athanor.contracts.StudyState;
import io.athanor.contracts.TrialId;
import io.athanor.contracts.TrialState;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a study's trials add up to, kept as they change so that no report has to walk over all of
/// them.
final class Tally {
    /// Commands that are recognised when they come again.
    private static final int REMEMBERED = 100;

    private final StudyRecord start;
    private final Map<TrialState, Integer> trials = new EnumMap<>(TrialState.class);
    private final Map<Stop.Rule, Integer> stops = new EnumMap<>(Stop.Rule.class);
    private final Map<AttemptOutcome, Integer> attempts = new EnumMap<>(AttemptOutcome.class);
    private StudySpec spec;
    private StudyState state;
    private boolean samplerWaits;
    private @Nullable BestTrial best;
    private int sinceImproved;
    private int epochsTrained;
    private int epochsSaved;
    private final Deque<String> commands;
    private @Nullable String reason;
    private @Nullable Instant closedAt;

    Tally(StudyRecord study) {
        start = study;
        trials.putAll(study.trials());
        stops.putAll(study.stops());
        attempts.putAll(study.attempts());
        spec = study.spec();
        state = study.state();
        samplerWaits = study.samplerWaits();
        best = study.best();
        sinceImproved = study.sinceImproved();
        epochsTrained = study.epochsTrained();
        epochsSaved = study.epochsSaved();
        commands = new ArrayDeque<>(study.commands());
        reason = study.reason();
        closedAt = study.closedAt();
    }

    static StudyRecord newStudy(StudyCreated created) {
        return new StudyRecord(
                created.study(),
                created.command(),
                StudyState.RUNNING,
                created.spec(),
                Map.of(),
                Map.of(),
                Map.of(),
                created.points(),
                proposesNothing(created.spec()),
                null,
                0,
                0,
                0,
                List.of(),
                null,
                created.owner(),
                created.at(),
                null);
    }

    private static boolean proposesNothing(StudySpec spec) {
        return spec.sampler() instanceof SamplerSpec.ByHand;
    }

    void enter(TrialState entered) {
        trials.merge(entered, 1, Integer::sum);
    }

    void leave(TrialState left) {
        trials.computeIfPresent(left, (_, count) -> count == 1 ? null : count - 1);
    }

    /// Compares a trial that changed with the best. A trial that starts over no longer has what it
    /// had, so the best is looked for again where it was its.
    void compare(Trial changed, List<Trial> all) {
        if (best != null
                && best.trial().equals(changed.id())
                && !Objects.equals(changed.objective(), best.objective())) {
            best = null;
            for (Trial trial : all) {
                offer(trial.id(), trial.objective());
            }
        } else if (offer(changed.id(), changed.objective())) {
            sinceImproved = 0;
        }
    }

    /// Compares the mean of a point's trials, all of them over, with the best.
    void compareMean(TrialId first, double mean) {
        if (offer(first, mean)) {
            sinceImproved = 0;
        }
    }

    private boolean offer(TrialId trial, @Nullable Double value) {
        if (value == null || (best != null && !spec.objective().better(value, best.objective()))) {
            return false;
        }
        best = new BestTrial(trial, value);
        return true;
    }

    /// Notes that a command was carried out.
    void carriedOut(String command) {
        commands.addLast(command);
        if (commands.size() > REMEMBERED) {
            commands.removeFirst();
        }
    }

    void ended(AttemptOutcome outcome) {
        attempts.merge(outcome, 1, Integer::sum);
    }

    void nothingSuggested() {
        samplerWaits = true;
    }

    void proposed() {
        samplerWaits = proposesNothing(spec);
        enter(TrialState.WAITING);
    }

    void closed(Trial trial) {
        samplerWaits = proposesNothing(spec);
        epochsTrained += trial.epochs();
        if (best == null || !best.trial().equals(trial.id())) {
            sinceImproved++;
        }
        Stop stop = trial.stop();
        if (trial.state() == TrialState.STOPPED && stop != null) {
            stops.merge(stop.rule(), 1, Integer::sum);
            epochsSaved += spec.budget().epochs() - trial.epochs();
        }
    }

    void change(StudyChanged changed) {
        spec = spec.withBudget(changed.budget());
        state = changed.paused() ? StudyState.PAUSED : StudyState.RUNNING;
    }

    void close(StudyClosed closed) {
        state = closed.state();
        reason = closed.reason();
        closedAt = closed.at();
    }

    StudyRecord toRecord(List<Point> enqueued) {
        return new StudyRecord(
                start.id(),
                start.command(),
                state,
                spec,
                trials,
                stops,
                attempts,
                enqueued,
                samplerWaits,
                best,
                sinceImproved,
                epochsTrained,
                epochsSaved,
                List.copyOf(commands),
                reason,
                start.owner(),
                start.createdAt(),
                closedAt);
    }
}
