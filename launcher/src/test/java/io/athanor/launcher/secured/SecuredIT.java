package io.athanor.launcher.secured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.CoreMatchers.containsString;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.athanor.access.ApiKey;
import io.athanor.access.Role;
import io.athanor.launcher.Browser;
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

    private static final String LONG =
            """
            name: mine
            budget: {trials: 2, epochs: 500, parallelism: 1}
            curveRules: {plateau: {enabled: false}, divergence: {enabled: false}, notLearning: {enabled: false}}
            fixed: {network: simple-cnn, dataFraction: 0.2}
            space: {learningRate: {type: float, low: 1.0e-4, high: 1.0e-3, log: true}}
            """;

    @TempDir private static Path folder;
    private static final ApiKey.Fresh ALICE = ApiKey.create("alice", Role.SUBMITTER);
    private static final ApiKey.Fresh VIEWER = ApiKey.create("viewer", Role.VIEWER);
    private static final List<Service> SERVICES = new ArrayList<>();
    private static SecuredBroker kafka;
    private static URI address;
    private static Api api;

    @BeforeAll
    static void aStudyRuns() throws Exception {
        kafka = SecuredBroker.start(folder);
        Path keys =
                Files.writeString(
                        folder.resolve("keys"),
                        ALICE.entry().line() + "\n" + VIEWER.entry().line() + "\n");
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
        for (Service service : SERVICES) {
            await().atMost(PATIENCE).until(service::isReady);
        }
        address = scheduler.address();
        api = Api.at(address, ALICE.key());
        var _ = api.createStudy(STUDY, Api.Format.YAML);
        await().atMost(PATIENCE).until(() -> api.study("secured").isOver());
    }

    @AfterAll
    static void leaveNothing() throws InterruptedException {
        for (Service service : SERVICES) {
            service.kill();
        }
        if (kafka != null) {
            kafka.close();
        }
    }

    @Test
    void aStudyRunsWithTheLeastRightsAndNoSecretIsLogged() throws Exception {
        assertThat(api.trials("secured")).extracting(Trial::state).containsOnly("completed");
        assertThat(api.losses("secured-1", 10).last()).isPresent();
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> Api.at(address).studies())
                .withMessageContaining("does not know who you are: set ATHANOR_TOKEN");
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() ->
                        Api.at(address, VIEWER.key())
                                .post(Api.path("studies", "secured", "cancel")))
                .withMessageContaining("this takes the role submitter");
        for (Service service : SERVICES.subList(0, 3)) {
            assertThat(service.said())
                    .doesNotContain(kafka.password(), ALICE.key(), VIEWER.key())
                    .doesNotContainIgnoringCase("not authorized", "authorization failed");
        }
    }

    /// Creates a study by the page, sees it train, and pauses it; who only looks is refused.
    @Test
    void thePageAsksForAKeyOnceAndShowsItInNoAddress() throws Exception {
        assumeTrue(
                Files.isExecutable(Browser.PROGRAM) && Files.isExecutable(Browser.DRIVER),
                "chromium and chromium-driver are not installed");
        try (Browser alice = new Browser(address);
                Browser viewer = new Browser(address)) {
            alice.open("#/studies/secured");
            alice.type("dialog input", "athanor_guess");
            alice.click("dialog .primary");
            alice.awaitText("dialog", "does not know this token");
            logIn(alice, ALICE);
            alice.awaitText(".tile", "test_accuracy");
            alice.awaitCharts(1);
            alice.picture("overview-with-key");

            alice.open("#/new");
            alice.type("#yaml", LONG);
            alice.awaitText("#check", "The server would take it");
            alice.click("#create");
            alice.awaitText("h1", "mine");
            viewer.open("#/studies/mine");
            logIn(viewer, VIEWER);
            viewer.awaitText(".badge", "running");
            alice.click("#pause");
            alice.awaitText("h1 .badge", "paused");
            viewer.awaitText("h1 .badge", "paused");
            assertThat(api.study("mine").state()).isEqualTo("paused");

            viewer.click("#pause");
            viewer.awaitText(".toast", "this takes the role submitter");
            viewer.picture("refused");
            assertThat(api.study("mine").state()).isEqualTo("paused");
            viewer.open("#/trials/mine-1");
            viewer.awaitCharts(1);
            viewer.open("#/new");
            viewer.awaitText("#check", "this takes the role submitter");
            assertThat(viewer.count("#create:disabled")).isOne();

            for (Browser browser : List.of(alice, viewer)) {
                assertThat(browser.count("dialog")).as("asks once").isZero();
                assertThat(browser.requests())
                        .isNotEmpty()
                        .noneMatch(url ->
                                url.contains(ALICE.key())
                                        || url.contains(VIEWER.key())
                                        || url.contains("athanor_guess"));
                assertThat(browser.complaints()).isEmpty();
            }
        } finally {
            var _ = api.post(Api.path("studies", "mine", "cancel"));
        }
    }

    private static void logIn(Browser browser, ApiKey.Fresh key) {
        browser.type("dialog input", key.key());
        browser.click("dialog .primary");
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

    private static Service start(
            String name, Map<String, String> toKafka, Map<String, String> settings)
            throws IOException {
        Service service = Service.start(folder, name, List.of(toKafka, settings));
        SERVICES.add(service);
        return service;
    }
}
