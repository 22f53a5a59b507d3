package io.athanor.trainer.slots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.StartupEvent;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeletionCostTest {
    @TempDir private static Path account;
    private static ApiServer server;

    private final AtomicInteger trials = new AtomicInteger();
    private final AtomicLong now = new AtomicLong();
    private DeletionCost cost;
    private URI pod;

    private record Pod(Optional<String> name, URI apiServer, Path account) implements PodConfig {}

    @BeforeAll
    static void startServer() {
        server = ApiServer.start(account);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void start() throws Exception {
        server.forget();
        cost = costOf(account);
        pod = cost.pod("trainer-5d8-x7k");
    }

    @AfterEach
    void stop() {
        cost.close();
    }

    @Test
    void tellsTheNumberOfTrialsWhenItChangesAndOnlyThen() {
        for (int number : List.of(0, 0, 1, 1, 2, 0)) {
            trials.set(number);
            cost.look(pod);
        }

        assertThat(server.patches())
                .extracting(ApiServer.Patch::body)
                .extracting(body -> body.replaceAll("\\s", ""))
                .containsExactly(body(0), body(1), body(2), body(0));
    }

    @Test
    void patchesItsOwnPodWithTheTokenThatIsMountedNow() throws Exception {
        cost.look(pod);
        Files.writeString(account.resolve("token"), "second.token");
        trials.set(1);
        cost.look(pod);

        assertThat(server.patches())
                .extracting(ApiServer.Patch::request)
                .containsOnly("PATCH /api/v1/namespaces/tuning/pods/trainer-5d8-x7k");
        assertThat(server.patches())
                .extracting(ApiServer.Patch::type)
                .containsOnly("application/merge-patch+json");
        assertThat(server.patches())
                .extracting(ApiServer.Patch::token)
                .containsExactly("Bearer first.token", "Bearer second.token");
    }

    @Test
    void asksAgainAfterAWhileWhereItWasRefused() {
        server.answers(403);
        cost.look(pod);
        cost.look(pod);
        assertThat(server.patches()).hasSize(1);

        server.answers(200);
        now.addAndGet(Duration.ofSeconds(31).toNanos());
        cost.look(pod);
        cost.look(pod);

        assertThat(server.patches()).hasSize(2);
    }

    @Test
    void givesItsTokenToNobodyWithAnotherCertificate(@TempDir Path elsewhere) {
        try (ApiServer another = ApiServer.start(elsewhere);
                DeletionCost ofAnother = costOf(elsewhere)) {
            ofAnother.look(pod);

            assertThat(server.patches()).isEmpty();
            assertThat(another.patches()).isEmpty();
        }
    }

    @Test
    void doesNotLogATokenThatCannotBeSent() throws Exception {
        Files.writeString(account.resolve("token"), "secret\u0007token");
        List<String> logged = new ArrayList<>();
        Logger logger = Logger.getLogger(DeletionCost.class.getName());
        Handler listener = listener(logged);
        logger.addHandler(listener);
        try {
            cost.look(pod);
        } finally {
            logger.removeHandler(listener);
        }

        assertThat(server.patches()).isEmpty();
        assertThat(logged).singleElement().asString().contains("not told").doesNotContain("secret");
    }

    private static Handler listener(List<String> logged) {
        return new Handler() {
            @Override
            public void publish(LogRecord line) {
                logged.add(line.getMessage() + Arrays.toString(line.getParameters()));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    @Test
    void doesNotStartWhereNoAccountIsMounted(@TempDir Path empty) {
        try (DeletionCost astray = costOf(empty)) {
            assertThatThrownBy(() -> astray.start(new StartupEvent()))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining("namespace");
        }
    }

    private DeletionCost costOf(Path folder) {
        return new DeletionCost(
                new Pod(Optional.of("trainer-5d8-x7k"), server.address(), folder),
                trials::get,
                now::get);
    }

    private static String body(int cost) {
        return "{\"metadata\":{\"annotations\":{\"controller.kubernetes.io/pod-deletion-cost\":\"%d\"}}}"
                .formatted(cost);
    }
}
