package io.athanor.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A short storm, on a system of its own: what else was done to it would be in the audit.
@Timeout(value = 12, unit = TimeUnit.MINUTES)
class KillsIT {
    private static final int TRAINERS = 3;
    private static final long SEED = 11;
    private static final Duration GAP = Duration.ofSeconds(10);

    /// Long enough for every kind of fault once.
    private static final Duration STORM = Duration.ofSeconds(70);

    @TempDir private Path folder;

    @Test
    void nothingIsLostWhenAnyProcessIsKilledOrSuspended() throws Exception {
        Path home = Path.of("..").toAbsolutePath().normalize();
        Findings findings = new Findings();

        try (Parts parts = new Parts(home, folder, TRAINERS, /* fakesTime= */ false)) {
            parts.start();
            new Kills(GAP)
                    .run(
                            new Ground(
                                    parts,
                                    new Api(parts.api(), Duration.ofMinutes(5)),
                                    SEED,
                                    STORM,
                                    findings,
                                    System.out::println));
        }

        assertThat(findings.all()).isEmpty();
    }
}
