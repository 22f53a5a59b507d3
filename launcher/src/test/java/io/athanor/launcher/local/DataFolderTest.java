package io.athanor.launcher.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.athanor.launcher.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

    @Test
    void belongsToOneLauncherAtATime(@TempDir Path folder) {
        try (DataFolder first = DataFolder.open(folder.resolve("data"))) {
            assertThatExceptionOfType(Failure.class)
                    .isThrownBy(() -> DataFolder.open(first.path()))
                    .withMessage(
                            "another Athanor uses %s: stop it, or choose another folder with --data",
                            first.path());
        }
        try (DataFolder next = DataFolder.open(folder.resolve("data"))) {
            assertThat(next.path()).isDirectory();
        }
    }

    @Test
    void keepsTheLogOfTheRunBefore(@TempDir Path folder) throws IOException {
        Files.writeString(LogFile.create(folder, "broker").path(), "first run");

        LogFile second = LogFile.create(folder, "broker");

        assertThat(second.path()).isEmptyFile();
        assertThat(folder.resolve("broker.log.1")).hasContent("first run");
    }
}
