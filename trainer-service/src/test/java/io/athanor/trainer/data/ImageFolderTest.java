package io.athanor.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.athanor.contracts.ImageShape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// On images of the packed sample, written as PNG.
class ImageFolderTest {
    private static final ImageShape GREY = new ImageShape(1, 28, 28);
    private static final Idx SAMPLE =
            Idx.of(new Source.Packed("data/fashion-mnist-sample").read("train-images-idx3-ubyte"));

    @TempDir private Path data;

    @Test
    void hasTheClassesInAlphabeticalOrder() throws IOException {
        write("train/cat/1.png", 1);
        write("train/ant/1.png", 2);
        write("train/ant/2.PNG", 3);
        write("train/bee/1.png", 4);
        write("test/ant/1.png", 5);
        write("test/bee/1.png", 6);
        write("test/cat/1.png", 7);
        Files.writeString(data.resolve("pets/train/ant/.hidden.png"), "no image");

        Decoded decoded = decode(GREY, 3);

        assertThat(decoded.train().labels().array()).containsExactly(0, 0, 1, 2);
        assertThat(decoded.test().labels().array()).containsExactly(0, 1, 2);
        assertThat(image(decoded.train(), 0)).isEqualTo(sample(2));
        assertThat(image(decoded.train(), 3)).isEqualTo(sample(1));
        assertThat(image(decoded.test(), 1)).isEqualTo(sample(6));
    }

    @Test
    void testsOnAFifthOfEachClassWhereThatIsNotDivided() throws IOException {
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            write("ant/%d.png".formatted(i), i);
            write("bee/%d.png".formatted(i), 100 + i);
        }

        Decoded decoded = decode(GREY, 2);

        assertThat(decoded.train().size()).isEqualTo(32);
        assertThat(decoded.test().labels().array()).containsExactly(0, 0, 0, 0, 1, 1, 1, 1);
        for (int i = 0; i < 32; i++) {
            all.add(image(decoded.train(), i));
        }
        for (int i = 0; i < 8; i++) {
            all.add(image(decoded.test(), i));
        }
        assertThat(new TreeSet<>(all.stream().map(Arrays::hashCode).toList())).hasSize(40);
        Files.delete(data.resolve("pets.1x28x28.cache"));
        assertThat(decode(GREY, 2).hash()).isEqualTo(decoded.hash());
    }

    @Test
    void isReadFromItsCacheUntilAFileChanges() throws IOException {
        writeTwoClasses();
        String hash = decode(GREY, 2).hash();
        Path image = data.resolve("pets/train/ant/1.png");
        FileTime time = Files.getLastModifiedTime(image);
        byte[] content = Files.readAllBytes(image);

        // Another content of the same name, size and time is not looked at.
        Files.write(image, new byte[content.length]);
        Files.setLastModifiedTime(image, time);
        assertThat(decode(GREY, 2).hash()).isEqualTo(hash);

        Files.write(image, content);
        Files.setLastModifiedTime(image, FileTime.from(Instant.EPOCH));
        assertThat(decode(GREY, 2).hash()).isEqualTo(hash);

        write("train/ant/1.png", 50);
        assertThat(decode(GREY, 2).hash()).isNotEqualTo(hash);
        assertThat(data).isDirectoryContaining("glob:**/pets.1x28x28.cache");
        assertThat(data).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void decodesAnewWhenItsCacheIsDamaged() throws IOException {
        writeTwoClasses();
        String hash = decode(GREY, 2).hash();
        Path cache = data.resolve("pets.1x28x28.cache");
        byte[] content = Files.readAllBytes(cache);

        content[content.length - 1000] ^= 1;
        Files.write(cache, content);
        assertThat(decode(GREY, 2).hash()).isEqualTo(hash);

        Files.write(cache, Arrays.copyOf(content, content.length / 2));
        assertThat(decode(GREY, 2).hash()).isEqualTo(hash);
    }

    @Test
    void namesTheFileThatIsNoImage() throws IOException {
        writeTwoClasses();
        Files.writeString(data.resolve("pets/test/bee/2.jpg"), "<html>moved</html>");

        assertThatThrownBy(() -> decode(GREY, 2))
                .isInstanceOf(DataUnavailable.class)
                .hasMessageContaining("pets/test/bee/2.jpg is no PNG or JPEG image");
    }

    @Test
    void namesTheImageThatEndsEarly() throws IOException {
        writeTwoClasses();
        Path image = data.resolve("pets/train/bee/1.png");
        byte[] content = Files.readAllBytes(image);
        Files.write(image, Arrays.copyOf(content, content.length / 2));

        assertThatThrownBy(() -> decode(GREY, 2))
                .isInstanceOf(DataUnavailable.class)
                .hasMessageContaining("pets/train/bee/1.png is no image");
    }

    @Test
    void namesTheClassWithoutImages() throws IOException {
        writeTwoClasses();
        Files.delete(data.resolve("pets/test/bee/1.png"));

        assertThatThrownBy(() -> decode(GREY, 2))
                .isInstanceOf(DataUnavailable.class)
                .hasMessageContaining("pets/test/bee has no images");
    }

    @Test
    void refusesAnotherNumberOfClassesThanDeclared() throws IOException {
        writeTwoClasses();

        assertThatThrownBy(() -> decode(GREY, 3))
                .hasMessageContaining("has 2 folders [ant, bee]: 3 classes are declared");
    }

    @Test
    void refusesTestImagesOfOtherClasses() throws IOException {
        write("train/ant/1.png", 1);
        write("train/bee/1.png", 2);
        write("test/ant/1.png", 3);
        write("test/wasp/1.png", 4);

        assertThatThrownBy(() -> decode(GREY, 2))
                .hasMessageContaining("[ant, bee] for training and [ant, wasp] for testing");
    }

    @Test
    void saysWhereItLookedForAMissingFolder() {
        assertThatThrownBy(() -> decode(GREY, 2))
                .hasMessageContainingAll("data set pets", data.resolve("pets").toString());
    }

    private void writeTwoClasses() throws IOException {
        write("train/ant/1.png", 1);
        write("train/bee/1.png", 2);
        write("test/ant/1.png", 3);
        write("test/bee/1.png", 4);
    }

    private void write(String name, int number) throws IOException {
        Path file = data.resolve("pets").resolve(name);
        Files.createDirectories(file.getParent());
        BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setDataElements(0, 0, 28, 28, sample(number));
        ImageIO.write(image, "png", file.toFile());
    }

    private Decoded decode(ImageShape image, int classes) {
        return new ImageFolder("pets", data, image, classes).decode();
    }

    private static byte[] sample(int number) {
        byte[] image = new byte[28 * 28];
        SAMPLE.values().get(number * image.length, image);
        return image;
    }

    private static byte[] image(Images images, int number) {
        byte[] image = new byte[28 * 28];
        ByteBuffer pixels = images.pixels();
        pixels.get(number * image.length, image);
        return image;
    }
}
