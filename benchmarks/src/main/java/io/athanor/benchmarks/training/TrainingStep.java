package io.athanor.benchmarks.training;

import io.athanor.benchmarks.Benchmark;
import io.athanor.benchmarks.Dialogue;
import io.athanor.benchmarks.Figure;
import io.athanor.benchmarks.Messages;
import io.athanor.benchmarks.Rig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Images a second in training, batch 64, of each reference network: the trainer's program, with
/// and without tcmalloc, and PyTorch's eager mode with tensors in memory, all on the packed sample
/// with Adam. The processes live side by side; blocks of steps alternate between them.
///
/// Arguments: networks to measure, and `1` or `2` for the threads; all where none are named.
final class TrainingStep implements Benchmark {
    static final List<String> NETWORKS =
            List.of("cnn", "simple-cnn", "two-conv", "one-conv", "se-cca");

    private static final double GOAL = 1.2;
    private static final int ROUNDS = 15;
    private static final int WARM_UP = 3;

    /// Of PyTorch's arm, about.
    private static final double SECONDS_A_BLOCK = 0.4;

    private static final int BATCH = 64;

    @Override
    public String name() {
        return "training-step";
    }

    @Override
    public String summary() {
        return "images a second in training, against PyTorch's eager mode";
    }

    @Override
    public List<Figure> run(Rig rig, List<String> arguments) throws Exception {
        List<String> networks = new ArrayList<>(arguments);
        networks.retainAll(NETWORKS);
        List<Figure> figures = new ArrayList<>();
        for (int threads = 1; threads <= 2; threads++) {
            boolean asked = arguments.contains("1") || arguments.contains("2");
            if (asked && !arguments.contains(String.valueOf(threads))) {
                continue;
            }
            Arms arms = new Arms(rig, threads);
            for (String network : networks.isEmpty() ? NETWORKS : networks) {
                figures.addAll(arms.compare(network));
            }
            arms.close();
        }
        return figures;
    }

    private static final class Arms {
        private final int threads;
        private final Dialogue ours;
        private final Dialogue plain;
        private final Dialogue peer;

        Arms(Rig rig, int threads) throws Exception {
            this.threads = threads;
            List<String> trainer = List.of(String.valueOf(threads), "fashion-mnist-sample");
            ours = rig.startInTrainer(InTrainer.class, Map.of(), "", trainer);
            plain = rig.startInTrainer(InTrainer.class, Map.of("LD_PRELOAD", ""), "", trainer);
            peer =
                    rig.startPeer(
                            "pytorch.py",
                            WholeTrial.threads(threads),
                            List.of(String.valueOf(threads), rig.sample().toString()));
            System.out.printf("%d thread(s): %s against %s%n", threads, ours.read(), peer.read());
            plain.read();
        }

        List<Figure> compare(String network) {
            String asked =
                    "{\"network\": \"%s\", \"batchSize\": %d%s}"
                            .formatted(
                                    network,
                                    BATCH,
                                    network.equals("two-conv")
                                            ? ", \"hiddenUnits\": 50"
                                            : network.equals("se-cca")
                                                    ? ", \"hiddenUnits\": 128"
                                                    : "");
            String program = "program " + Messages.hyperparameters(asked);
            ours.ask(program);
            plain.ask(program);
            peer.ask("network %s %d".formatted(network, BATCH));
            int steps = 1;
            while (peer.numbers("steps " + steps)[0] < SECONDS_A_BLOCK) {
                steps *= 2;
            }
            List<Double> faster = new ArrayList<>();
            List<Double> fasterCore = new ArrayList<>();
            List<Double> allocator = new ArrayList<>();
            List<Double> rate = new ArrayList<>();
            for (int round = 0; round < WARM_UP + ROUNDS; round++) {
                String block = "steps " + steps;
                double[] theirs = round % 2 == 0 ? peer.numbers(block) : new double[0];
                double[] first = round % 4 < 2 ? plain.numbers(block) : new double[0];
                double[] mine = ours.numbers(block);
                double[] without = first.length > 0 ? first : plain.numbers(block);
                if (theirs.length == 0) {
                    theirs = peer.numbers(block);
                }
                if (round >= WARM_UP) {
                    faster.add(theirs[0] / mine[0]);
                    fasterCore.add(theirs[1] / mine[1]);
                    allocator.add(without[1] / mine[1]);
                    rate.add(steps * BATCH / mine[0]);
                }
            }
            return figures(network, faster, fasterCore, allocator, rate);
        }

        private List<Figure> figures(
                String network,
                List<Double> faster,
                List<Double> fasterCore,
                List<Double> allocator,
                List<Double> rate) {
            String what = "%s, %d thread(s): ".formatted(network, threads);
            Spread wall = new Spread(faster);
            Spread core = new Spread(fasterCore);
            List<Figure> figures =
                    List.of(
                            Figure.atLeast(
                                    GOAL, wall.median(), "x", what + "times PyTorch's speed"),
                            Figure.of(wall.percentile(25), "x", what + "lower quartile"),
                            Figure.of(wall.percentile(75), "x", what + "upper quartile"),
                            Figure.of(core.median(), "x", what + "by time of a core"),
                            Figure.of(core.percentile(25), "x", what + "lower quartile"),
                            Figure.of(core.percentile(75), "x", what + "upper quartile"),
                            Figure.of(
                                    new Spread(allocator).median(),
                                    "x",
                                    what + "tcmalloc's share in that"),
                            Figure.of(new Spread(rate).median(), "1/s", what + "images a second"));
            System.out.printf(
                    "%-11s %d  %.2f (%.2f to %.2f)  of a core %.2f (%.2f to %.2f)  tcmalloc %.2f%n",
                    network,
                    threads,
                    wall.median(),
                    wall.percentile(25),
                    wall.percentile(75),
                    core.median(),
                    core.percentile(25),
                    core.percentile(75),
                    new Spread(allocator).median());
            return figures;
        }

        void close() throws InterruptedException {
            ours.close();
            plain.close();
            peer.close();
        }
    }
}
