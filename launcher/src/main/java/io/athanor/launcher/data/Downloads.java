package io.athanor.launcher.data;

import io.athanor.launcher.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/// Downloads data sets and checks them before anything sees them.
public final class Downloads {
    private final Path data;
    private final Consumer<String> progress;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .connectTimeout(Duration.ofSeconds(20))
                    .build();

    /// @param data the folder of all data sets
    public Downloads(Path data, Consumer<String> progress) {
        this.data = data;
        this.progress = progress;
    }

    /// Brings what is missing of `set` into its folder.
    ///
    /// @param from the folder that its downloads are in, ends with a slash
    /// @throws Failure when a file cannot be had or is not the published one; nothing of it is left
    public void get(DataSet set, URI from) {
        Path folder = data.resolve(set.name());
        try {
            Files.createDirectories(folder);
            for (DataSet.Download download : set.downloads()) {
                get(download, from.resolve(download.file()), folder, set);
            }
        } catch (IOException e) {
            throw new Failure("cannot download %s: %s".formatted(set.name(), e), e);
        }
    }

    private void get(DataSet.Download download, URI from, Path folder, DataSet set)
            throws IOException {
        boolean archive = download.file().endsWith(".tar.gz");
        Path file = folder.resolve(download.file());
        if (!archive && Files.isRegularFile(file)) {
            progress.accept("%s is there".formatted(file));
            return;
        }
        progress.accept("downloading " + from);
        Path part = Files.createTempFile(folder, download.file() + ".", ".part");
        try {
            String sum = fetch(from, part);
            if (!sum.equals(download.sha256())) {
                throw new Failure(
                        "%s is not the published file: its SHA-256 is %s, not %s"
                                .formatted(from, sum, download.sha256()));
            }
            if (archive) {
                unpack(part, folder, set);
            } else {
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            }
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private String fetch(URI from, Path to) throws IOException {
        MessageDigest digest = sha256();
        HttpResponse<InputStream> answer = ask(from);
        try (InputStream body = new DigestInputStream(answer.body(), digest);
                OutputStream file = Files.newOutputStream(to)) {
            if (answer.statusCode() != 200) {
                throw new Failure("%s answers %d".formatted(from, answer.statusCode()));
            }
            body.transferTo(file);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private HttpResponse<InputStream> ask(URI from) throws IOException {
        try {
            return http.send(
                    HttpRequest.newBuilder(from).build(),
                    HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("interrupted", e);
        }
    }

    /// Takes the wanted files out of a tar archive, whatever folder they are in.
    private void unpack(Path archive, Path folder, DataSet set) throws IOException {
        try (InputStream tar = new GZIPInputStream(Files.newInputStream(archive))) {
            for (TarEntry entry = TarEntry.next(tar); entry != null; entry = TarEntry.next(tar)) {
                if (set.files().contains(entry.fileName())) {
                    Path part = Files.createTempFile(folder, entry.fileName() + ".", ".part");
                    entry.copy(tar, part);
                    Files.move(
                            part, folder.resolve(entry.fileName()), StandardCopyOption.ATOMIC_MOVE);
                } else {
                    entry.skip(tar);
                }
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
