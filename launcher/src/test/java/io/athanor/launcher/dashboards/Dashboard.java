package io.athanor.launcher.dashboards;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A dashboard as it is provisioned.
record Dashboard(String file, JsonNode json) {
    static final Path FOLDER = Path.of("../deploy/grafana/dashboards");

    private static final JsonMapper STRICT =
            JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    static List<Dashboard> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(Dashboard::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Dashboard read(Path file) {
        try {
            return new Dashboard(
                    file.getFileName().toString(), STRICT.readTree(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    /// What shows data: all panels but rows.
    List<Panel> panels() {
        return json.get("panels")
                .valueStream()
                .filter(panel -> !panel.path("type").asText().equals("row"))
                .map(panel -> new Panel(this, panel))
                .toList();
    }

    List<JsonNode> variables() {
        return json.at("/templating/list").valueStream().toList();
    }

    /// The rest of the text after the dashboard's name, for messages.
    @Override
    public String toString() {
        return file;
    }

    record Panel(Dashboard dashboard, JsonNode json) {
        String title() {
            return json.path("title").asText();
        }

        List<JsonNode> targets() {
            return json.path("targets").valueStream().toList();
        }

        List<String> queries() {
            return targets().stream().map(target -> target.path("expr").asText()).toList();
        }

        @Override
        public String toString() {
            return dashboard + ": " + title();
        }
    }
}
