package io.athanor.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.athanor.contracts.ImageShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// On files of three records, where the real ones have 10,000.
class CifarFormatTest {
    private static final int RECORD = 3073;

    @TempDir private Path folder;

    @BeforeEach
    void write() throws IOException {
        for (int file = 0; file < 5; file++) {
            Files.write(folder.resolve("data_batch_%d.bin".formatted(file + 1)), records(file));
        }
        Files.write(folder.resolve("test_batch.bin"), records(5));
    }

    @Test
    void readsRecordsOfALabelAndThreePlanes() {
        Decoded decoded = decode();

        assertThat(decoded.image()).isEqualTo(new ImageShape(3, 32, 32));
        assertThat(decoded.classes()).isEqualTo(10);
        assertThat(decoded.train().labels().array())
                .containsExactly(0, 1, 2, 1, 2, 3, 2, 3, 4, 3, 4, 5, 4, 5, 6);
        assertThat(decoded.test().labels().array()).containsExactly(5, 6, 7);
        byte[] last = new byte[3072];
        decoded.train().pixels().get(14 * 3072, last);
        assertThat(last).isEqualTo(Arrays.copyOfRange(records(4), 2 * RECORD + 1, 3 * RECORD));
    }

    @Test
    void namesTheFileThatHasNotAllRecords() throws IOException {
        Path file = folder.resolve("data_batch_3.bin");
        Files.write(file, Arrays.copyOf(records(2), 2 * RECORD));

        assertThatThrownBy(this::decode)
                .isInstanceOf(DataUnavailable.class)
                .hasMessage(
                        "%s is damaged: 6146 bytes instead of 9219. Get it anew.".formatted(file));
    }

    @Test
    void namesTheFileWithALabelThatThereIsNot() throws IOException {
        Path file = folder.resolve("test_batch.bin");
        byte[] content = records(5);
        content[RECORD] = 10;
        Files.write(file, content);

        assertThatThrownBy(this::decode)
                .hasMessage("%s is damaged: label 10 of 10 classes. Get it anew.".formatted(file));
    }

    @Test
    void namesTheMissingFile() throws IOException {
        Files.delete(folder.resolve("data_batch_2.bin"));

        assertThatThrownBy(this::decode)
                .hasMessageContainingAll("data_batch_2.bin", folder.toString(), "advice");
    }

    private Decoded decode() {
        return new CifarFormat(new Source.Folders("cifar-10", List.of(folder), "advice"), 3)
                .decode();
    }

    private static byte[] records(int file) {
        byte[] records = new byte[3 * RECORD];
        for (int i = 0; i < records.length; i++) {
            int record = i / RECORD;
            records[i] = (byte) (i % RECORD == 0 ? file + record : 7 * i + 31 * file);
        }
        return records;
    }
}
