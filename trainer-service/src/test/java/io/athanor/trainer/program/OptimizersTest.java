package io.athanor.trainer.program;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.athanor.contracts.EpochMeasurement;
import io.athanor.contracts.Hyperparameters;
import io.athanor.contracts.ImageShape;
import io.athanor.contracts.network.Layer;
import io.athanor.contracts.network.Networks;
import io.athanor.contracts.network.Parameter;
import io.athanor.trainer.Asked;
import io.athanor.trainer.data.DataSet;
import io.athanor.trainer.data.Normalisation;
import io.athanor.trainer.data.Split;
import io.athanor.trainer.data.TrialImages;
import io.athanor.trainer.schedule.LearningRate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// 200 steps of each optimizer with each schedule against PyTorch's: `golden/training.py` in the
/// test resources makes the files and says what the problem is.
class OptimizersTest {
    private static final int IMAGES = 40;
    private static final int BATCH = 8;
    private static final int BATCHES = 5;
    private static final int EPOCHS = 40;

    /// Both sides round to 24 bits, in other orders, 200 times. The largest error seen is 1.1e-5.
    private static final double ALLOWED = 5e-5;

    private static NDManager device;
    private static JsonNode schedules;
    private static JsonNode golden;

    @BeforeAll
    static void startEngine() throws IOException {
        Torch.start(1);
        device = NDManager.newBaseManager();
        schedules = read("schedules");
        golden = read("optimizers");
    }

    @AfterAll
    static void release() {
        device.close();
    }

    static Stream<String> optimizers() throws IOException {
        return read("optimizers").get("optimizers").propertyStream().map(entry -> entry.getKey());
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void goesWherePyTorchGoesWithEachSchedule(String optimizer) {
        Torch.prepareThread();
        double worst = 0;
        for (var schedule : schedules.properties()) {
            JsonNode expected = golden.get(optimizer + " " + schedule.getKey());
            if (expected != null) {
                worst = Math.max(worst, run(optimizer, schedule.getKey(), expected));
            }
        }
        System.out.printf("%s: largest error %.2g%n", optimizer, worst);
    }

    /// The largest error.
    private static double run(String optimizer, String schedule, JsonNode expected) {
        ObjectNode changes = golden.get("optimizers").get(optimizer).deepCopy();
        changes.put("network", "simple-cnn").put("batchSize", BATCH);
        changes.set("schedule", schedules.get(schedule).get("schedule"));
        Hyperparameters asked = Asked.hyperparameters(changes.toString());
        TrialImages data = problem(asked);
        Layer network = Networks.build(asked, new ImageShape(1, 4, 4), 3);
        LearningRate rate = new LearningRate(asked, EPOCHS, BATCHES);
        double worst = 0;
        try (TrainingProgram program =
                new TrainingProgram(
                        new ProgramPool(device),
                        network,
                        asked,
                        data,
                        Torch.arithmetic(device.getDevice()),
                        new SplittableRandom(1))) {
            fill(program, network);
            for (int epoch = 0; epoch < EPOCHS; epoch++) {
                program.shuffle(LongStream.range(0, IMAGES).toArray());
                for (int batch = 0; batch < BATCHES; batch++) {
                    Rate now = new Rate(rate.current(), rate.begins(), rate.switched());
                    program.step(batch, batch * BATCH, (batch + 1) * BATCH, now, 1, 1);
                    rate.iterationEnded();
                    int step = epoch * BATCHES + batch;
                    if (step % 40 == 0 || step == EPOCHS * BATCHES - 1) {
                        double loss = expected.get("losses").get(Math.ceilDiv(step, 40)).asDouble();
                        float[] measured = program.losses(batch, batch + 1);
                        worst =
                                Math.max(
                                        worst,
                                        error(schedule + " loss " + step, loss, measured[0]));
                    }
                }
                JsonNode seen = schedules.get("measured").get(epoch);
                rate.epochEnded(
                        new EpochMeasurement(
                                epoch + 1,
                                1,
                                1,
                                0,
                                seen.get(0).asDouble(),
                                seen.get(1).asDouble(),
                                0,
                                1));
            }
            float[] weights = weights(program, network);
            for (int k = 0; k < 6; k++) {
                int at = k * weights.length / 6;
                double weight = expected.get("weights").get(k).asDouble();
                worst = Math.max(worst, error(schedule + " weight " + at, weight, weights[at]));
            }
        } finally {
            data.dataSet().train().images().close();
            data.dataSet().train().labels().close();
        }
        return worst;
    }

    private static double error(String what, double expected, double actual) {
        double error = Math.abs(actual - expected) / (1 + Math.abs(expected));
        assertThat(error)
                .as("%s: %s in PyTorch, %s here", what, expected, actual)
                .isLessThan(ALLOWED);
        return error;
    }

    private static float[] weights(TrainingProgram program, Layer network) {
        float[] all = new float[0];
        for (Parameter parameter : network.parameters()) {
            float[] values = program.state().get(parameter.name()).toFloatArray();
            float[] more = Arrays.copyOf(all, all.length + values.length);
            System.arraycopy(values, 0, more, all.length, values.length);
            all = more;
        }
        return all;
    }

    private static void fill(TrainingProgram program, Layer network) {
        int salt = 1;
        for (Parameter parameter : network.parameters()) {
            NDArray tensor = program.state().get(parameter.name());
            float[] values = new float[(int) tensor.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) ((even(i, salt) - 0.5) / 2);
            }
            salt++;
            try (NDArray start = device.create(values, tensor.getShape())) {
                tensor.set(new NDIndex("..."), start);
            }
        }
    }

    private static TrialImages problem(Hyperparameters asked) {
        ByteBuffer pixels = ByteBuffer.allocateDirect(IMAGES * 16);
        for (int i = 0; i < pixels.capacity(); i++) {
            pixels.put(i, (byte) (even(i, 100) * 256));
        }
        long[] labels = new long[IMAGES];
        for (int i = 0; i < IMAGES; i++) {
            labels[i] = (long) (even(i, 200) * 3);
        }
        Split images =
                new Split(
                        device.create(pixels, new Shape(IMAGES, 1, 4, 4), DataType.UINT8),
                        device.create(labels));
        Normalisation normalisation = new Normalisation(List.of(0.5), List.of(0.25));
        DataSet data =
                new DataSet(
                        "golden", 3, new ImageShape(1, 4, 4), normalisation, images, images, "");
        return TrialImages.of(data, asked, new SplittableRandom(1), new SplittableRandom(1));
    }

    /// As `even` in the script.
    private static double even(int index, int salt) {
        int x = index + 1_000_003 * salt;
        x = (x ^ (x >>> 16)) * 0x85EBCA6B;
        x = (x ^ (x >>> 13)) * 0xC2B2AE35;
        return Integer.toUnsignedLong(x ^ (x >>> 16)) / 0x1p32;
    }

    private static JsonNode read(String name) throws IOException {
        try (var file = OptimizersTest.class.getResourceAsStream("/golden/" + name + ".json")) {
            return new ObjectMapper().readTree(file);
        }
    }
}
