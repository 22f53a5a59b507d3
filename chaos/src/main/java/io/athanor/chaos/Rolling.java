package io.athanor.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.Topic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Tells each process in turn to leave while trials train, as an orchestrator does that rolls out a
/// new version, and starts it again. No attempt may be lost; the trials that the trainers hand back
/// lose at most the iteration that they were in.
final class Rolling implements Drill {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public void run(Ground ground) throws IOException, InterruptedException {
        String study = ground.name("rolled");
        ground.train(study);
        List<Part> all = new ArrayList<>(List.of(ground.parts().scheduler()));
        all.add(ground.parts().metrics());
        all.addAll(ground.parts().trainers());
        for (Part part : all) {
            long begun = System.nanoTime();
            boolean byItself = part.terminate();
            ground.findings().expect(part.name(), "ends by itself", true, byItself);
            part.start();
            ground.awaitReady(part);
            ground.say(
                    "%s was away for %.1f s"
                            .formatted(part.name(), (System.nanoTime() - begun) / 1e9));
        }
        ground.expectWhole(study);
        Audit audit = new Audit(ground.api(), ground.findings());
        audit.study(study, Load.REAL);
        ground.findings().expect(study, "attempts lost", 0, audit.ended("lost"));
        Curves curves = curves(ground, study);
        ground.findings().expect(study, "iterations trained twice", 0, curves.twice());
        ground.say(
                "%d attempts handed back; no iteration was reported twice; longest pause of a trial %.1f s"
                        .formatted(audit.ended("released"), curves.longestPause() / 1e3));
    }

    /// @param longestPause milliseconds between two reports of a trial
    private record Curves(int twice, long longestPause) {}

    private static Curves curves(Ground ground, String study) throws IOException {
        Map<String, Long> heard = new HashMap<>();
        Map<String, Integer> next = new HashMap<>();
        List<Long> pauses = new ArrayList<>(List.of(0L));
        int[] twice = new int[1];
        Harvest.read(
                ground.parts().bootstrapServers(),
                Topic.TRIAL_CURVES.topicName(),
                record -> {
                    JsonNode curve = read(record.value());
                    String trial = curve.path("trial").asText();
                    if (trial.startsWith(study + "-")
                            && curve.path("type").asText().equals("iterations-completed")) {
                        Long before = heard.put(trial, record.timestamp());
                        if (before != null) {
                            pauses.add(record.timestamp() - before);
                        }
                        int first = curve.path("firstIteration").asInt();
                        twice[0] += Math.max(0, next.getOrDefault(trial, first) - first);
                        next.put(trial, first + curve.path("losses").size());
                    }
                });
        return new Curves(twice[0], pauses.stream().max(Long::compare).orElseThrow());
    }

    private static JsonNode read(byte[] value) {
        try {
            return JSON.readTree(value);
        } catch (IOException e) {
            return JSON.nullNode();
        }
    }
}
