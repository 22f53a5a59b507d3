package io.athanor.trainer.slots;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// What a trainer sees of Kubernetes: an API server with a certificate, and the account's folder.
final class ApiServer implements AutoCloseable {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path account;
    private final HttpsServer server;
    private final List<Patch> patches = new CopyOnWriteArrayList<>();
    private volatile int answer = 200;

    /// A request, whatever it was answered.
    record Patch(String request, String token, String type, String body) {}

    private ApiServer(Path account) throws Exception {
        this.account = account;
        Path store = account.resolve("server.p12");
        newCertificate(store);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(identity(store)));
        server.createContext("/", this::handle);
        server.start();
        Files.writeString(account.resolve("namespace"), "tuning");
        forget();
    }

    static ApiServer start(Path account) {
        try {
            return new ApiServer(account);
        } catch (Exception e) {
            throw new IllegalStateException("no API server for the test", e);
        }
    }

    URI address() {
        return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
    }

    void answers(int status) {
        answer = status;
    }

    /// As at its start.
    void forget() throws IOException {
        answer = 200;
        patches.clear();
        Files.writeString(account.resolve("token"), "first.token\n");
    }

    List<Patch> patches() {
        return List.copyOf(patches);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            patches.add(
                    new Patch(
                            exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                            exchange.getRequestHeaders().getFirst("Authorization"),
                            exchange.getRequestHeaders().getFirst("Content-Type"),
                            body));
            exchange.sendResponseHeaders(answer, -1);
        }
    }

    private void newCertificate(Path store) throws Exception {
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "server",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=kubernetes",
                                "-ext",
                                "san=ip:127.0.0.1",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                new String(PASSWORD))
                        .redirectErrorStream(true)
                        .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException(said);
        }
        byte[] certificate = keys(store).getCertificate("server").getEncoded();
        Files.writeString(
                account.resolve("ca.crt"),
                "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                        .formatted(Base64.getMimeEncoder().encodeToString(certificate)));
    }

    private static SSLContext identity(Path store) throws Exception {
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(keys(store), PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static KeyStore keys(Path store) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }
}
