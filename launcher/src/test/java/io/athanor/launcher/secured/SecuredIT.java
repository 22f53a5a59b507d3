package io.athanor.launcher.secured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.CoreMatchers.containsString;

import io.athanor.access.ApiKey;
import io.athanor.access.Role;
import io.athanor.launcher.Failure;
import io.athanor.launcher.api.Api;
import io.athanor.launcher.api.Trial;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The packaged services as a cluster runs them: Kafka over TLS with a user and the least rights
/// for each service, and an API that asks who calls.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class SecuredIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String STUDY =
            """
            name: secured
            dataset: fashion-mnist-sample
            budget: {trials: 2, epochs: 1, parallelism: 1}
            sampler: {type: random}
            fixed: {network: simple-cnn, optimizer: adam, batchSize: 64, dataFraction: 0.05}
            space:
              learningRate: {type: float, low: 0.001, high: 0.01}
            """;

    @TempDir private static Path folder;
    private static SecuredBroker kafka;
    private final List<Service> services = new ArrayList<>();

    @BeforeAll
    static void startBroker() throws Exception {
        kafka = SecuredBroker.start(folder);
    }

    @AfterAll
    static void stopBroker() {
        kafka.close();
    }

    @AfterEach
    void leaveNothing() throws InterruptedException {
        for (Service service : services) {
            service.kill();
        }
    }

    @Test
    void aStudyRunsWithTheLeastRightsAndNoSecretIsLogged() throws Exception {
        // Given
        ApiKey.Fresh alice = ApiKey.create("alice", Role.SUBMITTER);
        ApiKey.Fresh viewer = ApiKey.create("viewer", Role.VIEWER);
        Path keys =
                Files.writeString(
                        folder.resolve("keys"),
                        alice.entry().line() + "\n" + viewer.entry().line() + "\n");
        Map<String, String> access = Map.of("ATHANOR_AUTH_API_KEYS", keys.toString());
        Service metrics = start("metrics", kafka.withCertificate("metrics"), access);
        Service scheduler =
                start(
                        "scheduler",
                        kafka.withCertificate("scheduler"),
                        Map.of(
                                "ATHANOR_AUTH_API_KEYS",
                                keys.toString(),
                                "ATHANOR_METRICS_URL",
                                metrics.address().toString()));
        var _ = start("trainer", kafka.withPassword("trainer", kafka.password()), Map.of());
        for (Service service : services) {
            await().atMost(PATIENCE).until(service::isReady);
        }
        URI address = scheduler.address();

        // When
        Api api = Api.at(address, alice.key());
        var _ = api.createStudy(STUDY, Api.Format.YAML);
        await().atMost(PATIENCE).until(() -> api.study("secured").isOver());

        // Then
        assertThat(api.trials("secured")).extracting(Trial::state).containsOnly("completed");
        assertThat(api.losses("secured-1", 10).last()).isPresent();
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> Api.at(address).studies())
                .withMessageContaining("does not know who you are: set ATHANOR_TOKEN");
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() ->
                        Api.at(address, viewer.key())
                                .post(Api.path("studies", "secured", "cancel")))
                .withMessageContaining("this takes the role submitter");
        for (Service service : services) {
            assertThat(service.said())
                    .doesNotContain(kafka.password(), alice.key(), viewer.key())
                    .doesNotContainIgnoringCase("not authorized", "authorization failed");
        }
    }

    @Test
    void whoHasNoCertificateOrAWrongPasswordIsToldSo() throws Exception {
        Service metrics = start("metrics", kafka.withoutCertificate(), Map.of());
        Service trainer = start("trainer", kafka.withPassword("trainer", "a guess"), Map.of());

        // The broker's alert, which under TLS 1.3 comes after the client's side of the handshake.
        await().atMost(PATIENCE)
                .until(metrics::said, containsString("Received fatal alert: certificate_required"));
        await().atMost(PATIENCE)
                .until(
                        trainer::said,
                        containsString("invalid credentials with SASL mechanism SCRAM-SHA-512"));
        assertThat(metrics.isReady()).isFalse();
        assertThat(metrics.said()).doesNotContain(kafka.password());
        assertThat(trainer.said()).doesNotContain(kafka.password(), "a guess");
    }

    private Service start(String name, Map<String, String> toKafka, Map<String, String> settings)
            throws IOException {
        Service service = Service.start(folder, name, List.of(toKafka, settings));
        services.add(service);
        return service;
    }
}
