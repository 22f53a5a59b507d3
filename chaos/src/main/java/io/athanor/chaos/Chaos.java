package io.athanor.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// A run: studies, a storm of faults while they train, then the audit.
@Command(
        name = "./athanor chaos",
        mixinStandardHelpOptions = true,
        description = {
            "Kills and suspends real processes of a system of its own while studies train, and then",
            "checks that nothing was lost, doubled or changed. Exit code 0: no violation."
        })
final class Chaos implements Callable<Integer> {
    private static final int TRAINERS = 3;
    private static final Duration GAP = Duration.ofSeconds(8);

    @Parameters(index = "0", hidden = true, paramLabel = "HOME")
    private Path home = Path.of(".");

    @Option(names = "--seed", description = "repeats the faults of a run; default: any")
    private @Nullable Long chosen;

    @Option(
            names = "--minutes",
            description =
                    "how long faults go on; default ${DEFAULT-VALUE}. New studies are posted until then")
    private double minutes = 5;

    private final long begun = System.nanoTime();

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        long seed = chosen == null ? new Random().nextLong(1_000_000) : chosen;
        Duration length = Duration.ofMillis((long) (minutes * 60_000));
        List<Fault> plan = Fault.plan(seed, length, GAP, TRAINERS);
        Path folder = Files.createTempDirectory("athanor-chaos-");
        say(
                "seed %d: %d faults in %.1f minutes; data and logs in %s"
                        .formatted(seed, plan.size(), minutes, folder));
        List<String> violations;
        try (Parts parts = new Parts(home.toAbsolutePath().normalize(), folder, TRAINERS)) {
            parts.start();
            violations = run(parts, plan, seed);
        }
        violations.forEach(violation -> System.out.println("VIOLATION " + violation));
        if (violations.isEmpty()) {
            delete(folder);
            System.out.println("No violation.");
        }
        return violations.isEmpty() ? 0 : 1;
    }

    private List<String> run(Parts parts, List<Fault> plan, long seed)
            throws IOException, InterruptedException, ExecutionException {
        Api api = new Api(parts.api());
        int rounds = 0;
        post(api, rounds, seed);
        awaitTrials(api);
        say("the first trials are training: the storm begins");
        try (ExecutorService background = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> storm =
                    background.submit(() -> {
                        new Storm(parts, this::say).rage(plan);
                        return null;
                    });
            do {
                if (rounds > 0) {
                    post(api, rounds, seed);
                }
                awaitEnd(api, shortStudy(rounds), realStudy(rounds));
                rounds++;
            } while (!storm.isDone());
            storm.get();
        }
        say("every study is over: now the undisturbed twins");
        Audit audit = new Audit(api);
        for (int round = 0; round < rounds; round++) {
            audit.study(shortStudy(round), Load.SHORT);
            audit.study(realStudy(round), Load.REAL);
            String twin = realStudy(round) + "-undisturbed";
            Load.REAL.post(api, twin, seed + round);
            awaitEnd(api, twin);
            audit.same(realStudy(round), twin);
        }
        Decisions topics = new Decisions(parts.bootstrapServers());
        List<JsonNode> decisions = topics.all();
        audit.decisions(decisions);
        audit.deadLetters(topics.deadLetters());
        report(plan, decisions, audit);
        return audit.violations();
    }

    private static void post(Api api, int round, long seed)
            throws IOException, InterruptedException {
        Load.SHORT.post(api, shortStudy(round), seed + round);
        Load.REAL.post(api, realStudy(round), seed + round);
    }

    private static String shortStudy(int round) {
        return "short-" + round;
    }

    private static String realStudy(int round) {
        return "real-" + round;
    }

    private static void awaitTrials(Api api) throws IOException, InterruptedException {
        while (api.study(realStudy(0)).path("trials").path("running").asInt() == 0) {
            Pause.of(200);
        }
    }

    private void awaitEnd(Api api, String... studies) throws IOException, InterruptedException {
        for (String study : studies) {
            while (api.study(study).path("state").asText().equals("running")) {
                Pause.of(500);
            }
            say("study %s is over".formatted(study));
        }
    }

    private static void report(List<Fault> plan, List<JsonNode> decisions, Audit audit) {
        Map<Fault.Kind, Integer> kinds = new EnumMap<>(Fault.Kind.class);
        plan.forEach(fault -> kinds.merge(fault.kind(), 1, Integer::sum));
        System.out.println();
        System.out.println("| what | how often |");
        System.out.println("|---|---|");
        kinds.forEach((kind, count) -> row(kind.toString(), count));
        row("trials", audit.trials());
        row("attempts lost", audit.ended("lost"));
        row("attempts handed back", audit.ended("released"));
        row(
                "executions refused",
                decisions.stream()
                        .filter(decision ->
                                decision.path("stop").path("rule").asText().equals("superseded"))
                        .count());
        row("violations", audit.violations().size());
        System.out.println();
    }

    private static void row(String what, long count) {
        System.out.println("| %s | %d |".formatted(what, count));
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
