package io.athanor.trainer.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.CurveRules;
import io.athanor.contracts.Pretrained.Weights;
import io.athanor.contracts.StartTrial;
import io.athanor.contracts.TrialCurve.ParameterStatistics;
import io.athanor.contracts.TrialId;
import io.athanor.trainer.Asked;
import io.athanor.trainer.checkpoint.Checkpoints;
import io.athanor.trainer.data.DataSets;
import io.athanor.trainer.data.IdxFiles;
import io.athanor.trainer.program.HostTensor;
import io.athanor.trainer.program.Torch;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What comes out of a trial, and what can be started from it.
class ModelsTest {
    private static final String PYTHON = "/usr/bin/python3";
    private static final int TEST_IMAGES = 300;

    @TempDir private static Path data;

    private static NDManager device;
    private static DataSets dataSets;

    @TempDir private Path folder;

    @BeforeAll
    static void open() throws IOException {
        IdxFiles.writeMnist(data, 100, TEST_IMAGES);
        Torch.start(1);
        device = NDManager.newBaseManager();
        dataSets = new DataSets(device, data, Map.of());
    }

    @AfterAll
    static void close() {
        device.close();
    }

    /// The loss and the accuracy follow from the logits: that they are equal over all test images
    /// says that the logits are.
    @ParameterizedTest
    @ValueSource(strings = {"cnn", "simple-cnn", "two-conv"})
    void areWhatTheDocumentsPythonLoads(String network) throws Exception {
        // Given
        Assumptions.assumeTrue(
                hasTorch(), PYTHON + " has no PyTorch (Debian: apt-get install python3-torch)");
        Recording recording = new Recording();
        train("t-1", "\"network\": \"%s\"".formatted(network), recording);

        // When
        String script =
                python()
                        + """
                        import sys
                        content = open(sys.argv[2] + "/t10k-images-idx3-ubyte", "rb").read()
                        labels = open(sys.argv[2] + "/t10k-labels-idx1-ubyte", "rb").read()
                        pixels = numpy.frombuffer(content[16:], numpy.uint8).reshape(-1, 1, 28, 28)
                        target = torch.tensor(numpy.frombuffer(labels[8:], numpy.uint8).astype(numpy.int64))
                        out = logits(sys.argv[1], pixels.copy(), "last")
                        print(nn.functional.cross_entropy(out, target).item())
                        print((out.argmax(1) == target).float().mean().item())
                        """;
        List<String> printed =
                run(script, folder.resolve("t/1").toString(), data.resolve("mnist").toString())
                        .lines()
                        .toList();

        // Then
        var last = recording.epochs.getLast();
        assertThat(Double.parseDouble(printed.get(0))).isCloseTo(last.testLoss(), within(1e-5));
        assertThat(Double.parseDouble(printed.get(1))).isCloseTo(last.testAccuracy(), within(1e-6));
    }

    @Test
    void keepTheWeightsOfTheBestEpoch() throws IOException {
        Recording recording = new Recording();
        train("t-1", "\"network\": \"simple-cnn\", \"learningRate\": 0.05", 6, recording);

        int best = 1;
        for (var epoch : recording.epochs) {
            if (epoch.testAccuracy() > recording.epochs.get(best - 1).testAccuracy()) {
                best = epoch.epoch();
            }
        }
        assertThat(metadata("best").get("epoch").asInt()).isEqualTo(best);
        assertThat(metadata("last").get("epoch").asInt()).isEqualTo(6);
    }

    @Test
    void giveTheirWeightsToALaterTrialThatLeavesFrozenLayersAsTheyAre() {
        train("t-1", "\"network\": \"cnn\"", new Recording());
        Recording recording = new Recording();

        Ending ending =
                train("t-2", "\"network\": \"cnn\", " + pretrained("t-1", 2, 0, 1), recording);

        assertThat(ending).isEqualTo(new Ending.Completed());
        var before = model("t-1");
        var after = model("t-2");
        for (String frozen :
                List.of(
                        "features.0.weight",
                        "features.0.bias",
                        "features.1.weight",
                        "features.1.bias")) {
            assertThat(after.get(frozen)).as(frozen).isEqualTo(before.get(frozen));
        }
        assertThat(after.get("features.1.running_mean"))
                .isNotEqualTo(before.get("features.1.running_mean"));
        assertThat(after.get("features.4.weight")).isNotEqualTo(before.get("features.4.weight"));
        assertThat(recording.weights.get(0).getLast().mean())
                .isCloseTo(mean(before.get("classifier.4.bias")), within(1e-7));
    }

    /// The first step of plain SGD is as much smaller as the rate is.
    @Test
    void letSlowLayersLearnSlower() {
        train("t-1", "\"network\": \"cnn\"", new Recording());
        String sgd =
                "\"network\": \"cnn\", \"optimizer\": \"sgd\", \"learningRate\": 0.1, \"batchSize\": 100, \"dropout\": 0, ";
        train("t-2", sgd + pretrained("t-1", 0, 0, 1), new Recording());
        train("t-3", sgd + pretrained("t-1", 1, 3, 0.25), new Recording());

        var before = model("t-1");
        assertThat(change(before, "t-3", "features.0.weight")).isZero();
        for (String slow : List.of("features.1.weight", "features.4.weight", "features.4.bias")) {
            assertThat(change(before, "t-3", slow))
                    .as(slow)
                    .isCloseTo(0.25 * change(before, "t-2", slow), within(1e-6));
        }
        assertThat(change(before, "t-3", "classifier.1.weight"))
                .isCloseTo(change(before, "t-2", "classifier.1.weight"), within(1e-6));
    }

    @Test
    void makeATrialInfeasibleWhereTheyAreMissingOrHaveNothingInCommon() throws IOException {
        assertThat(
                        train(
                                "t-2",
                                "\"network\": \"cnn\", " + pretrained("t-1", 0, 0, 1),
                                new Recording()))
                .isInstanceOfSatisfying(
                        Ending.Infeasible.class,
                        ending ->
                                assertThat(ending.reason())
                                        .startsWith("trial t-1 has no model: no file ")
                                        .endsWith("best.safetensors"));

        train("t-1", "\"network\": \"one-conv\"", new Recording());
        Files.move(folder.resolve("t/1/best.safetensors"), folder.resolve("t/1/other.safetensors"));
        Files.writeString(folder.resolve("t/1/best.safetensors"), "no model at all");
        assertThat(
                        train(
                                "t-2",
                                "\"network\": \"cnn\", " + pretrained("t-1", 0, 0, 1),
                                new Recording()))
                .isInstanceOfSatisfying(
                        Ending.Infeasible.class,
                        ending ->
                                assertThat(ending.reason())
                                        .startsWith("the model of trial t-1 cannot be read"));
    }

    @Test
    void makeATrialInfeasibleWhereAFrozenLayerWouldStayRandom() {
        train("t-1", "\"network\": \"one-conv\"", new Recording());

        Ending ending =
                train(
                        "t-2",
                        "\"network\": \"one-conv\", \"classes\": 5, " + pretrained("t-1", 2, 0, 1),
                        new Recording());

        assertThat(ending)
                .isEqualTo(
                        new Ending.Infeasible(
                                "pretrained.frozenLayers: classifier.1.weight is not in the model of trial t-1 in this shape, and would stay at random values"));
    }

    @Test
    void areMeasuredAtTheStartAndAfterEachEpoch() {
        Recording recording = new Recording();
        train("t-1", "\"network\": \"cnn\"", recording);

        assertThat(recording.weights).containsOnlyKeys(0, 1);
        List<ParameterStatistics> start = recording.weights.get(0);
        assertThat(start).extracting(ParameterStatistics::name).startsWith("features.0.weight");
        for (ParameterStatistics weight : start) {
            assertThat(weight.histogram()).hasSize(ParameterStatistics.BINS);
            if (weight.histogram().stream().mapToInt(i -> i).sum() > 1000) {
                assertThat(weight.deviation())
                        .as(weight.name())
                        .isCloseTo(
                                weight.expectedDeviation(),
                                within(0.05 * weight.expectedDeviation()));
            }
        }
        ParameterStatistics first = start.getFirst();
        assertThat(first.filters()).isNotNull();
        assertThat(first.filters().values()).hasSize(32 * 9);
        assertThat(first.histogram().stream().mapToInt(i -> i).sum()).isEqualTo(32 * 9);
        assertThat(first.filters().values().stream().mapToDouble(v -> v).average().orElseThrow())
                .isCloseTo(first.mean(), within(1e-6));
        assertThat(start.subList(1, start.size()))
                .extracting(ParameterStatistics::filters)
                .containsOnlyNulls();
        ParameterStatistics norm = start.get(2);
        assertThat(norm.name()).isEqualTo("features.1.weight");
        assertThat(norm.deviation()).as("of what training would have moved").isZero();
        assertThat(recording.weights.get(1).get(2).deviation()).isPositive();
        assertThat(recording.weights.get(1).getFirst().mean()).isNotEqualTo(first.mean());
    }

    private static String pretrained(String trial, int frozen, int slow, double factor) {
        return """
        "pretrained": {"trial": "%s", "weights": "best", "frozenLayers": %d, "slowLayers": %d,
         "slowFactor": %s}\
        """
                .formatted(trial, frozen, slow, factor);
    }

    private Ending train(String id, String asked, Recording recording) {
        return train(id, asked, 1, recording);
    }

    private Ending train(String id, String asked, int epochs, Recording recording) {
        Trainer trainer =
                Trainers.trainer(
                        device, dataSets, folder, Trainers.reportingEvery(Duration.ofSeconds(1)));
        StartTrial trial =
                new StartTrial(
                        TrialId.parse(id),
                        1,
                        "mnist",
                        epochs,
                        7,
                        Asked.hyperparameters("{%s}".formatted(asked)),
                        CurveRules.DEFAULT);
        return Trainers.run(trainer, trial, recording, new StopSignal());
    }

    private Map<String, FloatBuffer> model(String trial) {
        return new Checkpoints(folder, new SimpleMeterRegistry())
                .model(TrialId.parse(trial), Weights.LAST).values().stream()
                        .collect(Collectors.toMap(HostTensor::name, ModelsTest::floats));
    }

    private static FloatBuffer floats(HostTensor tensor) {
        return tensor.bytes().duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }

    private static double mean(FloatBuffer values) {
        double sum = 0;
        for (int i = 0; i < values.limit(); i++) {
            sum += values.get(i);
        }
        return sum / values.limit();
    }

    /// Of one value.
    private double change(Map<String, FloatBuffer> before, String trial, String tensor) {
        return model(trial).get(tensor).get(3) - before.get(tensor).get(3);
    }

    private JsonNode metadata(String which) throws IOException {
        byte[] file = Files.readAllBytes(folder.resolve("t/1/" + which + ".safetensors"));
        return new ObjectMapper().readTree(file, 8, file.length - 8).get("__metadata__");
    }

    private static boolean hasTorch() throws Exception {
        return Files.isExecutable(Path.of(PYTHON))
                && new ProcessBuilder(PYTHON, "-c", "import torch").start().waitFor() == 0;
    }

    /// All that `docs/models.md` has.
    private static String python() throws IOException {
        return Pattern.compile("```python\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/models.md")))
                .results()
                .map((MatchResult block) -> block.group(1))
                .collect(Collectors.joining("\n"));
    }

    private String run(String script, String... arguments) throws Exception {
        Path file = Files.writeString(folder.resolve("script.py"), script);
        ProcessBuilder python = new ProcessBuilder(PYTHON, file.toString());
        python.command().addAll(List.of(arguments));
        Path errors = folder.resolve("errors");
        Process process = python.redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
        return output;
    }
}
