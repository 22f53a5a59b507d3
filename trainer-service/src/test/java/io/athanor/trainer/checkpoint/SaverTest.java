package io.athanor.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Feature;
import com.google.common.jimfs.Jimfs;
import io.athanor.contracts.CurveRules;
import io.athanor.contracts.StartTrial;
import io.athanor.contracts.TrialId;
import io.athanor.trainer.Asked;
import io.athanor.trainer.program.HostTensor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SaverTest {
    private static final StartTrial TRIAL =
            new StartTrial(
                    TrialId.parse("t-1"),
                    1,
                    "mnist",
                    3,
                    7,
                    Asked.hyperparameters("{}"),
                    CurveRules.DEFAULT);

    @TempDir private Path folder;

    @Test
    void writesABestModelLaterThatCouldNotBeWritten() throws IOException, InterruptedException {
        // Given
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        Checkpoints checkpoints = new Checkpoints(folder, metrics);
        Path best = folder.resolve("t/1").resolve(Saver.BEST);
        Files.createDirectories(best.resolve("in the way"));
        CountDownLatch second = new CountDownLatch(1);

        // When
        try (Saver saver = checkpoints.saver(TRIAL, "network")) {
            saver.save(snapshot(1, 1f, List.of(Saver.BEST), () -> {}));
            awaitFailure(metrics);
            Files.delete(best.resolve("in the way"));
            Files.delete(best);
            saver.save(snapshot(2, 2f, List.of(Saver.LAST), second::countDown));
            await(second);
        }

        // Then
        assertThat(value(best)).isEqualTo(1f);
        assertThat(value(best.resolveSibling(Saver.LAST))).isEqualTo(2f);
    }

    /// What a failure leaves behind is then the best model's second name.
    @Test
    void keepsTheBestModelWhenItsSecondNameCouldNotBeGiven()
            throws IOException, InterruptedException {
        // Given
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        Path last = folder.resolve("t/1").resolve(Saver.LAST);
        Files.createDirectories(last.resolve("in the way"));
        CountDownLatch second = new CountDownLatch(1);

        // When
        try (Saver saver = new Checkpoints(folder, metrics).saver(TRIAL, "network")) {
            saver.save(snapshot(1, 1f, List.of(Saver.BEST, Saver.LAST), () -> {}));
            awaitFailure(metrics);
            Files.delete(last.resolve("in the way"));
            Files.delete(last);
            saver.save(snapshot(2, 2f, List.of(Saver.LAST), second::countDown));
            await(second);
        }

        // Then
        assertThat(value(last.resolveSibling(Saver.BEST))).isEqualTo(1f);
        assertThat(value(last)).isEqualTo(2f);
    }

    @Test
    void describesTheNetworkLaterThatCouldNotBeDescribed()
            throws IOException, InterruptedException {
        // Given
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        Path network = folder.resolve("t/1/network.json");
        Files.createDirectories(network.resolve("in the way"));
        CountDownLatch second = new CountDownLatch(1);

        // When
        try (Saver saver = new Checkpoints(folder, metrics).saver(TRIAL, "network")) {
            saver.save(snapshot(1, 1f, List.of(), () -> {}));
            awaitFailure(metrics);
            Files.delete(network.resolve("in the way"));
            Files.delete(network);
            saver.save(snapshot(2, 2f, List.of(), second::countDown));
            await(second);
        }

        // Then
        assertThat(network).hasContent("\"network\"");
    }

    @Test
    void keepsTheBestModelWhenALaterOneIsTheLast() throws IOException, InterruptedException {
        Path saved = bestThenAnother(folder);

        assertThat(value(saved.resolve(Saver.BEST))).isEqualTo(1f);
        assertThat(value(saved.resolve(Saver.LAST))).isEqualTo(2f);
    }

    @Test
    void writesAModelOnceThatIsTheBestAndTheLast() throws IOException, InterruptedException {
        Path saved = folder.resolve("t/1");
        CountDownLatch inPlace = new CountDownLatch(1);

        try (Saver saver = saver(folder)) {
            saver.save(snapshot(1, 1f, List.of(Saver.BEST, Saver.LAST), inPlace::countDown));
            await(inPlace);
        }

        assertThat(Files.isSameFile(saved.resolve(Saver.BEST), saved.resolve(Saver.LAST))).isTrue();
        assertThat(value(saved.resolve(Saver.LAST))).isEqualTo(1f);
    }

    @Test
    void writesBothWhereAFileHasOneName() throws IOException, InterruptedException {
        Configuration oneName =
                Configuration.unix().toBuilder().setSupportedFeatures(Feature.FILE_CHANNEL).build();
        try (FileSystem system = Jimfs.newFileSystem(oneName)) {
            Path saved = bestThenAnother(system.getPath("/checkpoints"));

            assertThat(value(saved.resolve(Saver.BEST))).isEqualTo(1f);
            assertThat(value(saved.resolve(Saver.LAST))).isEqualTo(2f);
        }
    }

    @Test
    void takesTheFolderOverLaterThatCouldNotBeTakenOver() throws Exception {
        // Given
        Path trials = folder.resolve("t");
        Files.writeString(trials, "a file where the folder should be");
        CountDownLatch inPlace = new CountDownLatch(1);

        // When
        try (Saver saver =
                new Checkpoints(folder, new SimpleMeterRegistry()).saver(TRIAL, "network")) {
            Files.delete(trials);
            saver.save(snapshot(1, 1f, List.of(Saver.LAST), inPlace::countDown));
            await(inPlace);
        }

        // Then
        assertThat(trials.resolve("1").toFile().list())
                .contains("owner", "network.json", "last.safetensors", "checkpoint-1-1-0.json");
    }

    @Test
    void writesLargeTensorsInPieces() throws IOException {
        Sizes channel = new Sizes();
        int floats = SafeTensors.PIECE;

        SafeTensors.write(channel, Map.of(), List.of(tensor(new float[floats])));

        assertThat(channel.writes).allMatch(size -> size <= SafeTensors.PIECE);
        assertThat(channel.writes.stream().mapToInt(size -> size).sum())
                .isGreaterThan(Float.BYTES * floats);
    }

    private static Path bestThenAnother(Path folder) throws InterruptedException {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        try (Saver saver = saver(folder)) {
            saver.save(snapshot(1, 1f, List.of(Saver.BEST, Saver.LAST), first::countDown));
            await(first);
            saver.save(snapshot(2, 2f, List.of(Saver.LAST), second::countDown));
            await(second);
        }
        return folder.resolve("t/1");
    }

    private static void awaitFailure(SimpleMeterRegistry metrics) {
        while (metrics.counter("athanor.checkpoint.failures").count() == 0) {
            Thread.onSpinWait();
        }
    }

    private static void await(CountDownLatch inPlace) throws InterruptedException {
        assertThat(inPlace.await(1, TimeUnit.MINUTES)).as("saved within a minute").isTrue();
    }

    private static Saver saver(Path folder) {
        return new Checkpoints(folder, new SimpleMeterRegistry()).saver(TRIAL, "network");
    }

    private static float value(Path model) throws IOException {
        return SafeTensors.read(model).get("weight").bytes().getFloat(0);
    }

    private static Snapshot snapshot(
            int epoch, float value, List<String> models, Runnable inPlace) {
        Position position = new Position("hash", 16, epoch + 1, 0, epoch, 0, List.of(), List.of());
        return new Snapshot(
                position,
                List.of(tensor(new float[] {value})),
                List.of(),
                models,
                List.of(),
                inPlace);
    }

    private static HostTensor tensor(float[] values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return new HostTensor("weight", DataType.FLOAT32, List.of((long) values.length), bytes);
    }

    private static final class Sizes implements WritableByteChannel {
        private final List<Integer> writes = new ArrayList<>();

        @Override
        public int write(ByteBuffer bytes) {
            int size = bytes.remaining();
            writes.add(size);
            bytes.position(bytes.limit());
            return size;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
