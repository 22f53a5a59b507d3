package io.athanor.scheduler.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.athanor.contracts.StudyCommand;
import io.athanor.contracts.StudyCommand.CancelStudy;
import io.athanor.contracts.StudyId;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.Record;
import jakarta.ws.rs.ServerErrorException;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.WebApplicationException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class CommandsTest {
    private static final CancelStudy COMMAND = new CancelStudy("c", new StudyId("s"));

    @Test
    void waitsUntilTheEffectShows() {
        Commands commands = commands(Uni.createFrom().voidItem(), Duration.ofSeconds(20));
        AtomicInteger looks = new AtomicInteger();

        String seen =
                commands.carryOut(
                        COMMAND,
                        () -> looks.incrementAndGet() < 5 ? Optional.empty() : Optional.of("done"));

        assertThat(seen).isEqualTo("done");
        assertThat(looks).hasValue(5);
    }

    @Test
    void saysThatAnAcceptedCommandMayStillBeDone() {
        Commands commands = commands(Uni.createFrom().voidItem(), Duration.ofMillis(100));

        assertThatExceptionOfType(ServerErrorException.class)
                .isThrownBy(() -> commands.carryOut(COMMAND, Optional::empty))
                .withMessageContaining("accepted but not done yet")
                .satisfies(late -> assertRetry(late, 504));
    }

    @Test
    void saysThatTheBrokerRefuses() {
        Commands commands =
                commands(
                        Uni.createFrom().failure(new TimeoutException("no broker")),
                        Duration.ofSeconds(20));

        assertThatExceptionOfType(ServiceUnavailableException.class)
                .isThrownBy(() -> commands.carryOut(COMMAND, () -> Optional.of("done")))
                .satisfies(refused -> assertRetry(refused, 503));
    }

    @Test
    void saysThatTheBrokerKeepsSilent() {
        Commands commands = commands(Uni.createFrom().nothing(), Duration.ofMillis(100));

        assertThatExceptionOfType(ServiceUnavailableException.class)
                .isThrownBy(() -> commands.carryOut(COMMAND, () -> Optional.of("done")))
                .satisfies(refused -> assertRetry(refused, 503));
    }

    private static void assertRetry(WebApplicationException problem, int status) {
        assertThat(problem.getResponse().getStatus()).isEqualTo(status);
        assertThat(problem.getResponse().getHeaderString("Retry-After")).isEqualTo("5");
    }

    @SuppressWarnings("unchecked")
    private static Commands commands(Uni<Void> sent, Duration patience) {
        var emitter =
                (MutinyEmitter<Record<String, StudyCommand>>)
                        Proxy.newProxyInstance(
                                CommandsTest.class.getClassLoader(),
                                new Class<?>[] {MutinyEmitter.class},
                                (_, _, _) -> sent);
        return new Commands(emitter, new Settings(patience, 1));
    }

    private record Settings(Duration patience, int listeners) implements ApiConfig {}
}
