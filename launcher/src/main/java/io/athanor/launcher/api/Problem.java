package io.athanor.launcher.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/// The service's reason to refuse a request, `application/problem+json`, as people read it.
final class Problem {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Problem() {}

    /// What was wrong, and each faulty field on a line of its own.
    static String message(int status, String body) {
        JsonNode problem = parse(body);
        List<String> lines = new ArrayList<>();
        lines.add(
                problem.path("detail")
                        .asText(problem.path("title").asText("refused with status " + status)));
        for (JsonNode fault : problem.path("errors")) {
            lines.add("  " + fault.path("message").asText());
        }
        return String.join("\n", lines);
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException notJson) {
            return JSON.createObjectNode();
        }
    }
}
