package io.athanor.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;

/// Studies over HTTP.
final class Studies {
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    private static final Duration LOOK = Duration.ofMillis(250);

    private Studies() {}

    /// Posts a study and waits until it is over.
    ///
    /// @return the seconds that it took
    static double run(Service scheduler, String study) throws IOException, InterruptedException {
        long start = System.nanoTime();
        String id = scheduler.post("/api/v1/studies", study).path("id").asText();
        Rig.await(
                "study " + id,
                PATIENCE,
                LOOK,
                () -> {
                    JsonNode now = scheduler.json("/api/v1/studies/" + id);
                    return now.path("state").asText().equals("completed");
                });
        return (System.nanoTime() - start) / 1e9;
    }
}
