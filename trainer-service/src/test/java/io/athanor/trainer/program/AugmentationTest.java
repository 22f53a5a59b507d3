package io.athanor.trainer.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.athanor.contracts.Augmentation;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AugmentationTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SEED = 123456789;
    private static final int HEIGHT = 8;
    private static final int WIDTH = 10;

    private NDManager memory;

    @BeforeEach
    void open() {
        Torch.start(1);
        Torch.prepareThread();
        memory = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        memory.close();
    }

    /// `golden/augmentation.py` makes the cases. Colours differ by rounding; a rotation's nearest
    /// pixel may be another one where two are equally near.
    @ParameterizedTest
    @MethodSource("golden")
    void makesOfImagesWhatTorchvisionMakes(JsonNode golden) {
        int channels = golden.get("channels").asInt();
        Batch batch = new Batch(memory, pixels(5, channels), 5, channels, HEIGHT, WIDTH);

        float[] augmented = batch.augmented(asked(golden.get("augmentation")), SEED);

        double[] expected =
                StreamSupport.stream(golden.get("pixels").spliterator(), false)
                        .mapToDouble(JsonNode::asDouble)
                        .toArray();
        assertThat(augmented).hasSameSizeAs(expected);
        int different = 0;
        for (int i = 0; i < expected.length; i++) {
            different += Math.abs(expected[i] - augmented[i]) < 2e-5 ? 0 : 1;
        }
        assertThat(different).as("of %d values", expected.length).isZero();
    }

    @Test
    void givesBackTheImageWhenMirroredTwice() {
        byte[] original = pixels(5, 3);
        byte[] mirrored = bytes(batch(original).augmented(asked("flip", 1), SEED));

        assertThat(mirrored).isNotEqualTo(original);
        assertThat(bytes(batch(mirrored).augmented(asked("flip", 1), SEED))).isEqualTo(original);
    }

    @Test
    void movesToEveryPlaceOfThePaddedImage() {
        int pad = 2;
        byte[] same = new byte[400 * HEIGHT * WIDTH];
        for (int i = 0; i < same.length; i++) {
            same[i] = (byte) (1 + i % (HEIGHT * WIDTH));
        }
        Batch batch = new Batch(memory, same, 400, 1, HEIGHT, WIDTH);

        byte[] moved = bytes(batch.augmented(asked("crop", pad), SEED));

        Set<Integer> places = new HashSet<>();
        for (int image = 0; image < 400; image++) {
            places.add(placeOf(moved, image * HEIGHT * WIDTH, pad));
        }
        assertThat(places).hasSize((2 * pad + 1) * (2 * pad + 1));
    }

    @Test
    void mixesEachImageWithAnotherByOneShare() {
        Batch batch = batch(pixels(5, 3));
        float[] plain = batch.augmented(asked("mixup", 0), SEED, "x");
        int size = 3 * HEIGHT * WIDTH;

        Augmentation mixup = asked("mixup", 0.4);
        float[] mixed = batch.augmented(mixup, SEED, "x");
        float kept = batch.augmented(mixup, SEED, "kept")[0];
        float[] others = batch.augmented(mixup, SEED, "torch.to(other, 6)");

        assertThat(kept).isStrictlyBetween(0f, 1f);
        assertThat(others).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
        for (int i = 0; i < mixed.length; i++) {
            int partner = (int) others[i / size];
            float other = plain[partner * size + i % size];
            assertThat(mixed[i]).isCloseTo(kept * plain[i] + (1 - kept) * other, within(1e-5f));
        }
    }

    /// The beta distribution has the mean 1/2 and the variance 1 / (4 (2 alpha + 1)).
    @Test
    void drawsMixupsShareFromTheBetaDistribution() {
        Batch batch = batch(pixels(5, 3));
        double alpha = 0.4;
        double sum = 0;
        double squares = 0;
        for (int step = 0; step < 2000; step++) {
            float kept = batch.augmented(asked("mixup", alpha), 7919L * step, "kept")[0];
            sum += kept;
            squares += (kept - 0.5) * (kept - 0.5);
        }

        assertThat(sum / 2000).isCloseTo(0.5, within(0.03));
        assertThat(squares / 2000).isCloseTo(1 / (4 * (2 * alpha + 1)), within(0.01));
    }

    @Test
    void drawsFactorsFromTheWholeRangeForEachImageApart() {
        byte[] grey = new byte[500 * HEIGHT * WIDTH];
        Arrays.fill(grey, (byte) 100);
        Batch batch = new Batch(memory, grey, 500, 1, HEIGHT, WIDTH);

        float[] bright = batch.augmented(asked("brightness", 0.2), SEED);

        Set<Float> factors = new HashSet<>();
        for (int i = 0; i < bright.length; i++) {
            assertThat(bright[i]).isEqualTo(bright[i - i % (HEIGHT * WIDTH)]);
            factors.add(bright[i] * 255 / 100);
        }
        assertThat(factors).hasSizeGreaterThan(490);
        assertThat(factors).allSatisfy(factor -> assertThat(factor).isBetween(0.7999f, 1.2001f));
        assertThat(factors).anySatisfy(factor -> assertThat(factor).isLessThan(0.81f));
        assertThat(factors).anySatisfy(factor -> assertThat(factor).isGreaterThan(1.19f));
    }

    @Test
    void drawsTheSameWhateverElseIsOn() {
        Batch batch = batch(pixels(5, 3));

        float[] cut = batch.augmented(asked("cutout", 4), SEED);
        Augmentation both = new Augmentation(0, 0, 0.3, 0, 0, 0, 0, 4, 0, false);
        float[] brightAndCut = batch.augmented(both, SEED);

        for (int i = 0; i < cut.length; i++) {
            assertThat(brightAndCut[i] == 0).as("%d", i).isEqualTo(cut[i] == 0);
        }
    }

    @Test
    void dependsOnTheSeedAlone() {
        Augmentation all = new Augmentation(2, 0.5, 0.2, 0.2, 0.2, 0.1, 15, 4, 0.2, true);

        float[] first = batch(pixels(5, 3)).augmented(all, SEED);

        assertThat(batch(pixels(5, 3)).augmented(all, SEED)).isEqualTo(first);
        assertThat(batch(pixels(5, 3)).augmented(all, SEED + 100)).isNotEqualTo(first);
    }

    @Test
    void bringsEachChannelToItsMeanAndDeviation() {
        byte[] pixels = pixels(5, 3);
        float[] plain = batch(pixels).augmented(asked("flip", 0), SEED);

        float[] normalised = batch(pixels).augmented(Augmentation.NONE, SEED);

        for (int i = 0; i < plain.length; i++) {
            int channel = i / (HEIGHT * WIDTH) % 3;
            double expected = (plain[i] - Batch.MEAN[channel]) / Batch.DEVIATION[channel];
            assertThat((double) normalised[i]).isCloseTo(expected, within(1e-5));
        }
    }

    static List<JsonNode> golden() throws IOException {
        try (var file = AugmentationTest.class.getResourceAsStream("/golden/augmentation.json")) {
            return List.copyOf(JSON.readerForListOf(JsonNode.class).readValue(file));
        }
    }

    private Batch batch(byte[] pixels) {
        return new Batch(memory, pixels, 5, 3, HEIGHT, WIDTH);
    }

    private static Augmentation asked(String name, double strength) {
        return asked(JSON.createObjectNode().put(name, strength));
    }

    /// Without normalisation, unless it is asked for.
    private static Augmentation asked(JsonNode changes) {
        ObjectNode asked = JSON.valueToTree(Augmentation.NONE);
        asked.put("normalise", false).setAll((ObjectNode) changes);
        for (String whole : List.of("crop", "cutout")) {
            asked.put(whole, asked.get(whole).asInt());
        }
        return JSON.convertValue(asked, Augmentation.class);
    }

    /// As `images` in the script.
    private static byte[] pixels(int count, int channels) {
        byte[] pixels = new byte[count * channels * HEIGHT * WIDTH];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i % (HEIGHT * WIDTH) == 0 ? 77 : mix(i));
        }
        return pixels;
    }

    private static int mix(int value) {
        int x = (value ^ (value >>> 16)) * 0x85EBCA6B;
        x = (x ^ (x >>> 13)) * 0xC2B2AE35;
        return x ^ (x >>> 16);
    }

    private static byte[] bytes(float[] values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Math.round(values[i] * 255);
        }
        return bytes;
    }

    /// Where the window lies in the padded image; its value there is 1 + the place.
    private static int placeOf(byte[] moved, int from, int pad) {
        for (int top = -pad; top <= pad; top++) {
            for (int left = -pad; left <= pad; left++) {
                if (isWindow(moved, from, top, left)) {
                    return (top + pad) * (2 * pad + 1) + left + pad;
                }
            }
        }
        throw new AssertionError("not a window of the padded image");
    }

    private static boolean isWindow(byte[] moved, int from, int top, int left) {
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int row = y + top;
                int column = x + left;
                boolean inside = row >= 0 && row < HEIGHT && column >= 0 && column < WIDTH;
                int expected = inside ? 1 + row * WIDTH + column : 0;
                if (moved[from + y * WIDTH + x] != (byte) expected) {
                    return false;
                }
            }
        }
        return true;
    }
}
