package io.athanor.benchmarks;

import io.athanor.benchmarks.training.TrainingBenchmarks;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// `benchmarks HOME [NAME [ARGUMENT]]`: runs a benchmark with the services that are built in the
/// folder HOME; without a name, or asked for help, lists them. Exits with 1 where a goal was
/// missed.
public final class Main {
    private static final List<Benchmark> BENCHMARKS =
            Stream.concat(
                            Stream.of(
                                    new Throughput(),
                                    new Restore(),
                                    new StopLatency(),
                                    new RecordedCurves(),
                                    new Suggestions(),
                                    new TrialLife(),
                                    new OneSecondTrials()),
                            TrainingBenchmarks.all().stream())
                    .toList();

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        List<String> words = List.of(arguments);
        if (words.size() < 2 || words.contains("-h") || words.contains("--help")) {
            BENCHMARKS.forEach(b -> System.out.printf("%-14s %s%n", b.name(), b.summary()));
            return;
        }
        Benchmark chosen =
                BENCHMARKS.stream()
                        .filter(b -> b.name().equals(words.get(1)))
                        .findFirst()
                        .orElse(null);
        if (chosen == null) {
            System.err.printf(
                    "no benchmark '%s': %s%n",
                    words.get(1),
                    BENCHMARKS.stream().map(Benchmark::name).collect(Collectors.joining(", ")));
            System.exit(2);
            return;
        }
        List<Figure> figures;
        try (Rig rig = new Rig(Path.of(words.getFirst()))) {
            figures = chosen.run(rig, words.subList(2, words.size()));
        }
        figures.forEach(System.out::println);
        System.exit(figures.stream().allMatch(Figure::isMet) ? 0 : 1);
    }
}
