package io.athanor.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.ImageShape;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Against what Pillow makes of the same files: `golden/pictures.py` says how.
class PictureTest {

    /// Lossless files come out within one step of rounding; JPEG decoders differ by a few.
    @ParameterizedTest
    @CsvSource({
        "colour.png, 3x12x10, 1",
        "colour.png, 1x12x10, 1",
        "colour.png, 3x40x60, 1",
        "grey.png, 1x12x10, 1",
        "grey.png, 3x12x10, 1",
        "deep.png, 1x12x10, 1",
        "palette.png, 3x12x10, 1",
        "transparent.png, 3x12x10, 1",
        "colour.jpg, 3x12x10, 4",
        "grey.jpg, 1x12x10, 4"
    })
    void readsAndResizesAsPillowDoes(String file, String shape, int allowed) throws Exception {
        JsonNode golden = golden().get(file + " " + shape);

        byte[] pixels = Picture.read(resource(file)).resized(ImageShape.parse(shape));

        assertThat(pixels).hasSize(golden.size());
        int worst = 0;
        for (int i = 0; i < pixels.length; i++) {
            int difference = Byte.toUnsignedInt(pixels[i]) - golden.get(i).asInt();
            worst = Math.max(worst, Math.abs(difference));
        }
        assertThat(worst).isLessThanOrEqualTo(allowed);
    }

    private static JsonNode golden() throws IOException, URISyntaxException {
        return new ObjectMapper().readTree(resource("pictures.json").toFile());
    }

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(PictureTest.class.getResource("/golden/pictures/" + name).toURI());
    }
}
