package io.athanor.benchmarks.training;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.Preparation.LayerSummary;
import io.athanor.contracts.network.Layer;
import io.athanor.contracts.network.Networks;
import io.athanor.contracts.network.Summary;
import io.athanor.trainer.data.DataSet;
import io.athanor.trainer.data.DataSets;
import io.athanor.trainer.data.TrialImages;
import io.athanor.trainer.program.DeviceMemory;
import io.athanor.trainer.program.ProgramPool;
import io.athanor.trainer.program.Rate;
import io.athanor.trainer.program.Torch;
import io.athanor.trainer.program.TrainingProgram;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Scanner;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// The trainer's program, without its service: a process that trains as many steps as it is told.
///
/// ```
/// program HYPERPARAMETERS   as JSON            -> images of the data set
/// steps N                   N batches          -> seconds, seconds of a core
/// memory HYPERPARAMETERS    a program's steps  -> bytes at the peak, bytes that they need
/// trial reported MESSAGE    a whole trial      -> seconds, the thread's and the process's of a core
/// ```
///
/// A trial is `reported` to the broker and saves nothing, is `saved` and not reported, or is
/// `silent`: neither.
final class InTrainer {
    private static final com.sun.management.OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);

    private final NDManager device = NDManager.newBaseManager(Device.cpu());
    private final DataSets dataSets = new DataSets(device, Path.of("data"), Map.of());
    private final String dataset;
    private final @Nullable TrialArms arms;
    private @Nullable TrainingProgram program;
    private int images;
    private int batchSize;
    private int batch;
    private long step;

    private InTrainer(String dataset, @Nullable TrialArms arms) {
        this.dataset = dataset;
        this.arms = arms;
    }

    /// @param arguments threads, data set; for trials also the broker and a folder for checkpoints
    public static void main(String[] arguments) throws JsonProcessingException {
        Torch.start(Integer.parseInt(arguments[0]));
        Torch.prepareThread();
        InTrainer trainer =
                new InTrainer(
                        arguments[1],
                        arguments.length > 2 ? new TrialArms(arguments[2], arguments[3]) : null);
        System.out.println("libtorch " + Engine.getEngine("PyTorch").getVersion());
        Scanner lines = new Scanner(System.in, StandardCharsets.UTF_8);
        while (lines.hasNextLine()) {
            String[] words = lines.nextLine().split(" ", 2);
            System.out.println(
                    switch (words[0]) {
                        case "program" -> trainer.program(words[1]);
                        case "memory" -> trainer.memory(words[1]);
                        case "trial" -> Objects.requireNonNull(trainer.arms).run(words[1]);
                        case "steps" -> trainer.steps(Integer.parseInt(words[1]));
                        default -> throw new IllegalArgumentException(words[0]);
                    });
        }
    }

    private String memory(String asked) throws JsonProcessingException {
        DeviceMemory memory = new DeviceMemory(device.getDevice(), OptionalLong.empty());
        String first = "{\"batchSize\": 2}";
        ObjectMapper json = new ObjectMapper();
        // What a first step costs once, whatever its batch.
        program(json.readerForUpdating(json.readTree(asked)).readTree(first).toString());
        steps(2);
        Objects.requireNonNull(program).close();
        program = null;
        System.gc();
        long before = memory.used();
        memory.reset();
        program(asked);
        steps(3);
        long needed = needed(json.readValue(asked, Hyperparameters.class));
        return (memory.peak() - before) + " " + needed;
    }

    private long needed(Hyperparameters asked) {
        DataSet data = dataSets.get(dataset);
        Layer network = Networks.build(asked, data.image(), data.classes());
        long weights = 0;
        long values = (long) data.image().channels() * data.image().height() * data.image().width();
        long largest = 0;
        for (LayerSummary layer : Summary.of(network, data.image())) {
            weights += layer.parameters();
            long[] sides =
                    Arrays.stream(layer.output().split("x", -1))
                            .mapToLong(Long::parseLong)
                            .toArray();
            long size = Arrays.stream(sides).reduce(1, (a, b) -> a * b);
            values += size;
            if (layer.description().startsWith("CrissCrossAttention")) {
                values += inside(layer.description(), sides);
            }
            largest = Math.max(largest, size);
        }
        return 4 * (4 * weights + asked.batchSize() * (values + largest));
    }

    /// What a gradient needs of criss-cross attention, as it is defined, besides its output:
    /// queries, keys and values, each position's shares of its row and column, and what they add up
    /// to.
    private static long inside(String attention, long[] sides) {
        long reduced = Long.parseLong(attention.replaceAll(".*reduced=(\\d+).*", "$1"));
        long positions = sides[1] * sides[2];
        return positions * (2 * reduced + 2 * sides[0] + sides[1] + sides[2]);
    }

    private String program(String asked) throws JsonProcessingException {
        if (program != null) {
            program.close();
        }
        Hyperparameters hyperparameters =
                new ObjectMapper().readValue(asked, Hyperparameters.class);
        TrialImages data =
                TrialImages.of(
                        dataSets.get(dataset),
                        hyperparameters,
                        new SplittableRandom(1),
                        new SplittableRandom(2));
        Layer network = Networks.build(hyperparameters, data.dataSet().image(), data.classes());
        program =
                new TrainingProgram(
                        new ProgramPool(device),
                        network,
                        hyperparameters,
                        data,
                        Torch.arithmetic(device.getDevice()),
                        new SplittableRandom(3));
        images = data.train().size();
        batchSize = hyperparameters.batchSize();
        batch = 0;
        return String.valueOf(images);
    }

    private String steps(int count) {
        TrainingProgram training = Objects.requireNonNull(program);
        long core = SYSTEM.getProcessCpuTime();
        long begun = System.nanoTime();
        for (int i = 0; i < count; i++) {
            if (batch * batchSize >= images) {
                batch = 0;
            }
            if (batch == 0) {
                training.shuffle(order());
            }
            int start = batch * batchSize;
            training.step(
                    batch,
                    start,
                    Math.min(start + batchSize, images),
                    new Rate(0.001, step == 0, false),
                    step,
                    step);
            batch++;
            step++;
        }
        double wall = (System.nanoTime() - begun) / 1e9;
        return wall + " " + (SYSTEM.getProcessCpuTime() - core) / 1e9;
    }

    private long[] order() {
        long[] order = LongStream.range(0, images).toArray();
        SplittableRandom random = new SplittableRandom(step);
        IntStream.range(0, images)
                .forEach(i -> {
                    int other = random.nextInt(i + 1);
                    long here = order[i];
                    order[i] = order[other];
                    order[other] = here;
                });
        return order;
    }
}
