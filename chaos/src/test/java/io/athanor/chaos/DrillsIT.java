package io.athanor.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The drills that take little time, on one system.
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class DrillsIT {
    private static final int TRAINERS = 2;
    private static final long SEED = 11;

    @TempDir private static Path folder;
    private static Parts parts;

    @BeforeAll
    static void start() throws Exception {
        Path home = Path.of("..").toAbsolutePath().normalize();
        parts = new Parts(home, folder, TRAINERS, /* fakesTime= */ false);
        parts.start();
    }

    @AfterAll
    static void leaveNothing() {
        parts.close();
    }

    @Test
    void messagesThatNobodyWroteChangeNothingAndAreSetAside() throws Exception {
        assertThat(findings(new Messages(500))).isEmpty();
    }

    @Test
    void requestsThatNobodyShouldSendAreRefusedAndLeaveNothing() throws Exception {
        assertThat(findings(new Requests(300))).isEmpty();
    }

    @Test
    void whoReadsSlowlyTakesNoMemoryAndGetsEveryEvent() throws Exception {
        assertThat(findings(new SlowReader())).isEmpty();
    }

    @Test
    void servicesSayWhatIsWrongWithTheTopicsAndBeginOnceItIsMended() throws Exception {
        assertThat(findings(new WrongTopics())).isEmpty();
    }

    @Test
    void noTrainingIsLostByAFullDiskOrADamagedCheckpoint() throws Exception {
        assumeTrue(
                "true".equals(System.getenv("CI"))
                        || System.getProperty("user.name").equals("root"),
                "only root can mount a small disk");

        assertThat(findings(new Disk())).isEmpty();
    }

    private static Iterable<String> findings(Drill drill) throws Exception {
        Findings findings = new Findings();
        drill.run(
                new Ground(
                        parts,
                        new Api(parts.api(), Duration.ofMinutes(5)),
                        SEED,
                        Duration.ZERO,
                        findings,
                        System.out::println));
        return findings.all();
    }
}
