package io.athanor.launcher.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.athanor.launcher.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From a server of its own: nothing is fetched from elsewhere.
class DownloadsTest {
    @TempDir private Path data;

    private final Map<String, byte[]> served = new HashMap<>();
    private final List<String> notices = new ArrayList<>();
    private HttpServer server;
    private URI from;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    byte[] content = served.get(exchange.getRequestURI().getPath());
                    exchange.sendResponseHeaders(
                            content == null ? 404 : 200, content == null ? -1 : content.length);
                    if (content != null) {
                        exchange.getResponseBody().write(content);
                    }
                    exchange.close();
                });
        server.start();
        from = URI.create("http://127.0.0.1:%d/sets/".formatted(server.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void bringsEachFileOnce() throws Exception {
        DataSet set = set("images.gz", bytes("images"), List.of("images"));

        new Downloads(data, notices::add).get(set, from);
        served.clear();
        new Downloads(data, notices::add).get(set, from);

        assertThat(data.resolve("pets/images.gz")).hasBinaryContent(bytes("images"));
        assertThat(set.missing(data)).isEmpty();
        assertThat(notices.getLast()).endsWith("images.gz is there");
    }

    @Test
    void leavesNothingOfAFileThatIsNotThePublishedOne() throws Exception {
        DataSet set = set("images.gz", bytes("images"), List.of("images"));
        served.put("/sets/images.gz", bytes("<html>"));

        assertThatThrownBy(() -> new Downloads(data, notices::add).get(set, from))
                .isInstanceOf(Failure.class)
                .hasMessageContainingAll("images.gz is not the published file", "SHA-256");

        assertThat(data.resolve("pets")).isEmptyDirectory();
        assertThat(set.missing(data)).containsExactly("images");
    }

    @Test
    void saysWhatTheServerAnswers() throws Exception {
        DataSet set = set("images.gz", bytes("images"), List.of("images"));
        served.clear();

        assertThatThrownBy(() -> new Downloads(data, notices::add).get(set, from))
                .isInstanceOf(Failure.class)
                .hasMessage(from + "images.gz answers 404");
        assertThat(data.resolve("pets")).isEmptyDirectory();
    }

    @Test
    void takesTheWantedFilesOutOfAnArchive() throws Exception {
        byte[] large = new byte[70_000];
        Arrays.fill(large, (byte) 7);
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (GZIPOutputStream tar = new GZIPOutputStream(archive)) {
            tar.write(entry("bin/", new byte[0]));
            tar.write(entry("bin/readme.html", bytes("text")));
            tar.write(entry("bin/one.bin", bytes("one")));
            tar.write(entry("bin/../../two.bin", large));
            tar.write(new byte[1024]);
        }
        DataSet set = set("all.tar.gz", archive.toByteArray(), List.of("one.bin", "two.bin"));

        new Downloads(data, notices::add).get(set, from);

        assertThat(data.resolve("pets/one.bin")).hasBinaryContent(bytes("one"));
        assertThat(data.resolve("pets/two.bin")).hasBinaryContent(large);
        try (var files = Files.list(data.resolve("pets"))) {
            assertThat(files).hasSize(2);
        }
        assertThat(set.missing(data)).isEmpty();
    }

    @Test
    void knowsEveryFileOfTheDataSetsByASum() {
        assertThat(DataSet.KNOWN)
                .allSatisfy(set -> {
                    assertThat(set.from().toString()).startsWith("https://").endsWith("/");
                    assertThat(set.downloads())
                            .allSatisfy(file -> assertThat(file.sha256()).matches("[0-9a-f]{64}"));
                });
    }

    /// Serves `content`, and knows its sum.
    private DataSet set(String file, byte[] content, List<String> files) throws Exception {
        served.put("/sets/" + file, content);
        String sum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        return new DataSet(
                "pets",
                "pets",
                from,
                List.of(new DataSet.Download(file, sum)),
                files,
                Optional.empty());
    }

    private static byte[] entry(String name, byte[] content) {
        byte[] entry = new byte[512 + Math.ceilDiv(content.length, 512) * 512];
        System.arraycopy(bytes(name), 0, entry, 0, name.length());
        System.arraycopy(bytes("%011o".formatted(content.length)), 0, entry, 124, 11);
        System.arraycopy(content, 0, entry, 512, content.length);
        return entry;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
