package io.athanor.benchmarks.training;

import io.athanor.benchmarks.Benchmark;
import io.athanor.benchmarks.Dialogue;
import io.athanor.benchmarks.Figure;
import io.athanor.benchmarks.Messages;
import io.athanor.benchmarks.Rig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Whole trials with the tutorials' augmentation: a packaged trainer, from the trial's sending over
/// the broker to its end, with every loss reported, checkpoints and models saved; and the
/// tutorials' own loop. Both may use all cores as they like. 10,000 training images in grey (the
/// packed sample, 2,000 to test) and in colour (noise in the files of CIFAR-10, 10,000 to test:
/// what is in them makes no difference to the time).
///
/// 20 epochs, as the tutorials have, of `simple-cnn`; 5 of `cnn`, of which a pair would take seven
/// minutes. Both sides have all cores, as the tutorials' loop takes them.
///
/// Arguments: networks, `grey` or `colour`, and the pairs; all, both and 3 where none are named.
final class WholeTrial implements Benchmark {
    private static final Map<String, Double> GOALS = Map.of("cnn", 3.0, "simple-cnn", 10.0);
    private static final Map<String, Integer> EPOCHS = Map.of("cnn", 5, "simple-cnn", 20);
    private static final int CIFAR_FILES = 5;
    private static final int CIFAR_IMAGES = 10_000;
    private static final int CIFAR_ROW = 3073;

    @Override
    public String name() {
        return "whole-trial";
    }

    @Override
    public String summary() {
        return "whole trials with augmentation, against the tutorials' own loop";
    }

    @Override
    public List<Figure> run(Rig rig, List<String> arguments) throws Exception {
        int pairs =
                arguments.stream()
                        .filter(word -> word.matches("[0-9]+"))
                        .mapToInt(Integer::parseInt)
                        .findFirst()
                        .orElse(3);
        Path data = rig.folder("data");
        writeCifar(data.resolve("cifar-10"));
        int cores = Runtime.getRuntime().availableProcessors();
        List<Figure> figures = new ArrayList<>();
        try (QueuedTrials trainer =
                new QueuedTrials(
                        rig,
                        "trial-events",
                        Map.of(
                                "ATHANOR_TRAINER_DATA", data.toString(),
                                "ATHANOR_TRAINER_THREADS", String.valueOf(cores)))) {
            for (boolean colour : List.of(false, true)) {
                if (arguments.contains(colour ? "grey" : "colour")) {
                    continue;
                }
                Path folder = colour ? data.resolve("cifar-10") : rig.sample();
                Dialogue peer =
                        rig.startPeer(
                                "pytorch.py",
                                threads(cores),
                                List.of(String.valueOf(cores), folder.toString()));
                peer.read();
                for (String network : List.of("cnn", "simple-cnn")) {
                    boolean named = arguments.contains("cnn") || arguments.contains("simple-cnn");
                    if (!named || arguments.contains(network)) {
                        figures.addAll(compare(trainer, peer, network, colour, pairs));
                    }
                }
                peer.close();
            }
        }
        return figures;
    }

    private static List<Figure> compare(
            QueuedTrials trainer, Dialogue peer, String network, boolean colour, int pairs)
            throws Exception {
        List<Double> wall = new ArrayList<>();
        List<Double> core = new ArrayList<>();
        List<Double> mine = new ArrayList<>();
        for (int pair = 0; pair <= pairs; pair++) {
            // The first warms up.
            int epochs = pair == 0 ? 1 : EPOCHS.getOrDefault(network, 1);
            String ask = "trial %s %d".formatted(network, epochs);
            double[] theirs = pair % 2 == 0 ? peer.numbers(ask) : new double[0];
            String trial = "%s%s-%d".formatted(network, colour ? "-colour" : "", pair + 1);
            Duration before = trainer.trainer().cpu();
            double seconds = trainer.run(trial, message(trial, epochs, network, colour));
            double cpu = trainer.trainer().cpu().minus(before).toMillis() / 1e3;
            if (theirs.length == 0) {
                theirs = peer.numbers(ask);
            }
            if (pair > 0) {
                wall.add(theirs[0] / seconds);
                core.add(theirs[1] / cpu);
                mine.add(seconds);
            }
        }
        String what = "%s, %s: ".formatted(network, colour ? "colour" : "grey");
        Spread ratios = new Spread(wall);
        return List.of(
                Figure.atLeast(
                        GOALS.getOrDefault(network, 1.0),
                        ratios.median(),
                        "x",
                        what + "times the tutorials' speed"),
                Figure.of(ratios.least(), "x", what + "least"),
                Figure.of(ratios.most(), "x", what + "most"),
                Figure.of(new Spread(core).median(), "x", what + "by time of a core"),
                Figure.of(new Spread(mine).median(), "s", what + "a trial"));
    }

    private static String message(String trial, int epochs, String network, boolean colour) {
        String asked =
                """
                {"network": "%s", "batchSize": 64, "dataFraction": %s,
                 "schedule": {"type": "reduce-on-plateau", "mode": "min", "patience": 3, "factor": 0.5,
                   "threshold": 1.0e-4, "thresholdMode": "rel", "cooldown": 0, "minLearningRate": 0,
                   "warmup": {"steps": 0, "startFactor": 0.5, "interval": "epoch"}},
                 "augmentation": {"crop": 4, "flip": 0.5, "brightness": 0.2, "contrast": 0.2,
                   "saturation": 0.2, "hue": 0.1, "rotation": 15, "cutout": 0, "mixup": 0,
                   "normalise": true}}
                """
                        .formatted(network, colour ? "0.2" : "1");
        return Messages.startTrial(trial, epochs, asked, "{}")
                .replace("fashion-mnist-sample", colour ? "cifar-10" : "fashion-mnist-sample");
    }

    /// The threads of all that PyTorch computes with.
    static Map<String, String> threads(int threads) {
        return Map.of(
                "OMP_NUM_THREADS", String.valueOf(threads),
                "OPENBLAS_NUM_THREADS", String.valueOf(threads));
    }

    private static void writeCifar(Path folder) throws java.io.IOException {
        Files.createDirectories(folder);
        Random random = new Random(1);
        for (int file = 0; file <= CIFAR_FILES; file++) {
            byte[] rows = new byte[CIFAR_IMAGES * CIFAR_ROW];
            random.nextBytes(rows);
            for (int i = 0; i < CIFAR_IMAGES; i++) {
                rows[i * CIFAR_ROW] = (byte) (i % 10);
            }
            String name = file == 0 ? "test_batch.bin" : "data_batch_%d.bin".formatted(file);
            Files.write(folder.resolve(name), rows);
        }
    }
}
