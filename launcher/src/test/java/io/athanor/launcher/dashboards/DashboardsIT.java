package io.athanor.launcher.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.athanor.launcher.api.Api;
import io.athanor.launcher.api.Trial;
import io.athanor.launcher.dashboards.Dashboard.Panel;
import io.athanor.launcher.local.LocalOptions;
import io.athanor.launcher.local.LocalSystem;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/// Every query of every dashboard, asked of a real Prometheus that watched the local system run a
/// study with all that happens to trials.
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class DashboardsIT {
    /// One trial that cannot learn, one that explodes, and four that learn.
    private static final String STUDY =
            """
            name: watched
            dataset: fashion-mnist-sample
            budget: {trials: 6, epochs: 8, parallelism: 2}
            seed: 5
            sampler: {type: random}
            fixed: {network: simple-cnn, optimizer: sgd, batchSize: 64}
            space:
              learningRate: {type: float, low: 0.02, high: 0.05}
            points:
              - {learningRate: 1.0e-7}
              - {learningRate: 900}
            """;

    private static final Path PROMETHEUS = Path.of("../deploy/prometheus");
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*), (\\w+)\\)");
    private static final Pattern LEGEND_LABEL = Pattern.compile("\\{\\{(\\w+)}}");

    @TempDir private static Path folder;
    private static final List<AutoCloseable> running = new ArrayList<>();
    private static LocalSystem system;
    private static Prometheus prometheus;
    private static long begin;
    private static long end;

    @BeforeAll
    static void watchAStudy() throws Exception {
        begin = Instant.now().getEpochSecond();
        system = closing(start());
        DcgmFixture gpus = closing(new DcgmFixture());
        prometheus = closing(new Prometheus(configuration(gpus), folder.resolve("prometheus")));
        await().atMost(Duration.ofSeconds(30)).until(prometheus::isReady);
        await().atMost(Duration.ofSeconds(30)).until(DashboardsIT::everythingIsScraped);

        Api api = system.api();
        api.createStudy(STUDY, Api.Format.YAML);
        assertThat(answer("/api/v1/studies/nobody")).isEqualTo(404);
        sendMalformedRecord();
        await().atMost(Duration.ofMinutes(2)).until(() -> training(api) != null);
        killTrainer(training(api).trainer());
        await().atMost(Duration.ofMinutes(4)).until(() -> api.study("watched").isOver());
        long over = Instant.now().getEpochSecond();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> Instant.now().getEpochSecond() > over + 3);
        end = Instant.now().getEpochSecond();
    }

    @AfterAll
    static void leaveNothing() throws Exception {
        for (AutoCloseable closeable : running.reversed()) {
            closeable.close();
        }
    }

    static Stream<Panel> panels() {
        return Dashboard.all().stream().flatMap(dashboard -> dashboard.panels().stream());
    }

    static Stream<Dashboard> dashboards() {
        return Dashboard.all().stream();
    }

    @ParameterizedTest
    @MethodSource("panels")
    void aPanelHasDataAndTheLabelsOfItsLegend(Panel panel) {
        Map<String, String> values = values(panel.dashboard());
        for (JsonNode target : panel.targets()) {
            String query = substitute(target.path("expr").asText(), values);
            List<JsonNode> series = prometheus.query(query, begin, end);

            assertThat(series).as(query).isNotEmpty();
            assertThat(series.stream().flatMap(DashboardsIT::finite)).as(query).isNotEmpty();
            assertThat(series)
                    .as(query)
                    .allSatisfy(one ->
                            assertThat(names(one.get("metric")))
                                    .containsAll(labels(panel, target)));
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void aVariableHasValues(Dashboard dashboard) {
        Map<String, String> values = values(dashboard);

        assertThat(dashboard.variables())
                .filteredOn(variable -> variable.get("type").asText().equals("query"))
                .isNotEmpty()
                .allSatisfy(variable -> assertThat(found(variable, values)).isNotEmpty());
    }

    @Test
    void aGpuIsSeenWithItsPodAndWithoutButNotThatOfOthers() {
        assertThat(panels().filter(panel -> panel.queries().getFirst().contains("DCGM_")))
                .hasSize(4)
                .allSatisfy(panel -> {
                    String query =
                            substitute(panel.queries().getFirst(), values(panel.dashboard()));
                    assertThat(prometheus.query(query, begin, end))
                            .extracting(series -> series.at("/metric/gpu").asText())
                            .containsExactlyInAnyOrder("0", "1");
                });
    }

    @Test
    void everyAlertIsEvaluatedWithoutError() {
        assertThat(prometheus.rules())
                .isNotEmpty()
                .extracting(rule -> rule.get("health").asText())
                .containsOnly("ok");
    }

    @Test
    void theAlertOfDeadLettersFires() {
        assertThat(
                        prometheus.query(
                                "ALERTS{alertname=\"AthanorDeadLetters\", alertstate=\"firing\"}",
                                begin,
                                end))
                .extracting(alert -> alert.at("/metric/topic").asText())
                .containsExactly("trial-curves");
    }

    /// The variables of a dashboard with their values, as Grafana fills them in.
    private static Map<String, String> values(Dashboard dashboard) {
        Map<String, String> values = new HashMap<>();
        values.put("__rate_interval", "4s");
        values.put("__range", (end - begin) + "s");
        for (JsonNode variable : dashboard.variables()) {
            String name = variable.get("name").asText();
            switch (variable.get("type").asText()) {
                case "datasource" -> {}
                case "query" -> values.put(name, chosen(variable, values));
                default -> values.put(name, variable.at("/current/value").asText());
            }
        }
        return values;
    }

    private static String chosen(JsonNode variable, Map<String, String> values) {
        List<String> found = found(variable, values);
        if (!variable.get("multi").asBoolean()) {
            return found.stream().findFirst().orElse("");
        }
        return variable.path("allValue").asText("(" + String.join("|", found) + ")");
    }

    private static List<String> found(JsonNode variable, Map<String, String> values) {
        Matcher query =
                LABEL_VALUES.matcher(substitute(variable.at("/query/query").asText(), values));
        assertThat(query.matches()).as(variable.toString()).isTrue();
        return prometheus.labelValues(query.group(1), query.group(2));
    }

    private static String substitute(String text, Map<String, String> values) {
        return Pattern.compile("\\$([A-Za-z_]\\w*)")
                .matcher(text)
                .replaceAll(variable -> Matcher.quoteReplacement(values.get(variable.group(1))));
    }

    /// The labels that a legend or, in a table, the columns need.
    private static Set<String> labels(Panel panel, JsonNode target) {
        Set<String> labels =
                LEGEND_LABEL
                        .matcher(target.path("legendFormat").asText())
                        .results()
                        .map(label -> label.group(1))
                        .collect(Collectors.toSet());
        if (target.path("refId").asText().equals("A")) {
            panel.json()
                    .at("/transformations/1/options/renameByName")
                    .fieldNames()
                    .forEachRemaining(labels::add);
            labels.removeIf(label -> label.startsWith("Value #"));
        }
        return labels;
    }

    private static Stream<String> finite(JsonNode series) {
        return series.get("values")
                .valueStream()
                .map(point -> point.get(1).asText())
                .filter(value -> !value.matches("NaN|[+-]Inf"));
    }

    private static List<String> names(JsonNode labels) {
        List<String> names = new ArrayList<>();
        labels.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static LocalSystem start() {
        LocalOptions options = new LocalOptions();
        new CommandLine(options)
                .parseArgs(
                        "--data=" + folder.resolve("data"),
                        "--port=0",
                        "--metrics-port=0",
                        "--kafka-port=0",
                        "--trainers=2");
        return LocalSystem.start(options, System.out::println);
    }

    /// The configuration that people use, with this run's addresses and shorter intervals.
    private static Path configuration(DcgmFixture gpus) throws IOException {
        String text = Files.readString(PROMETHEUS.resolve("prometheus.yml"));
        Map<String, String> changes =
                Map.of(
                        "127.0.0.1:9080", system.schedulerManagement().getAuthority(),
                        "127.0.0.1:9081", system.metricsManagement().getAuthority(),
                        "127.0.0.1:9400", "127.0.0.1:" + gpus.port(),
                        "../../.athanor/trainers.json", system.trainerTargets().toString(),
                        "rules/alerts.yaml",
                                PROMETHEUS.resolve("rules/alerts.yaml").toRealPath().toString(),
                        "scrape_interval: 5s", "scrape_interval: 1s",
                        "evaluation_interval: 15s", "evaluation_interval: 1s");
        for (Map.Entry<String, String> change : changes.entrySet()) {
            assertThat(text).contains(change.getKey());
            text = text.replace(change.getKey(), change.getValue());
        }
        return Files.writeString(folder.resolve("prometheus.yml"), text);
    }

    private static boolean everythingIsScraped() {
        long now = Instant.now().getEpochSecond();
        return prometheus.query("up == 1", now, now).size() == 3 + system.trainers();
    }

    private static Trial training(Api api) {
        return api.trials("watched").stream()
                .filter(trial -> trial.isRunning() && api.losses(trial.id(), 2).last().isPresent())
                .findFirst()
                .orElse(null);
    }

    private static int answer(String path) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(system.address().resolve(path)).build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private static void killTrainer(String name) {
        ProcessHandle.current()
                .children()
                .filter(child ->
                        child.info()
                                .commandLine()
                                .orElse("")
                                .contains("-Dathanor.process=" + name + " "))
                .findFirst()
                .orElseThrow()
                .destroyForcibly();
    }

    private static void sendMalformedRecord() throws IOException, InterruptedException {
        Process producer =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                "../broker/target/lib/*",
                                "src/test/resources/io/athanor/launcher/dashboards/MalformedRecord.java",
                                system.kafkaAddress(),
                                "trial-curves")
                        .inheritIO()
                        .start();
        assertThat(producer.waitFor()).isZero();
    }

    private static <T extends AutoCloseable> T closing(T closeable) {
        running.add(closeable);
        return closeable;
    }
}
