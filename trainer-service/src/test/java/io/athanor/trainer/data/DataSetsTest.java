package io.athanor.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.athanor.contracts.ImageShape;
import io.athanor.trainer.program.Torch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetsTest {
    private static final String IMAGES = "train-images-idx3-ubyte";
    private static final String LABELS = "train-labels-idx1-ubyte";

    @TempDir private Path folder;

    private DataSets dataSets;

    @BeforeEach
    void open() {
        Torch.start(1);
        dataSets = new DataSets(NDManager.newBaseManager(), folder, Map.of());
    }

    @AfterEach
    void close() {
        dataSets.close();
    }

    @Test
    void packsABalancedSampleOfFashionMnist() {
        DataSet sample = dataSets.get("fashion-mnist-sample");

        assertThat(sample.image()).isEqualTo(new ImageShape(1, 28, 28));
        assertThat(sample.normalisation())
                .isEqualTo(new Normalisation(List.of(0.2860), List.of(0.3530)));
        assertThat(sample.train().images().getDataType()).isEqualTo(DataType.UINT8);
        assertThat(perClass(sample.train())).hasSize(10).containsOnly(1000L);
        assertThat(perClass(sample.test())).hasSize(10).containsOnly(200L);
        assertThat(sample.train().images().toType(DataType.FLOAT32, true).mean().getFloat() / 255)
                .isBetween(0.284f, 0.288f);
    }

    @Test
    void decodesADataSetOnce() {
        assertThat(dataSets.get("fashion-mnist-sample"))
                .isSameAs(dataSets.get("fashion-mnist-sample"));
    }

    @Test
    void readsFilesGzippedOrNot() throws IOException {
        IdxFiles.writeMnist(folder, 20, 10);
        Path images = folder.resolve("mnist").resolve(IMAGES);
        byte[] plain = Files.readAllBytes(images);
        Files.delete(images);
        Files.write(folder.resolve("mnist").resolve(IMAGES + ".gz"), IdxFiles.gzip(plain));

        DataSet mnist = dataSets.get("mnist");

        assertThat(mnist.normalisation()).isEqualTo(new Normalisation(List.of(0.5), List.of(0.5)));
        assertThat(mnist.train().size()).isEqualTo(20);
        assertThat(mnist.test().size()).isEqualTo(10);
        assertThat(mnist.train().images().toByteArray())
                .isEqualTo(Arrays.copyOfRange(plain, 16, plain.length));
    }

    @Test
    void saysWhereItLookedForMissingFilesAndFindsThemOnceTheyAreThere() throws IOException {
        assertThatThrownBy(() -> dataSets.get("mnist"))
                .isInstanceOf(DataUnavailable.class)
                .hasMessageContainingAll(
                        "mnist",
                        IMAGES + ".gz",
                        folder.resolve("mnist").toString(),
                        "athanor data get mnist");

        IdxFiles.writeMnist(folder, 20, 10);

        assertThat(dataSets.get("mnist").train().size()).isEqualTo(20);
    }

    @Test
    void namesTheDataSetsThereAreWhenAskedForAnother() {
        assertThatThrownBy(() -> dataSets.get("imagenet"))
                .hasMessage(
                        "data set imagenet: there are [cifar-10, fashion-mnist, fashion-mnist-sample, mnist]");
    }

    @Test
    void namesTheFileThatEndsEarly() throws IOException {
        damage(IMAGES, content -> Arrays.copyOf(content, content.length - 1));

        assertThatThrownBy(() -> dataSets.get("mnist"))
                .isInstanceOf(DataUnavailable.class)
                .hasMessageContainingAll(IMAGES, "is damaged", "[20, 28, 28]");
    }

    @Test
    void namesTheGzipFileThatEndsEarly() throws IOException {
        IdxFiles.writeMnist(folder, 20, 10);
        Path file = folder.resolve("mnist").resolve(IMAGES);
        byte[] zipped = IdxFiles.gzip(Files.readAllBytes(file));
        Files.write(file, Arrays.copyOf(zipped, zipped.length / 2));

        assertThatThrownBy(() -> dataSets.get("mnist"))
                .isInstanceOf(DataUnavailable.class)
                .hasMessageContainingAll(IMAGES, "is damaged");
    }

    @Test
    void refusesAFileThatIsNoIdxFile() throws IOException {
        damage(IMAGES, _ -> "<html>moved</html>".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> dataSets.get("mnist"))
                .hasMessageContainingAll(IMAGES, "not an IDX file of bytes");
    }

    @Test
    void refusesAnEmptyFile() throws IOException {
        damage(LABELS, _ -> new byte[0]);

        assertThatThrownBy(() -> dataSets.get("mnist"))
                .hasMessageContainingAll(LABELS, "not an IDX file of bytes");
    }

    @Test
    void refusesLabelsOfClassesThatThereAreNot() throws IOException {
        damage(
                LABELS,
                content -> {
                    content[8] = 10;
                    return content;
                });

        assertThatThrownBy(() -> dataSets.get("mnist"))
                .hasMessageContainingAll(LABELS, "label 10 of 10 classes");
    }

    @Test
    void refusesImagesWithTheLabelsOfOthers() throws IOException {
        IdxFiles.writeMnist(folder, 20, 10);
        Files.copy(
                folder.resolve("mnist").resolve("t10k-labels-idx1-ubyte"),
                folder.resolve("mnist").resolve(LABELS),
                StandardCopyOption.REPLACE_EXISTING);

        assertThatThrownBy(() -> dataSets.get("mnist"))
                .hasMessageContainingAll("[20, 28, 28]", "[10]", "not images and their labels");
    }

    private void damage(String file, Function<byte[], byte[]> damage) throws IOException {
        IdxFiles.writeMnist(folder, 20, 10);
        Path path = folder.resolve("mnist").resolve(file);
        Files.write(path, damage.apply(Files.readAllBytes(path)));
    }

    private static Collection<Long> perClass(Split split) {
        return Arrays.stream(split.labels().toLongArray())
                .boxed()
                .collect(Collectors.groupingBy(label -> label, Collectors.counting()))
                .values();
    }
}
