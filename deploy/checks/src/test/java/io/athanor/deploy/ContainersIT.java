package io.athanor.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.athanor.broker.Broker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The services as docker-compose.yml would run them: from the files, the user, the commands and
/// the environment of their images, with read-only roots, and the file's environment and volumes.
/// Other addresses only: there is one loopback interface for all.
@Timeout(value = 8, unit = TimeUnit.MINUTES)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ContainersIT {
    private static final String STUDY =
            """
            {"name": "composed", "dataset": "fashion-mnist-sample", "seed": 4,
             "budget": {"trials": 2, "epochs": 1, "parallelism": 1}, "sampler": {"type": "random"},
             "fixed": {"network": "simple-cnn", "optimizer": "adam", "batchSize": 128},
             "space": {"learningRate": {"type": "float", "low": 0.001, "high": 0.002}}}
            """;

    private static final Dockerfile IMAGES =
            Dockerfile.parse(Repository.text(Repository.DOCKERFILE));
    private static final Compose COMPOSE = Compose.parse(Compose.text());
    private static final List<String> SERVICES = List.of("scheduler", "metrics", "trainer");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir private static Path folder;
    private static final Map<String, Container> running = new HashMap<>();
    private static final Map<String, Integer> api = new HashMap<>();
    private static final Map<String, Integer> management = new HashMap<>();
    private static Broker broker;
    private static String declared;

    @BeforeAll
    static void startAsComposeDoes() throws IOException {
        Container.assumeAllowed();
        broker = Broker.start(0, folder.resolve("kafka"));
        Built built = new Built(IMAGES, Files.createDirectory(folder.resolve("out")));
        for (String service : SERVICES) {
            api.put(service, Broker.freePort());
            management.put(service, Broker.freePort());
        }
        Container topics = start("topics", built);
        assertThat(topics.awaitExit(60)).as(topics.log()).isZero();
        declared = topics.log();
        for (String service : SERVICES) {
            running.put(service, start(service, built));
        }
        for (String service : SERVICES) {
            await(service)
                    .atMost(Duration.ofMinutes(3))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> isHealthy(service) || !running.get(service).isAlive());
            assertThat(running.get(service).isAlive()).as(running.get(service).log()).isTrue();
        }
    }

    @AfterAll
    static void leaveNothing() {
        running.values().forEach(Container::close);
        if (broker != null) {
            broker.close();
        }
    }

    @Test
    void aStudyIsTrainedAndItsModelServed() throws Exception {
        assertThat(declared).contains("topics declared", "share group trainers declared");
        HttpResponse<String> created =
                HTTP.send(
                        HttpRequest.newBuilder(at("scheduler", "/api/v1/studies"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(STUDY))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);

        await().atMost(Duration.ofMinutes(4))
                .until(() ->
                        get(at("scheduler", "/api/v1/studies/composed"))
                                .path("state")
                                .asText()
                                .equals("completed"));

        JsonNode trials = get(at("scheduler", "/api/v1/studies/composed/trials")).path("items");
        assertThat(trials.findValuesAsText("state")).containsExactly("completed", "completed");
        assertThat(status(at("scheduler", "/api/v1/trials/composed-1/model"))).isEqualTo(200);
        assertThat(status(at("metrics", "/api/v1/trials/composed-1/losses"))).isEqualTo(200);
        assertThat(
                        get(URI.create(
                                        "http://127.0.0.1:%d/internal/autoscale"
                                                .formatted(management.get("scheduler"))))
                                .path("wanted")
                                .asInt(-1))
                .isZero();
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void everybodyLeavesWhenTold() {
        for (String service : SERVICES.reversed()) {
            Container container = running.get(service);
            container.stop();
            assertThat(container.awaitExit(60)).as(container.log()).isIn(0, 143);
        }
    }

    @Test
    void aTrainerRunsAsNobodyWithItsAllocatorAndCannotWriteToItsRoot() throws IOException {
        Path process = Path.of("/proc/%d".formatted(running.get("trainer").pid()));

        assertThat(Repository.text(process.resolve("status")))
                .containsPattern("Uid:\t10001\t10001\t10001");
        assertThat(running.get("trainer").log()).doesNotContain("cannot be preloaded");
        assertThat(Repository.text(process.resolve("maps")))
                .contains("libtcmalloc_minimal", "/opt/djl/");
        assertThat(write("/app/x")).contains("Read-only file system");
        assertThat(write("/opt/djl/x")).contains("Read-only file system");
        assertThat(write("/tmp/x")).isEmpty();
    }

    /// What is said when root itself tries to write there.
    private static String write(String file) {
        Path root = folder.resolve("trainer");
        Container.Start start = new Container.Start(List.of("touch", file), Map.of(), "0:0");
        Path log = folder.resolve("trainer.log");
        int before = Repository.text(log).length();
        try (Container attempt = Container.start(root, start, List.of(), tmpfs("trainer"))) {
            var _ = attempt.awaitExit(30);
            return attempt.log().substring(before);
        }
    }

    private static Container start(String service, Built built) {
        Path root = folder.resolve(service);
        String target = COMPOSE.service(service).at("/build/target").asText();
        Container.lay(IMAGES, target, built, root);
        Map<String, String> environment = new HashMap<>(IMAGES.environment(target));
        environment.putAll(COMPOSE.environment(service));
        environment.replaceAll((_, value) -> here(value));
        if (api.containsKey(service)) {
            environment.put("QUARKUS_HTTP_PORT", Integer.toString(api.get(service)));
            environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(management.get(service)));
        }
        String user = IMAGES.all(target, "USER").toList().getLast();
        return Container.start(
                root,
                new Container.Start(IMAGES.entrypoint(target), environment, user),
                mounts(service),
                tmpfs(service));
    }

    /// What containers call by name is on this machine's loopback interface, at other ports.
    private static String here(String value) {
        return value.replace("kafka:9092", broker.bootstrapServers())
                .replace("metrics:8081", "127.0.0.1:" + api.get("metrics"))
                .replace("0.0.0.0", "127.0.0.1");
    }

    /// A volume of an image's folder belongs to whom that folder belongs to.
    private static List<Compose.Mount> mounts(String service) {
        List<Compose.Mount> mounts = new ArrayList<>();
        for (Compose.Mount mount : COMPOSE.mounts(service)) {
            Path source = folder.resolve("volumes").resolve(mount.source().replace("./", ""));
            try {
                Files.createDirectories(source);
                Files.setAttribute(source, "unix:uid", Container.USER);
                Files.setAttribute(source, "unix:gid", Container.USER);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            mounts.add(new Compose.Mount(source.toString(), mount.target(), mount.readOnly()));
        }
        return mounts;
    }

    private static String tmpfs(String service) {
        return COMPOSE.service(service).at("/tmpfs/0").asText();
    }

    /// By the file's own health check.
    private static boolean isHealthy(String service) {
        List<String> check =
                COMPOSE.service(service)
                        .at("/healthcheck/test")
                        .valueStream()
                        .map(JsonNode::asText)
                        .toList();
        return Programs.run(
                                check.subList(1, check.size()).stream()
                                        .map(word ->
                                                word.replace(
                                                        "/9000", "/" + management.get(service)))
                                        .toList())
                        .exit()
                == 0;
    }

    private static URI at(String service, String path) {
        return URI.create("http://127.0.0.1:%d%s".formatted(api.get(service), path));
    }

    private static JsonNode get(URI uri) throws IOException, InterruptedException {
        return Yaml.document(
                HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                        .body());
    }

    private static int status(URI uri) throws IOException, InterruptedException {
        return HTTP.send(
                        HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
