package io.athanor.launcher.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.athanor.launcher.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaunchesTest {
    private static final Ports PORTS = new Ports(8080, 8081, 9092, 9080, 9081);

    @TempDir private Path home;
    private DataFolder data;

    @BeforeEach
    void install() throws IOException {
        data = DataFolder.open(home.resolve("data"));
        for (String jar :
                List.of(
                        "broker/target/broker.jar",
                        "launcher/target/launcher-leash.jar",
                        "scheduler-service/target/quarkus-app/quarkus-run.jar",
                        "trainer-service/target/quarkus-app/quarkus-run.jar")) {
            Files.createDirectories(home.resolve(jar).getParent());
            Files.createFile(home.resolve(jar));
        }
    }

    @AfterEach
    void close() {
        data.close();
    }

    @Test
    void everyProcessIsOnALeashAndBearsItsName() {
        assertThat(launches(Map.of()).scheduler().command())
                .contains(
                        "-javaagent:%s=%d"
                                .formatted(
                                        home.resolve("launcher/target/launcher-leash.jar"),
                                        ProcessHandle.current().pid()),
                        "-Dathanor.process=scheduler");
    }

    @Test
    void servicesAreToldWhereEverythingIsWhateverTheShellSays() {
        assertThat(launches(Map.of("KAFKA_BOOTSTRAP_SERVERS", "elsewhere:1")).scheduler())
                .extracting(Launch::environment)
                .isEqualTo(
                        Map.of(
                                "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092",
                                "QUARKUS_PROFILE", "local",
                                "QUARKUS_HTTP_HOST", "127.0.0.1",
                                "QUARKUS_HTTP_PORT", "8080",
                                "QUARKUS_MANAGEMENT_HOST", "127.0.0.1",
                                "QUARKUS_MANAGEMENT_PORT", "9080",
                                "QUARKUS_LOG_CATEGORY__IO_SMALLRYE_HEALTH__LEVEL", "WARN",
                                "ATHANOR_DATA", data.path().toString(),
                                "ATHANOR_METRICS_URL", "http://127.0.0.1:8081"));
    }

    @Test
    void trainersShareTheCoresUnlessTheShellSaysOtherwise() {
        int cores = Runtime.getRuntime().availableProcessors();

        assertThat(launches(Map.of()).trainer(2).environment())
                .containsEntry("ATHANOR_TRAINER_ID", "trainer-2")
                .containsEntry("ATHANOR_TRAINER_SLOTS", Integer.toString(Math.max(1, cores / 3)))
                .containsEntry("ATHANOR_TRAINER_THREADS", "1");
        assertThat(launches(Map.of("ATHANOR_TRAINER_THREADS", "7")).trainer(1).environment())
                .doesNotContainKeys("ATHANOR_TRAINER_SLOTS", "ATHANOR_TRAINER_THREADS");
    }

    @Test
    void prometheusIsToldWhereTheTrainersListen() {
        Launches launches = launches(Map.of());

        String ports =
                IntStream.rangeClosed(1, 3)
                        .mapToObj(n ->
                                launches.trainer(n).environment().get("QUARKUS_MANAGEMENT_PORT"))
                        .map("\"127.0.0.1:%s\""::formatted)
                        .collect(Collectors.joining(", "));
        assertThat(launches.trainerTargets()).isEqualTo("[{\"targets\": [" + ports + "]}]\n");
    }

    @Test
    void theBrokerIsReadyOnceItSaysSo() {
        Launch broker = launches(Map.of()).broker();

        assertThat(broker.ready())
                .rejects("", "NOT READY yet")
                .accepts("x\nREADY 127.0.0.1:9092\n");
    }

    @Test
    void aPartThatIsNotBuiltIsNamed() {
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> launches(Map.of()).metrics())
                .withMessage(
                        "%s is missing: build it with ./mvnw -Dquick -DskipTests package",
                        home.resolve("metrics-service/target/quarkus-app/quarkus-run.jar"));
    }

    private Launches launches(Map<String, String> environment) {
        return new Launches(new Installation(home), data, PORTS, 3, environment);
    }
}
