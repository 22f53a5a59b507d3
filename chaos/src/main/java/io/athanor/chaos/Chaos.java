package io.athanor.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Runs drills, one after the other, on a system of their own.
@Command(
        name = "./athanor chaos",
        mixinStandardHelpOptions = true,
        description = {
            "Breaks a system of its own, of real processes, on purpose while studies train, and then",
            "checks that nothing was lost, doubled or changed. Exit code 0: no violation."
        })
final class Chaos implements Callable<Integer> {
    private static final int TRAINERS = 3;
    private static final Duration GAP = Duration.ofSeconds(20);

    /// Beyond a storm, in which a server may be away more often than not.
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Parameters(index = "0", hidden = true, paramLabel = "HOME")
    private Path home = Path.of(".");

    @Option(names = "--seed", description = "repeats the faults of a run; default: any")
    private @Nullable Long chosen;

    @Option(
            names = "--minutes",
            description =
                    "how long a drill goes on that can; default ${DEFAULT-VALUE}. New studies are posted until then")
    private double minutes = 5;

    @Option(
            names = "--drill",
            split = ",",
            description = "what is done: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}")
    private List<Kind> drills = List.of(Kind.kills);

    private final long begun = System.nanoTime();

    /// Named as people type them.
    enum Kind {
        kills,
        messages,
        requests,
        topics,
        readers,
        outage,
        disk,
        rolling,
        clock,
        overload,
        soak;

        Drill drill() {
            return switch (this) {
                case kills -> new Kills(GAP);
                case messages -> new Messages(4000);
                case requests -> new Requests(1500);
                case topics -> new WrongTopics();
                case readers -> new SlowReader();
                case outage -> new Outage(Duration.ofMinutes(1));
                case disk -> new Disk();
                case rolling -> new Rolling();
                case clock -> new ClockJump();
                case overload -> new Overload();
                case soak -> new Soak();
            };
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        long seed = chosen == null ? new Random().nextLong(1_000_000) : chosen;
        Duration length = Duration.ofMillis((long) (minutes * 60_000));
        Path folder = Files.createTempDirectory("athanor-chaos-");
        say("seed %d; data and logs in %s".formatted(seed, folder));
        Findings findings = new Findings();
        try (Parts parts =
                new Parts(
                        home.toAbsolutePath().normalize(),
                        folder,
                        TRAINERS,
                        drills.contains(Kind.clock))) {
            parts.start();
            Ground ground =
                    new Ground(
                            parts,
                            new Api(parts.api(), PATIENCE.plus(length)),
                            seed,
                            length,
                            findings,
                            this::say);
            for (Kind kind : drills) {
                say("drill: " + kind);
                kind.drill().run(ground);
            }
        }
        findings.all().forEach(violation -> System.out.println("VIOLATION " + violation));
        if (findings.all().isEmpty()) {
            delete(folder);
            System.out.println("No violation.");
        }
        return findings.all().isEmpty() ? 0 : 1;
    }

    private synchronized void say(String line) {
        System.out.println("%7.1f s  %s".formatted((System.nanoTime() - begun) / 1e9, line));
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(all::add);
        }
        for (Path file : all) {
            Files.deleteIfExists(file);
        }
    }
}
