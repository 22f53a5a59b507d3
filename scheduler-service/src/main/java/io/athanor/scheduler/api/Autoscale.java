package io.athanor.scheduler.api;

import io.athanor.contracts.StudyRecord;
import io.athanor.scheduler.topology.ReadModel;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.apache.kafka.streams.errors.InvalidStateStoreException;

/// What an autoscaler of trainers asks, on the management port: `{"wanted": n}`, the trainer slots
/// that all studies together could use. 503 while nobody knows.
@ApplicationScoped
class Autoscale {
    private static final String PATH = "/internal/autoscale";

    private final ReadModel readModel;

    Autoscale(ReadModel readModel) {
        this.readModel = readModel;
    }

    void register(@Observes ManagementInterface management) {
        management.router().get(PATH).blockingHandler(this::answer, /* ordered= */ false);
    }

    private void answer(RoutingContext request) {
        try {
            int wanted = readModel.studies().stream().mapToInt(StudyRecord::wanted).sum();
            request.response()
                    .putHeader("Content-Type", "application/json")
                    .end("{\"wanted\":%d}".formatted(wanted));
        } catch (InvalidStateStoreException starting) {
            request.response().setStatusCode(503).end();
        }
    }
}
