package io.athanor.scheduler.api;

import io.athanor.contracts.StudyCommand;
import io.athanor.contracts.StudyId;
import io.smallrye.mutiny.Multi;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.Record;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ServerErrorException;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/// Sends commands, and waits until the read model shows that they were carried out.
@ApplicationScoped
class Commands {
    static final String CHANNEL = "study-commands-out";
    private static final Logger LOG = Logger.getLogger(Commands.class);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);
    private static final long RETRY_SECONDS = 5;

    private final MutinyEmitter<Record<String, StudyCommand>> emitter;
    private final Duration patience;

    Commands(
            @Channel(CHANNEL) @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
                    MutinyEmitter<Record<String, StudyCommand>> emitter,
            ApiConfig config) {
        this.emitter = emitter;
        this.patience = config.patience();
    }

    /// @param seen what the command leads to, once it shows
    /// @throws ServiceUnavailableException when the broker does not take the command in time
    /// @throws ServerErrorException with 504 when its effect does not show in time
    <T> T carryOut(StudyCommand command, Supplier<Optional<T>> seen) {
        emitter.send(Record.of(command.study().value(), command))
                .ifNoItem()
                .after(patience)
                .fail()
                .onFailure()
                .transform(cause -> notSent(command, cause))
                .await()
                .indefinitely();
        return await(command.study(), seen);
    }

    /// Waits for what a command leads to.
    <T> T await(StudyId study, Supplier<Optional<T>> seen) {
        return Multi.createBy()
                .repeating()
                .supplier(seen)
                .withDelay(LOOK_AGAIN)
                .indefinitely()
                .select()
                .where(Optional::isPresent)
                .map(Optional::get)
                .toUni()
                .ifNoItem()
                .after(patience)
                .failWith(() -> notSeen(study))
                .await()
                .indefinitely();
    }

    private static RuntimeException notSent(StudyCommand command, Throwable cause) {
        LOG.errorf(cause, "Command not sent: studyId=%s", command.study());
        return new ServiceUnavailableException(
                "the message broker does not answer; the request may still be done: look before"
                        + " sending it again, or send it with an Idempotency-Key",
                RETRY_SECONDS);
    }

    private static RuntimeException notSeen(StudyId study) {
        return new ServerErrorException(
                "the request for study %s is accepted but not done yet; it will be: look again later"
                        .formatted(study),
                Response.status(Response.Status.GATEWAY_TIMEOUT)
                        .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
                        .build());
    }
}
