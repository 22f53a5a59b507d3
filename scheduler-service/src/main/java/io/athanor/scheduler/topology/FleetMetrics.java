package io.athanor.scheduler.topology;

import io.athanor.contracts.StudyRecord;
import io.athanor.contracts.TrialState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.function.ToIntFunction;
import org.apache.kafka.streams.errors.InvalidStateStoreException;

/// What an autoscaler and an operator look at: the work there is and the trainers there are. Every
/// replica of the scheduler gives the same numbers.
@ApplicationScoped
public class FleetMetrics {
    private final ReadModel readModel;
    private final Fleet fleet;
    private final MeterRegistry meters;

    FleetMetrics(ReadModel readModel, Fleet fleet, MeterRegistry meters) {
        this.readModel = readModel;
        this.fleet = fleet;
        this.meters = meters;
    }

    void register(@Observes StartupEvent started) {
        Gauge.builder("athanor.queue.waiting", () -> sum(FleetMetrics::waiting))
                .description("Trials that wait for a trainer")
                .register(meters);
        Gauge.builder("athanor.trainers.wanted", () -> sum(StudyRecord::wanted))
                .description("Trainer slots that all studies together could use")
                .register(meters);
        Gauge.builder("athanor.trainers.ready", fleet::slots)
                .description("Trainer slots that are connected, busy or idle")
                .register(meters);
    }

    private static int waiting(StudyRecord study) {
        return study.trials().getOrDefault(TrialState.WAITING, 0);
    }

    /// NaN while the service starts: absent, not zero.
    private double sum(ToIntFunction<StudyRecord> of) {
        try {
            return readModel.studies().stream().mapToInt(of).sum();
        } catch (InvalidStateStoreException e) {
            return Double.NaN;
        }
    }
}
