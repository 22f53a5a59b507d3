package io.athanor.launcher.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.athanor.launcher.dashboards.Dashboard.Panel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What can be said of the dashboards without data.
class DashboardsTest {
    static final List<Dashboard> DASHBOARDS = Dashboard.all();

    /// Grafana's own.
    private static final Set<String> BUILT_IN =
            Set.of("__rate_interval", "__range", "__all", "__field", "__value");

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([A-Za-z_]\\w*)");
    private static final Pattern COUNTER =
            Pattern.compile("\\b[a-z]\\w*_(total|count|sum|bucket)\\b(?=[{\\[)])");
    private static final Pattern WINDOW = Pattern.compile("\\[([^\\]]*)]");

    /// These come from a study's newest record: they hold its whole count, whenever Prometheus
    /// first saw it, and never start over.
    private static final Set<String> COUNTS_OF_STUDIES =
            Set.of("athanor_stops_total", "athanor_epochs_saved_total", "athanor_trials_total");

    static Stream<Panel> panels() {
        return DASHBOARDS.stream().flatMap(dashboard -> dashboard.panels().stream());
    }

    @ParameterizedTest
    @FieldSource("DASHBOARDS")
    void areProvisionedAsTheyAre(Dashboard dashboard) {
        JsonNode json = dashboard.json();

        assertThat(json.get("id").isNull()).isTrue();
        assertThat(json.path("uid").asText() + ".json").isEqualTo("athanor-" + dashboard.file());
        assertThat(json.path("schemaVersion").asInt()).isBetween(39, 41);
        assertThat(json.get("editable").asBoolean()).isFalse();
        assertThat(json.path("title").asText()).startsWith("Athanor / ");
        assertThat(json.path("description").asText()).isNotBlank();
        assertThat(json.path("tags").valueStream().map(JsonNode::asText)).contains("athanor");
    }

    @ParameterizedTest
    @FieldSource("DASHBOARDS")
    void chooseTheirDataSourceAndNamespaceAndLinkToTheProduct(Dashboard dashboard) {
        assertThat(dashboard.variables())
                .extracting(variable -> variable.path("name").asText())
                .doesNotHaveDuplicates()
                .startsWith("datasource", "namespace")
                .contains("product");
        assertThat(dashboard.variables())
                .allSatisfy(v -> assertThat(v.path("description").asText()).isNotBlank());
        assertThat(dashboard.json().at("/links").valueStream())
                .extracting(link -> link.path("url").asText())
                .contains("${product}/");
    }

    @ParameterizedTest
    @FieldSource("DASHBOARDS")
    void laysPanelsSideBySide(Dashboard dashboard) {
        Set<Integer> ids = new HashSet<>();
        Set<List<Integer>> cells = new HashSet<>();
        for (JsonNode panel : dashboard.json().get("panels")) {
            assertThat(ids.add(panel.get("id").asInt())).as("id of %s", panel).isTrue();
            for (List<Integer> cell : cells(panel.get("gridPos"))) {
                assertThat(cells.add(cell)).as("%s at %s", panel.get("title"), cell).isTrue();
                assertThat(cell.getFirst()).isBetween(0, 23);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("panels")
    void saysWhatAPanelShowsAndInWhichUnit(Panel panel) {
        assertThat(panel.title()).isNotBlank();
        assertThat(panel.json().path("description").asText()).endsWith(".");
        assertThat(panel.json().at("/fieldConfig/defaults/unit").asText()).isNotBlank();
        assertThat(panel.targets()).isNotEmpty();
    }

    @ParameterizedTest
    @FieldSource("DASHBOARDS")
    void asksTheChosenDataSource(Dashboard dashboard) {
        assertThat(dashboard.panels())
                .allMatch(panel -> panel.json().has("datasource"))
                .flatMap(Panel::targets)
                .allMatch(target -> target.has("datasource"));
        assertThat(dashboard.json().findValues("datasource"))
                .extracting(JsonNode::toString)
                .containsOnly("{\"type\":\"prometheus\",\"uid\":\"${datasource}\"}");
    }

    @ParameterizedTest
    @FieldSource("DASHBOARDS")
    void usesNoVariableThatIsNotThere(Dashboard dashboard) {
        Set<String> known =
                dashboard.variables().stream()
                        .map(variable -> variable.path("name").asText())
                        .collect(Collectors.toCollection(HashSet::new));
        known.addAll(BUILT_IN);

        assertThat(texts(dashboard.json()))
                .allSatisfy(text ->
                        assertThat(known)
                                .as(text)
                                .containsAll(
                                        VARIABLE.matcher(text)
                                                .results()
                                                .map(match -> match.group(1))
                                                .toList()));
    }

    @ParameterizedTest
    @MethodSource("panels")
    void looksAtCountersByTheirGrowth(Panel panel) {
        assertThat(panel.queries())
                .allSatisfy(query ->
                        assertThat(COUNTER.matcher(query).results())
                                .allSatisfy(counter -> assertGrowth(query, counter)));
    }

    @ParameterizedTest
    @MethodSource("panels")
    void fitsWindowsToTheScrapesOrTheTimeShown(Panel panel) {
        assertThat(panel.queries())
                .flatMap(query -> WINDOW.matcher(query).results().map(w -> w.group(1)).toList())
                .isSubsetOf("$__rate_interval", "$__range");
    }

    @ParameterizedTest
    @MethodSource("panels")
    void looksAtTheChosenNamespaceOnly(Panel panel) {
        Pattern selector = Pattern.compile("\\b(?:athanor|DCGM_FI|jvm|http|process|up)\\w*\\{");
        Pattern chosen = Pattern.compile("namespace=~?\"\\$namespace\"");

        assertThat(panel.queries())
                .allSatisfy(query -> {
                    assertThat(selector.matcher(query).results()).isNotEmpty();
                    assertThat(chosen.matcher(query).results().count())
                            .isEqualTo(selector.matcher(query).results().count());
                });
    }

    private static void assertGrowth(String query, MatchResult counter) {
        String before = query.substring(0, counter.start());
        if (COUNTS_OF_STUDIES.contains(counter.group())) {
            assertThat(before).as(query).matches(".*(\\b(rate|increase)|max by \\([^)]*\\) )\\($");
        } else {
            assertThat(before).as(query).matches(".*\\b(rate|increase)\\($");
        }
    }

    private static List<List<Integer>> cells(JsonNode position) {
        List<List<Integer>> cells = new ArrayList<>();
        int left = position.get("x").asInt();
        int top = position.get("y").asInt();
        for (int x = left; x < left + position.get("w").asInt(); x++) {
            for (int y = top; y < top + position.get("h").asInt(); y++) {
                cells.add(List.of(x, y));
            }
        }
        return cells;
    }

    private static Stream<String> texts(JsonNode node) {
        return node.isTextual()
                ? Stream.of(node.asText())
                : node.valueStream().flatMap(DashboardsTest::texts);
    }
}
