package io.athanor.trainer.reporting;

import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.ExecutionId;
import io.athanor.contracts.Losses;
import io.athanor.contracts.Preparation;
import io.athanor.contracts.StartTrial;
import io.athanor.contracts.TrainerId;
import io.athanor.contracts.TrialCurve;
import io.athanor.contracts.TrialCurve.Outcome;
import io.athanor.contracts.TrialCurve.ParameterStatistics;
import io.athanor.contracts.TrialEvent;
import io.athanor.contracts.TrialId;
import io.athanor.trainer.training.Ending;
import io.athanor.trainer.training.Progress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All that one execution of a trial reports, from its claim to its end. Nothing follows the end.
public final class ExecutionReport implements Progress {
    private static final Logger LOG = LoggerFactory.getLogger(ExecutionReport.class);

    private static final int LONGEST_REASON = 8_000;

    private final Reports reports;
    private final SampleRate rate;
    private final StartTrial start;
    private final ExecutionId execution;
    private final TrainerId trainer;
    private final String device;
    private State state = State.NEW;
    private boolean curve;
    private Future<?> lastCurve = CompletableFuture.completedFuture(null);
    private Future<?> lastEvent = CompletableFuture.completedFuture(null);
    private int iterations;

    private enum State {
        NEW,
        CLAIMED,
        ENDED
    }

    ExecutionReport(
            Reports reports,
            SampleRate rate,
            StartTrial start,
            ExecutionId execution,
            TrainerId trainer,
            String device) {
        this.reports = reports;
        this.rate = rate;
        this.start = start;
        this.execution = execution;
        this.trainer = trainer;
        this.device = device;
    }

    public ExecutionId execution() {
        return execution;
    }

    public boolean isOf(TrialId trial, int attempt) {
        return trial.equals(start.trial()) && attempt == start.attempt();
    }

    public TrialId trial() {
        return start.trial();
    }

    /// Says that this trainer has the trial.
    ///
    /// @param resumedFromEpoch the last epoch that its checkpoint has
    /// @throws TimeoutException when the broker did not confirm it within `patience`; it may still
    /// @throws ExecutionException when it refused
    public void claimed(int resumedFromEpoch, Duration patience)
            throws InterruptedException, ExecutionException, TimeoutException {
        var sent =
                reports.send(
                        new TrialEvent.TrialStarted(
                                trial(),
                                start.attempt(),
                                execution,
                                trainer,
                                device,
                                resumedFromEpoch));
        sent.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        synchronized (this) {
            state = State.CLAIMED;
        }
    }

    public synchronized void heartbeat() {
        if (state == State.CLAIMED) {
            var _ =
                    reports.send(
                            new TrialEvent.TrialHeartbeat(
                                    trial(), start.attempt(), execution, iterations));
        }
    }

    @Override
    public synchronized void prepared(Preparation preparation, int classes, int firstIteration) {
        curve = true;
        iterations = firstIteration - 1;
        LOG.info("trial started: {} firstIteration={}", keys(), firstIteration);
        send(new TrialEvent.TrialPrepared(trial(), start.attempt(), execution, preparation));
        send(
                new TrialCurve.CurveStarted(
                        trial(),
                        start.attempt(),
                        execution,
                        trainer,
                        device,
                        start.dataset(),
                        classes,
                        start.epochs(),
                        preparation.iterationsPerEpoch(),
                        firstIteration,
                        start.hyperparameters(),
                        start.curveRules()));
    }

    @Override
    public synchronized void iterations(
            int first, Losses losses, int samples, double learningRate) {
        iterations = first + losses.size() - 1;
        rate.add(samples, System.nanoTime());
        for (LossBlock block : LossBlock.split(first, losses, samples, LossBlock.MOST)) {
            send(
                    new TrialCurve.IterationsCompleted(
                            trial(),
                            start.attempt(),
                            execution,
                            block.first(),
                            block.losses(),
                            block.samples(),
                            learningRate));
        }
    }

    @Override
    public synchronized void epoch(EpochMeasurement measurement) {
        LOG.debug("epoch completed: {} {}", keys(), measurement);
        send(new TrialCurve.EpochMeasured(trial(), start.attempt(), execution, measurement));
        send(new TrialEvent.EpochCompleted(trial(), start.attempt(), execution, measurement));
    }

    @Override
    public synchronized void weights(int epoch, List<ParameterStatistics> parameters) {
        send(
                new TrialCurve.WeightsMeasured(
                        trial(), start.attempt(), execution, epoch, parameters));
    }

    /// Records of one partition are confirmed in order: the last of each topic stand for all.
    @Override
    public synchronized List<Future<?>> published() {
        return List.of(lastCurve, lastEvent);
    }

    @Override
    public synchronized void saved(int epoch, int saved) {
        if (state == State.CLAIMED) {
            send(new TrialEvent.CheckpointSaved(trial(), start.attempt(), execution, epoch, saved));
        }
    }

    private void send(TrialEvent event) {
        lastEvent = reports.send(event);
    }

    private void send(TrialCurve record) {
        lastCurve = reports.send(record);
    }

    /// The last report. A superseded execution only ends its curve: nobody waits for its events.
    public synchronized void ended(Ending ending) {
        state = State.ENDED;
        LOG.info("trial ended: {} iterations={} {}", keys(), iterations, ending);
        switch (ending) {
            case Ending.Completed _ ->
                    end(
                            Outcome.COMPLETED,
                            new TrialEvent.TrialCompleted(trial(), start.attempt(), execution));
            case Ending.Stopped(var stop) ->
                    end(
                            Outcome.STOPPED,
                            new TrialEvent.TrialStopped(
                                    trial(), start.attempt(), execution, iterations, stop));
            case Ending.Infeasible(var reason) ->
                    end(
                            Outcome.INFEASIBLE,
                            new TrialEvent.TrialInfeasible(
                                    trial(), start.attempt(), execution, cut(reason)));
            case Ending.Failed(var reason) ->
                    end(
                            Outcome.FAILED,
                            new TrialEvent.TrialFailed(
                                    trial(), start.attempt(), execution, cut(reason)));
            case Ending.Released _ ->
                    end(
                            Outcome.RELEASED,
                            new TrialEvent.TrialReleased(
                                    trial(), start.attempt(), execution, iterations));
            case Ending.Superseded _ -> endCurve(Outcome.RELEASED);
        }
    }

    /// An end that no record holds would never be heard of. Torch's reasons have whole programs.
    private static String cut(String reason) {
        return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON);
    }

    private void end(Outcome outcome, TrialEvent event) {
        endCurve(outcome);
        send(event);
    }

    private void endCurve(Outcome outcome) {
        if (curve) {
            send(
                    new TrialCurve.CurveEnded(
                            trial(), start.attempt(), execution, iterations, outcome));
        }
    }

    private String keys() {
        return "trial=%s attempt=%d execution=%s".formatted(trial(), start.attempt(), execution);
    }
}
