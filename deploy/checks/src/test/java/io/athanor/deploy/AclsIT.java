package io.athanor.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.athanor.broker.Broker;
import io.athanor.broker.Topics;
import io.athanor.contracts.Topic;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The rights that the users of `overlays/strimzi` have are enough: a real broker holds the
/// packaged services to them. They log in as the manifests tell them to, by certificates with the
/// names that Strimzi gives them.
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class AclsIT {
    private static final String STUDY =
            """
            {"name": "allowed", "dataset": "fashion-mnist-sample", "seed": 4,
             "budget": {"trials": 1, "epochs": 1, "parallelism": 1}, "sampler": {"type": "random"},
             "fixed": {"network": "simple-cnn", "optimizer": "adam", "batchSize": 128},
             "space": {"learningRate": {"type": "float", "low": 0.001, "high": 0.002}}}
            """;

    private static final String BROKER = "broker";
    private static final String TRUSTED = "athanor-cluster-ca-cert";
    private static final Manifests SERVICES = Manifests.overlay("keda-deployment");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path folder;

    private static final List<Process> running = new ArrayList<>();
    private static final int port = Broker.freePort();
    private static final int api = Broker.freePort();
    private static Certificates certificates;
    private static Broker broker;

    @BeforeAll
    static void startWithTheRightsOfTheManifests() throws Exception {
        List<String> names =
                Stream.concat(users().map(Manifests::name), Stream.of(BROKER)).toList();
        certificates = Certificates.create(folder, TRUSTED, names);
        broker = Broker.start(0, folder.resolve("kafka"), whoAsksIsAsked());
        Topics.declare(broker.bootstrapServers(), 2);
        try (Admin admin = Admin.create(asRoot())) {
            admin.createAcls(users().flatMap(AclsIT::rights).toList()).all().get();
        }
        service("scheduler", api);
        service("metrics", Broker.freePort());
        service("trainer", Broker.freePort());
    }

    @AfterAll
    static void leaveNothing() throws InterruptedException {
        for (Process process : running) {
            process.destroyForcibly().waitFor();
        }
        if (broker != null) {
            broker.close();
        }
    }

    @Test
    void theServicesTrainAStudyAndSetAsideWhatTheyCannotRead() throws Exception {
        List<Topic> spoilt =
                Stream.of(Topic.values())
                        .filter(topic -> topic != Topic.STUDY_LOG) // Nobody of ours reads it.
                        .toList();
        await().atMost(Duration.ofMinutes(3))
                .until(() -> post(STUDY), status -> status == 201 || status == 200);
        await().atMost(Duration.ofMinutes(3)).until(AclsIT::isCompleted);

        try (var producer =
                new KafkaProducer<>(asRoot(), new StringSerializer(), new StringSerializer())) {
            for (Topic topic : spoilt) {
                producer.send(new ProducerRecord<>(topic.topicName(), "x", "no message")).get();
            }
        }

        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() ->
                        assertThat(spoilt)
                                .allSatisfy(topic ->
                                        assertThat(records(topic.deadLetterName())).isPositive()));
        assertThat(running).allMatch(Process::isAlive);
        for (String service : List.of("scheduler", "metrics", "trainer")) {
            assertThat(Repository.text(folder.resolve(service + ".log")))
                    .doesNotContainIgnoringCase("not authorized")
                    .doesNotContain("AuthorizationException");
        }
    }

    /// Each of these may be written by another of them.
    @ParameterizedTest
    @CsvSource({
        "trainer, study-commands",
        "trainer, trial-stops",
        "trainer, trial-queue",
        "metrics, trial-events",
        "metrics, studies",
        "scheduler, trial-curves",
        "scheduler, trial-events",
        "topics, trial-queue"
    })
    void nobodyMayWriteWhatOnlyAnotherMay(String service, String topic) {
        Map<String, Object> settings = new HashMap<>();
        login(service)
                .forEach((name, value) ->
                        settings.put(
                                name.substring("KAFKA_".length())
                                        .toLowerCase(Locale.ROOT)
                                        .replace('_', '.'),
                                value));
        try (var producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>(topic, "x")).get())
                    .hasCauseInstanceOf(TopicAuthorizationException.class);
        }
    }

    @Test
    void whoSetsTheShareGroupMayDoThatAndCreateNothing() throws Exception {
        try (Admin admin = Admin.create(asRoot())) {
            admin.deleteTopics(List.of(Topic.STUDY_LOG.deadLetterName())).all().get();
        }

        assertThat(declare("--group-only")).isZero();
        assertThat(declare()).isNotZero();
    }

    private static Map<String, String> whoAsksIsAsked() {
        String listener = "USERS://127.0.0.1:" + port;
        return Map.ofEntries(
                Map.entry("listeners", listener),
                Map.entry("advertised.listeners", listener),
                Map.entry("listener.security.protocol.map", "USERS:SSL"),
                Map.entry("ssl.keystore.type", "PKCS12"),
                Map.entry("ssl.keystore.location", certificates.store(BROKER).toString()),
                Map.entry("ssl.keystore.password", certificates.password()),
                Map.entry("ssl.truststore.type", "PKCS12"),
                Map.entry("ssl.truststore.location", certificates.store(TRUSTED).toString()),
                Map.entry("ssl.truststore.password", certificates.password()),
                Map.entry("listener.name.users.ssl.client.auth", "required"),
                Map.entry(
                        "authorizer.class.name",
                        "org.apache.kafka.metadata.authorizer.StandardAuthorizer"),
                Map.entry("super.users", "User:ANONYMOUS"));
    }

    private static Map<String, Object> asRoot() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    /// What the manifests tell a container of Kafka, with the files and the port of this machine.
    private static Map<String, String> login(String container) {
        Pod pod =
                Pod.of(SERVICES)
                        .filter(any -> containers(any, container).findAny().isPresent())
                        .findFirst()
                        .orElseThrow();
        JsonNode told = containers(pod, container).findFirst().orElseThrow();
        Map<String, String> environment = new HashMap<>();
        SERVICES.find("ConfigMap", "athanor-kafka")
                .orElseThrow()
                .path("data")
                .propertyStream()
                .forEach(entry -> environment.put(entry.getKey(), entry.getValue().asText()));
        environment.replaceAll((name, value) ->
                name.endsWith("_LOCATION") ? mounted(pod, told, Path.of(value)) : value);
        told.path("env")
                .valueStream()
                .filter(variable -> variable.at("/valueFrom").has("secretKeyRef"))
                .forEach(variable ->
                        environment.put(variable.path("name").asText(), certificates.password()));
        environment.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + port);
        return environment;
    }

    private static Stream<JsonNode> containers(Pod pod, String name) {
        return pod.allContainers().filter(any -> any.path("name").asText().equals(name));
    }

    /// The store of the secret that a container has there.
    private static String mounted(Pod pod, JsonNode container, Path file) {
        String volume =
                named(container.path("volumeMounts"), "mountPath", file.getParent())
                        .path("name")
                        .asText();
        JsonNode secret = named(pod.spec().path("volumes"), "name", volume).path("secret");
        assertThat(secret.at("/items/0/path").asText()).isEqualTo(file.getFileName().toString());
        return certificates.store(secret.path("secretName").asText()).toString();
    }

    private static JsonNode named(JsonNode list, String field, Object value) {
        return list.valueStream()
                .filter(any -> any.path(field).asText().equals(value.toString()))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<JsonNode> users() {
        return Manifests.overlay("strimzi").ofKind("KafkaUser");
    }

    private static Stream<AclBinding> rights(JsonNode user) {
        return user.at("/spec/authorization/acls")
                .valueStream()
                .flatMap(acl ->
                        acl.path("operations")
                                .valueStream()
                                .map(operation -> right(user, acl, operation.asText())));
    }

    private static AclBinding right(JsonNode user, JsonNode acl, String operation) {
        JsonNode resource = acl.path("resource");
        String words = operation.replaceAll("([a-z])([A-Z])", "$1_$2");
        boolean isPrefix = resource.path("patternType").asText().equals("prefix");
        return new AclBinding(
                new ResourcePattern(
                        ResourceType.fromString(
                                resource.path("type")
                                        .asText()
                                        .replace("transactionalId", "transactional_id")),
                        resource.path("name").asText(),
                        isPrefix ? PatternType.PREFIXED : PatternType.LITERAL),
                new AccessControlEntry(
                        "User:CN=" + Manifests.name(user),
                        "*",
                        AclOperation.fromString(words),
                        AclPermissionType.ALLOW));
    }

    private static void service(String name, int port) throws IOException {
        Map<String, String> environment = new HashMap<>(login(name));
        environment.put("QUARKUS_PROFILE", "local");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(Broker.freePort()));
        environment.put("ATHANOR_DATA", folder.resolve(name).toString());
        environment.put("ATHANOR_TRAINER_CHECKPOINTS", folder.resolve("checkpoints").toString());
        Path jar = Repository.file(name + "-service/target/quarkus-app/quarkus-run.jar");
        running.add(
                java(environment, "-jar", jar.toString())
                        .redirectOutput(folder.resolve(name + ".log").toFile())
                        .start());
    }

    private static int declare(String... options) throws IOException, InterruptedException {
        Path lib = Repository.file("broker/target/lib");
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "-cp",
                                lib + "/*:" + Repository.file("broker/target/broker.jar"),
                                "io.athanor.broker.Declare"));
        arguments.addAll(List.of(options));
        Process process =
                java(login("topics"), arguments.toArray(String[]::new))
                        .redirectOutput(folder.resolve("declare.log").toFile())
                        .start();
        return process.waitFor();
    }

    private static ProcessBuilder java(Map<String, String> environment, String... arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx512m",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return builder;
    }

    private static long records(String topic) throws Exception {
        try (Admin admin = Admin.create(asRoot())) {
            TopicPartition only = new TopicPartition(topic, 0);
            return admin.listOffsets(Map.of(only, OffsetSpec.latest()))
                    .partitionResult(only)
                    .get()
                    .offset();
        }
    }

    private static int post(String study) throws InterruptedException {
        try {
            return HTTP.send(
                            HttpRequest.newBuilder(at("/api/v1/studies"))
                                    .header("Content-Type", "application/json")
                                    .header("Idempotency-Key", "once")
                                    .POST(HttpRequest.BodyPublishers.ofString(study))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .statusCode();
        } catch (IOException notYet) {
            return 0;
        }
    }

    private static boolean isCompleted() throws IOException, InterruptedException {
        String body =
                HTTP.send(
                                HttpRequest.newBuilder(at("/api/v1/studies/allowed")).build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body();
        return Yaml.document(body).path("state").asText().equals("completed");
    }

    private static URI at(String path) {
        return URI.create("http://127.0.0.1:%d%s".formatted(api, path));
    }
}
