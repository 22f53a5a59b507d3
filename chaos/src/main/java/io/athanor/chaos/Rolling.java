package io.athanor.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.Topic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ObjLongConsumer;

/// Tells each process in turn to leave while trials train, as an orchestrator does that rolls out a
/// new version, and starts it again. No attempt may be lost; the trials that the trainers hand back
/// lose at most the iteration that they were in, and no trial stands still for long.
final class Rolling implements Drill {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LONGEST_PAUSE_MILLIS = 5000;

    @Override
    public void run(Ground ground) throws IOException, InterruptedException, ExecutionException {
        List<String> studies = new ArrayList<>();
        studies.add(ground.name("rolled-0"));
        ground.train(studies.getFirst());
        try (ExecutorService background = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> rolling =
                    background.submit(() -> {
                        roll(ground);
                        return null;
                    });
            while (!rolling.isDone()) {
                ground.api().awaitEnd(studies.getLast());
                studies.add(ground.name("rolled-" + studies.size()));
                Load.REAL.post(ground.api(), studies.getLast(), ground.seed());
            }
            rolling.get();
        }
        int released = 0;
        long longest = 0;
        for (String study : studies) {
            released += ground.expectWhole(study).ended("released");
            ground.findings()
                    .expect(study, "iterations lost by hand-backs", 0, lost(ground, study));
            long pause = longestPause(ground, study);
            longest = Math.max(longest, pause);
            if (pause > LONGEST_PAUSE_MILLIS) {
                ground.findings().add("%s: a trial paused for %d ms".formatted(study, pause));
            }
        }
        ground.say(
                "%d studies, %d attempts handed back; longest pause of a trial %.1f s"
                        .formatted(studies.size(), released, longest / 1e3));
    }

    private static void roll(Ground ground) throws IOException, InterruptedException {
        for (Part part : ground.parts().services()) {
            long begun = System.nanoTime();
            boolean byItself = part.terminate();
            ground.findings().expect(part.name(), "ends by itself", true, byItself);
            part.start();
            ground.findings().expect(part.name(), "ready again", true, ground.awaitReady(part));
            ground.say(
                    "%s was away for %.1f s"
                            .formatted(part.name(), (System.nanoTime() - begun) / 1e9));
        }
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
