package io.athanor.launcher.secured;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.athanor.access.ApiKey;
import io.athanor.access.Role;
import io.athanor.broker.Broker;
import io.athanor.broker.Topics;
import io.athanor.launcher.api.Api;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the packaged services do with callers who take more than their share.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class LimitsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int LISTENERS = 2;
    private static final int BODY_MILLIS = 2_000;
    private static final String TRIAL = "fashion-cnn-7";
    private static final Path CURVE =
            Path.of("../contracts/src/test/resources/golden/curve-started.json");
    private static final String STUDY =
            """
            name: heard
            sampler: {type: random}
            budget: {trials: 1, epochs: 1}
            fixed: {network: simple-cnn}
            space: {learningRate: {type: float, low: 0.001, high: 0.01}}
            """;

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir private static Path folder;
    private static final ApiKey.Fresh KEY = ApiKey.create("somebody", Role.SUBMITTER);
    private static Broker broker;
    private static Service metrics;
    private static Service scheduler;

    @BeforeAll
    static void start() throws Exception {
        broker = Broker.start(0, folder.resolve("broker"));
        Topics.declare(broker.bootstrapServers(), 2);
        Path keys = Files.writeString(folder.resolve("keys"), KEY.entry().line());
        Map<String, String> limits =
                Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS",
                        broker.bootstrapServers(),
                        "ATHANOR_AUTH_API_KEYS",
                        keys.toString(),
                        "ATHANOR_LIMITS_BODY_PATIENCE",
                        BODY_MILLIS + "ms");
        String listeners = Integer.toString(LISTENERS);
        metrics =
                Service.start(
                        folder,
                        "metrics",
                        List.of(
                                limits,
                                Map.of(
                                        "ATHANOR_METRICS_STREAMS_LISTENERS",
                                        listeners,
                                        "ATHANOR_METRICS_STREAMS_SILENCE",
                                        "1s")));
        scheduler =
                Service.start(
                        folder,
                        "scheduler",
                        List.of(
                                limits,
                                Map.of(
                                        "ATHANOR_API_LISTENERS",
                                        listeners,
                                        "ATHANOR_METRICS_URL",
                                        metrics.address().toString())));
        await().atMost(PATIENCE).until(metrics::isReady);
        await().atMost(PATIENCE).until(scheduler::isReady);
    }

    @AfterAll
    static void leaveNothing() throws InterruptedException {
        for (Service service : List.of(metrics, scheduler)) {
            service.kill();
        }
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"scheduler", "metrics"})
    void headersThatAreTooLargeAreRefused(String name) throws IOException {
        Service service = service(name);
        String more = "x".repeat(40_000);
        for (int port : List.of(service.port(), service.management())) {
            try (Socket socket = open(port)) {
                send(socket, "GET /q/openapi HTTP/1.1\r\nHost: x\r\nX-More: " + more + "\r\n\r\n");

                assertThat(statusLine(socket)).contains(" 431 ");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"scheduler", "metrics"})
    void aBodyThatIsTooLargeIsRefusedBeforeItComes(String name) throws IOException {
        try (Socket socket = open(service(name).port())) {
            send(socket, post(20_000_000, KEY.key()));

            assertThat(statusLine(socket)).contains(" 413 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"scheduler", "metrics"})
    void aBodyThatComesByteByByteIsCutOff(String name) throws IOException {
        int bytes = 200;
        int sent = 0;
        try (Socket socket = open(service(name).port())) {
            socket.setSoTimeout(BODY_MILLIS / 20);
            send(socket, post(bytes, KEY.key()));

            while (sent < bytes && !isClosed(socket)) {
                send(socket, " ");
                sent++;
            }
        } catch (SocketException closed) {
            // As it should be: nobody reads any more.
        }

        assertThat(sent).isLessThan(bytes);
    }

    @Test
    void whoseBodyComesTooSlowlyIsToldSo() throws IOException {
        try (Socket socket = open(scheduler.port())) {
            send(socket, post(100, KEY.key()));

            assertThat(statusLine(socket)).contains(" 408 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"scheduler", "metrics"})
    void aConnectionOutlivesARequestThatIsRefused(String name) throws IOException {
        try (Socket socket = open(service(name).port())) {
            send(socket, post(2, "a guess") + "{}");
            assertThat(statusLine(socket)).containsPattern(" 40[14] ");
            socket.setSoTimeout(BODY_MILLIS + 500);
            assertThat(isClosed(socket)).isFalse();

            send(socket, "GET /q/openapi HTTP/1.1\r\nHost: x\r\n\r\n");

            assertThat(statusLine(socket)).contains(" 200 ");
        }
    }

    @Test
    void moreListenersToAStudyThanThereIsRoomForAreRefused() throws Exception {
        var _ = Api.at(scheduler.address(), KEY.key()).createStudy(STUDY, Api.Format.YAML);

        assertThatListenersAreBounded(scheduler, "/api/v1/studies/heard/events");
    }

    @Test
    void moreListenersToATrialThanThereIsRoomForAreRefused() throws Exception {
        try (var producer =
                new KafkaProducer<>(
                        Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()),
                        new StringSerializer(),
                        new StringSerializer())) {
            var curve = new ProducerRecord<>("trial-curves", TRIAL, Files.readString(CURVE));
            producer.send(curve).get();
        }
        String losses = "/api/v1/trials/%s/losses".formatted(TRIAL);
        await().atMost(PATIENCE).until(() -> ask(metrics, losses, "GET").statusCode() == 200);

        assertThatListenersAreBounded(metrics, losses + "/stream");
        assertThatListenersAreBounded(scheduler, losses + "/stream");
    }

    /// To ask for the head of a stream is not to listen to it.
    private static void assertThatListenersAreBounded(Service service, String stream)
            throws Exception {
        for (int i = 0; i <= LISTENERS; i++) {
            assertThat(ask(service, stream, "HEAD").statusCode()).isEqualTo(200);
        }
        List<InputStream> listening = new ArrayList<>();
        for (int i = 0; i < LISTENERS; i++) {
            listening.add(listen(service, stream));
        }

        HttpResponse<String> refused = ask(service, stream, "GET");

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        for (InputStream listener : listening) {
            listener.close();
        }
        listen(service, stream).close();
    }

    /// Waits for room: that a listener has gone shows at the next event or comment.
    private static InputStream listen(Service service, String stream) {
        return await().atMost(PATIENCE)
                .until(
                        () ->
                                HTTP.send(
                                        request(service, stream, "GET"),
                                        HttpResponse.BodyHandlers.ofInputStream()),
                        answer -> answer.statusCode() == 200)
                .body();
    }

    private static HttpResponse<String> ask(Service service, String path, String method)
            throws IOException, InterruptedException {
        return HTTP.send(request(service, path, method), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest request(Service service, String path, String method) {
        return HttpRequest.newBuilder(URI.create(service.address() + path))
                .header("Authorization", "Bearer " + KEY.key())
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(20))
                .build();
    }

    private static Service service(String name) {
        return name.equals("metrics") ? metrics : scheduler;
    }

    private static Socket open(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static String post(int length, String key) {
        return """
        POST /api/v1/studies HTTP/1.1\r
        Host: x\r
        Authorization: Bearer %s\r
        Content-Type: application/json\r
        Content-Length: %d\r
        \r
        """
                .formatted(key, length);
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    /// Of an answer, all of which is read that comes with it.
    private static String statusLine(Socket socket) throws IOException {
        byte[] some = new byte[1 << 20];
        int read = socket.getInputStream().read(some);
        return new String(some, 0, Math.max(read, 0), ISO_8859_1).lines().findFirst().orElse("");
    }

    /// Waits for the socket's time whether something comes.
    private static boolean isClosed(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read(new byte[1 << 16]) < 0;
        } catch (SocketTimeoutException silence) {
            return false;
        }
    }
}
