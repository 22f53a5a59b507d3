package io.athanor.launcher.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.athanor.launcher.Failure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ChildTest {
    private static final Patience HASTE =
            new Patience(
                    Duration.ofSeconds(20),
                    2,
                    Duration.ofMillis(10),
                    Duration.ofMillis(50),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(1));

    @TempDir private Path folder;
    private final Queue<String> notices = new ConcurrentLinkedQueue<>();
    private LogFile log;
    private Child child;

    @BeforeEach
    void create() {
        log = LogFile.create(folder, "child");
    }

    @AfterEach
    void leaveNothing() {
        child.askToEnd();
        child.awaitEnd();
        assertThat(processes()).isEmpty();
    }

    @Test
    void isReadyWhenItsProcessSaysSoAndEndsWhenAsked() {
        child = start("stays");
        child.ready().join();
        List<ProcessHandle> running = processes();

        child.askToEnd();
        child.awaitEnd();

        assertThat(running).hasSize(1).noneMatch(ProcessHandle::isAlive);
        assertThat(notices).isEmpty();
    }

    @Test
    void hearsThatItsProcessIsReadyInWhateverElseItSays() throws Exception {
        child = start("chatters");

        child.ready().get(10, TimeUnit.SECONDS);

        assertThat(log.lastLines(2)).containsExactly("and so on", "and so on");
    }

    @Test
    void startsAProcessAgainThatWasKilled() {
        child = start("stays");
        child.ready().join();
        ProcessHandle first = processes().getFirst();

        first.destroyForcibly();

        await().until(() -> processes().stream().anyMatch(process -> !process.equals(first)));
        await().untilAsserted(() ->
                assertThat(notices)
                        .containsExactly(
                                "child ended (killed by signal 9); starting it again in 0.0 s",
                                "child is ready again"));
        assertThat(child.givenUp()).isNotDone();
    }

    @Test
    void givesUpOnAProcessThatIsNeverReadyAndShowsTheEndOfItsLog() throws Exception {
        child = start("breaks");

        Failure failure = child.givenUp().get(30, TimeUnit.SECONDS);

        assertThat(failure)
                .hasMessageStartingWith("child ended (exit code 3), 2 times in a row. Its log, ")
                .hasMessageEndingWith("ends with:\nout of luck\nout of luck");
        assertThat(child.ready()).isCompletedExceptionally();
    }

    @Test
    void givesUpOnAProcessThatCannotBeStarted() throws Exception {
        child = start(new Launch(List.of("/no/such/program"), Map.of(), _ -> true));

        Failure failure = child.givenUp().get(30, TimeUnit.SECONDS);

        assertThat(failure).hasMessage("child cannot be started: cannot start /no/such/program");
    }

    @Test
    void killsAProcessThatDoesNotEndInTime() {
        child = start("lingers");
        child.ready().join();

        child.askToEnd();
        child.awaitEnd();

        assertThat(processes()).isEmpty();
        assertThat(notices).containsExactly("child does not end by itself: killed");
    }

    private Child start(String behaviour) {
        return start(
                new Launch(Program.command(behaviour), Map.of(), text -> text.contains("READY")));
    }

    private Child start(Launch launch) {
        Child started = new Child("child", () -> launch, log, HASTE, notices::add);
        started.start();
        return started;
    }

    private static List<ProcessHandle> processes() {
        return ProcessHandle.current().children().filter(ProcessHandle::isAlive).toList();
    }
}
