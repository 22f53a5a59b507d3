package io.athanor.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiKeysTest {
    private static final ApiKey.Fresh ALICE = ApiKey.create("alice", Role.SUBMITTER);
    private static final ApiKey.Fresh CI = ApiKey.create("ci", Role.VIEWER);

    private final AtomicLong nanos = new AtomicLong();
    @TempDir Path folder;

    @Test
    void findsTheOwnerOfAKeyByItsHashOnly() throws IOException {
        ApiKeys keys = keys("# ours\n\n" + ALICE.entry().line() + "\n" + CI.entry().line() + "\n");

        assertThat(keys.find(ALICE.key())).contains(ALICE.entry());
        assertThat(keys.find(CI.key())).contains(CI.entry());
        assertThat(keys.find(ALICE.entry().hash())).isEmpty();
        assertThat(keys.find(ApiKey.create("alice", Role.ADMIN).key())).isEmpty();
        assertThat(ALICE.entry().line()).doesNotContain(ALICE.key().substring(8));
    }

    @Test
    void aKeyHas256RandomBits() {
        assertThat(ALICE.key()).matches("athanor_[A-Za-z0-9_-]{43}").isNotEqualTo(CI.key());
    }

    @Test
    void takesAndGivesKeysWhileItRuns() throws IOException {
        ApiKeys keys = keys(ALICE.entry().line());

        write(CI.entry().line());
        assertThat(keys.find(ALICE.key())).as("it looks once a second").isPresent();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());

        assertThat(keys.find(ALICE.key())).isEmpty();
        assertThat(keys.find(CI.key())).isPresent();
    }

    @Test
    void keepsItsKeysWhileTheFileIsDamagedOrGone() throws IOException {
        ApiKeys keys = keys(ALICE.entry().line());

        write("alice admin");
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(keys.find(ALICE.key())).isPresent();
        Files.delete(file());
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(keys.find(ALICE.key())).isPresent();
        write(CI.entry().line());
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());

        assertThat(keys.find(ALICE.key())).isEmpty();
        assertThat(keys.find(CI.key())).isPresent();
    }

    @Test
    void namesTheLineThatIsDamagedAndNoHash() {
        String good = CI.entry().line();

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> keys("# keys\n" + good + "\nbob root " + CI.entry().hash()))
                .withMessage(
                        "athanor.auth.api-keys: line 3 of %s: role 'root': viewer, submitter or admin",
                        file());
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> keys("bob admin " + CI.key()))
                .withMessage(
                        "athanor.auth.api-keys: line 1 of %s: the hash is 'sha256:' and 64 hexadecimal digits",
                        file());
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> keys("bob admin"))
                .withMessageEndingWith("it is not NAME ROLE HASH");
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> keys("b:b admin " + CI.entry().hash()))
                .withMessageContaining("name 'b:b'");
    }

    @Test
    void saysThatAFileCannotBeRead() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> new ApiKeys(Optional.of(folder.resolve("none")), nanos::get))
                .withMessageStartingWith("athanor.auth.api-keys: ")
                .withMessageEndingWith("none cannot be read (NoSuchFileException)");
    }

    private ApiKeys keys(String text) throws IOException {
        write(text);
        return new ApiKeys(Optional.of(file()), nanos::get);
    }

    private void write(String text) throws IOException {
        Files.writeString(file(), text);
    }

    private Path file() {
        return folder.resolve("keys");
    }
}
