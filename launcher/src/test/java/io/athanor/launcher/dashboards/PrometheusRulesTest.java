package io.athanor.launcher.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrometheusRulesTest {
    private static final Path FOLDER = Path.of("../deploy/prometheus");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "check config prometheus.yml",
                "check rules rules/alerts.yaml",
                "test rules rules/alerts_test.yaml"
            })
    void holdToPromtool(String command) throws Exception {
        Process promtool =
                Prometheus.start(
                        new ProcessBuilder(("promtool " + command).split(" "))
                                .directory(FOLDER.toFile())
                                .redirectErrorStream(true));
        String output =
                new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(promtool.waitFor()).as(output).isZero();
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void tellPeopleWhatHappensHowMuchAndWhatToDo(String alert) throws IOException {
        String runbook =
                Pattern.compile("runbook: \"deploy/prometheus/RUNBOOK.md#(.*)\"")
                        .matcher(alert)
                        .results()
                        .findFirst()
                        .orElseThrow()
                        .group(1);

        assertThat(alert)
                .containsPattern("severity: (critical|warning)}")
                .containsPattern("summary: \".+\"")
                .containsPattern("description: .*\\{\\{ \\$value");
        assertThat(Files.readAllLines(FOLDER.resolve("RUNBOOK.md")))
                .filteredOn(line -> line.startsWith("## "))
                .map(PrometheusRulesTest::anchor)
                .contains(runbook);
    }

    @Test
    void areEachSeenToFireAndNotToFire() throws IOException {
        String tests = Files.readString(FOLDER.resolve("rules/alerts_test.yaml"));

        assertThat(alerts().map(alert -> alert.lines().findFirst().orElseThrow()))
                .isNotEmpty()
                .allSatisfy(name ->
                        assertThat(tests)
                                .contains("- alertname: " + name + "\n")
                                .containsPattern(
                                        "\\{alertname: %s, .*exp_alerts: \\[]}".formatted(name)));
    }

    /// The text of each alert, from its name on.
    static Stream<String> alerts() throws IOException {
        String rules = Files.readString(FOLDER.resolve("rules/alerts.yaml"));
        return List.of(rules.split("- alert: ")).stream().skip(1);
    }

    private static String anchor(String heading) {
        return heading.substring(3)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z -]", "")
                .replace(' ', '-');
    }
}
