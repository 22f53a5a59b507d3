package io.athanor.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MonitoringIT {
    private static final Path DEPLOY = Repository.ROOT.resolve("deploy");
    private static final Path ALERTS = DEPLOY.resolve("prometheus/rules/alerts.yaml");
    private static final Pattern METRIC = Pattern.compile("\\bathanor_[a-z_]+");

    @Test
    void theRuleOfTheOperatorIsThatOfTheAlerts() {
        JsonNode rule =
                Manifests.overlay("production").ofKind("PrometheusRule").findFirst().orElseThrow();
        Programs.Outcome made =
                Programs.run(List.of(Repository.KUBERNETES.resolve("rules").toString()));

        assertThat(rule.path("spec")).isEqualTo(Yaml.document(Repository.text(ALERTS)));
        assertThat(made.output())
                .as("deploy/kubernetes/rules says how to make it anew")
                .isEqualTo(
                        Repository.text(
                                Repository.KUBERNETES.resolve("components/monitoring/rules.yaml")));
    }

    /// The dashboards' queries are asked of a Prometheus that watched the services, each with data.
    @Test
    void anAlertAsksForMetricsThatADashboardWasSeenToHave() throws IOException {
        Set<String> shown = new TreeSet<>();
        for (Path dashboard : dashboards()) {
            shown.addAll(metrics(Repository.text(dashboard)));
        }

        assertThat(metrics(Repository.text(ALERTS))).isNotEmpty().isSubsetOf(shown);
    }

    @Test
    void everyDashboardIsAConfigMapOfItsOwn() throws IOException {
        List<String> names =
                Manifests.overlay("production")
                        .ofKind("ConfigMap")
                        .filter(map ->
                                map.at("/metadata/labels/grafana_dashboard").asText().equals("1"))
                        .flatMap(map -> map.path("data").propertyStream())
                        .map(entry -> entry.getKey())
                        .toList();

        assertThat(names)
                .containsExactlyInAnyOrderElementsOf(
                        dashboards().stream().map(file -> file.getFileName().toString()).toList());
    }

    @Test
    void prometheusReadsTheConfigurationOfCompose() {
        Programs.assumeInstalled("promtool");

        Programs.Outcome read =
                Programs.run(
                        List.of(
                                "promtool",
                                "check",
                                "config",
                                DEPLOY.resolve("prometheus/compose.yml").toString()));

        assertThat(read.exit()).as(read.output()).isZero();
    }

    private static List<Path> dashboards() throws IOException {
        try (Stream<Path> files = Files.list(DEPLOY.resolve("grafana/dashboards"))) {
            return files.filter(file -> file.toString().endsWith(".json")).toList();
        }
    }

    private static Set<String> metrics(String text) {
        Set<String> metrics = new TreeSet<>();
        METRIC.matcher(text).results().forEach(found -> metrics.add(found.group()));
        return metrics;
    }
}
