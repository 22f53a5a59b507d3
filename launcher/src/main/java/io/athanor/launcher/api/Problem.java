package io.athanor.launcher.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The service's reason to refuse a request, `application/problem+json`, as people read it.
final class Problem {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Problem() {}

    /// What was wrong, in a line; several faults have a line each below it.
    static String message(int status, String body) {
        JsonNode problem = parse(body);
        List<String> faults = new ArrayList<>();
        problem.path("errors").forEach(fault -> faults.add(fault.path("message").asText()));
        if (faults.size() == 1) {
            return faults.getFirst();
        }
        String detail =
                problem.path("detail")
                        .asText(problem.path("title").asText("refused with status " + status));
        return String.join("\n  ", Stream.concat(Stream.of(detail), faults.stream()).toList());
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException notJson) {
            return JSON.createObjectNode();
        }
    }
}
