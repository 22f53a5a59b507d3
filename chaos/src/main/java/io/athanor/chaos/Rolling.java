package io.athanor.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.Topic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;

/// Tells each process in turn to leave while trials train, as an orchestrator does that rolls out a
/// new version, and starts it again. No attempt may be lost; the trials that the trainers hand back
/// lose at most the iteration that they were in.
final class Rolling implements Drill {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public void run(Ground ground) throws IOException, InterruptedException {
        String study = ground.name("rolled");
        ground.train(study);
        for (Part part : ground.parts().services()) {
            long begun = System.nanoTime();
            boolean byItself = part.terminate();
            ground.findings().expect(part.name(), "ends by itself", true, byItself);
            part.start();
            ground.awaitReady(part);
            ground.say(
                    "%s was away for %.1f s"
                            .formatted(part.name(), (System.nanoTime() - begun) / 1e9));
        }
        Audit audit = ground.expectWhole(study);
        ground.findings().expect(study, "iterations lost by hand-backs", 0, lost(ground, study));
        ground.say(
                "%d attempts handed back without losing an iteration; longest pause of a trial %.1f s"
                        .formatted(audit.ended("released"), longestPause(ground, study) / 1e3));
    }

    /// Iterations that attempts had done when they were handed back, and had not saved.
    private static int lost(Ground ground, String study) {
        Map<String, Integer> saved = new HashMap<>();
        List<Integer> lost = new ArrayList<>();
        read(
                ground,
                Topic.TRIAL_EVENTS,
                study,
                (event, _) -> {
                    String attempt = event.path("trial") + " " + event.path("attempt");
                    int iterations = event.path("iterations").asInt();
                    switch (event.path("type").asText()) {
                        case "checkpoint-saved" -> saved.put(attempt, iterations);
                        case "trial-released" ->
                                lost.add(iterations - saved.getOrDefault(attempt, 0));
                        default -> {}
                    }
                });
        return lost.stream().mapToInt(Integer::intValue).sum();
    }

    /// @return milliseconds between two reports of losses of a trial
    private static long longestPause(Ground ground, String study) {
        Map<String, Long> heard = new HashMap<>();
        List<Long> pauses = new ArrayList<>(List.of(0L));
        read(
                ground,
                Topic.TRIAL_CURVES,
                study,
                (curve, at) -> {
                    if (curve.path("type").asText().equals("iterations-completed")) {
                        Long before = heard.put(curve.path("trial").asText(), at);
                        if (before != null) {
                            pauses.add(at - before);
                        }
                    }
                });
        return pauses.stream().max(Long::compare).orElseThrow();
    }

    private static void read(
            Ground ground, Topic topic, String study, ObjLongConsumer<JsonNode> reader) {
        Harvest.read(
                ground.parts().bootstrapServers(),
                topic.topicName(),
                record -> {
                    JsonNode message = json(record.value());
                    if (message.path("trial").asText().startsWith(study + "-")) {
                        reader.accept(message, record.timestamp());
                    }
                });
    }

    private static JsonNode json(byte[] value) {
        try {
            return JSON.readTree(value);
        } catch (IOException e) {
            return JSON.nullNode();
        }
    }
}
