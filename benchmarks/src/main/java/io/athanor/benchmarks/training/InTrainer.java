package io.athanor.benchmarks.training;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.network.Layer;
import io.athanor.contracts.network.Networks;
import io.athanor.trainer.data.DataSets;
import io.athanor.trainer.data.TrialImages;
import io.athanor.trainer.network.Arithmetic;
import io.athanor.trainer.program.Rate;
import io.athanor.trainer.program.Torch;
import io.athanor.trainer.program.TrainingProgram;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Scanner;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// The trainer's program, without its service: a process that trains as many steps as it is told.
///
/// ```
/// program HYPERPARAMETERS   as JSON    -> images of the data set
/// steps N                   N batches  -> seconds, seconds of a core
/// ```
final class InTrainer {
    private static final com.sun.management.OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);

    private final NDManager device = NDManager.newBaseManager(Device.cpu());
    private final DataSets dataSets = new DataSets(device, Path.of("data"), Map.of());
    private final String dataset;
    private @Nullable TrainingProgram program;
    private int images;
    private int batchSize;
    private int batch;
    private long step;

    private InTrainer(String dataset) {
        this.dataset = dataset;
    }

    /// @param arguments threads, data set
    public static void main(String[] arguments) throws JsonProcessingException {
        Torch.start(Integer.parseInt(arguments[0]));
        Torch.prepareThread();
        InTrainer trainer = new InTrainer(arguments[1]);
        System.out.println("libtorch " + Engine.getEngine("PyTorch").getVersion());
        Scanner lines = new Scanner(System.in);
        while (lines.hasNextLine()) {
            String[] words = lines.nextLine().split(" ", 2);
            System.out.println(
                    switch (words[0]) {
                        case "program" -> trainer.program(words[1]);
                        case "steps" -> trainer.steps(Integer.parseInt(words[1]));
                        default -> throw new IllegalArgumentException(words[0]);
                    });
        }
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
                        device,
                        network,
                        hyperparameters,
                        data,
                        Arithmetic.of(device.getDevice()),
                        new SplittableRandom(3));
        images = data.train().size();
        batchSize = hyperparameters.batchSize();
        batch = 0;
        return String.valueOf(images);
    }

    private String steps(int count) {
        TrainingProgram training = java.util.Objects.requireNonNull(program);
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
