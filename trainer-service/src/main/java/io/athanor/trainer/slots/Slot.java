package io.athanor.trainer.slots;

import io.athanor.contracts.StartTrial;
import io.athanor.trainer.checkpoint.Checkpoint;
import io.athanor.trainer.queue.ClaimInDoubt;
import io.athanor.trainer.queue.TrialQueue;
import io.athanor.trainer.reporting.ExecutionReport;
import io.athanor.trainer.training.Ending;
import io.athanor.trainer.training.StopSignal;
import io.athanor.trainer.training.Trainer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes one trial after another from the queue and trains it. A trial is taken out of the queue
/// before it is trained, and only once the broker has confirmed that its start is published: from
/// then on its heartbeats, not the queue, tell that somebody has it.
final class Slot implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Slot.class);

    /// With the queue's confirmation and the reading of a checkpoint, below the 18 s for which the
    /// queue keeps an offered trial from others.
    private static final Duration CLAIM_PATIENCE = Duration.ofSeconds(8);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Supplier<TrialQueue> queues;
    private final Function<StartTrial, ExecutionReport> reports;
    private final Running running;
    private final Trainer trainer;
    private final CountDownLatch listening;
    private final CountDownLatch leaving = new CountDownLatch(1);

    /// @param listening counts down when requests to stop are heard: no trial is taken before
    Slot(
            Supplier<TrialQueue> queues,
            Function<StartTrial, ExecutionReport> reports,
            Running running,
            Trainer trainer,
            CountDownLatch listening) {
        this.queues = queues;
        this.reports = reports;
        this.running = running;
        this.trainer = trainer;
        this.listening = listening;
    }

    @Override
    public void run() {
        while (!isLeaving() && !await(listening)) {
            LOG.debug("waiting for the topics");
        }
        while (!isLeaving()) {
            try (TrialQueue queue = queues.get()) {
                while (!isLeaving()) {
                    queue.poll().filter(_ -> !isLeaving()).ifPresent(offer -> take(queue, offer));
                }
            } catch (InterruptException e) {
                LOG.debug("slot interrupted");
            } catch (ClaimInDoubt | KafkaException | IllegalStateException e) {
                LOG.warn("queue lost, opening it anew: {}", e.getMessage());
                var _ = await(leaving);
            }
        }
    }

    /// Takes no further trial. The one that is being trained ends through [Running#leave]. A wait
    /// for a trial goes on for its moment: to wake it could tear a claim that has begun, and a
    /// trial that is started and not accepted, or not trained, is lost until its lease is over.
    void leave() {
        leaving.countDown();
    }

    private void take(TrialQueue queue, TrialQueue.Offer offer) {
        ExecutionReport report = reports.apply(offer.trial());
        StopSignal signal = running.add(report);
        try {
            Optional<Checkpoint> checkpoint = trainer.checkpoint(offer.trial());
            report.claimed(checkpoint.map(Checkpoint::epoch).orElse(0), CLAIM_PATIENCE);
            queue.accept(offer);
            report.ended(train(offer.trial(), checkpoint, report, signal));
        } catch (TimeoutException | ExecutionException e) {
            throw new IllegalStateException("start of " + report.trial() + " not published", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            running.remove(report);
        }
    }

    /// Whatever breaks in a training ends that trial, not the slot.
    private Ending train(
            StartTrial trial,
            Optional<Checkpoint> checkpoint,
            ExecutionReport report,
            StopSignal signal) {
        try {
            return trainer.run(trial, checkpoint, report, signal);
        } catch (RuntimeException | LinkageError e) {
            if (isLeaving()) {
                LOG.warn("not handed back in time: trial={} {}", trial.trial(), e.toString());
                return new Ending.Released();
            }
            LOG.error("training broke: trial={}", trial.trial(), e);
            return new Ending.Failed(e.toString());
        }
    }

    private boolean isLeaving() {
        return leaving.getCount() == 0;
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
