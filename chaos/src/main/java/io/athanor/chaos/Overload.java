package io.athanor.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// More than there are trainers for: 50 studies that all have 100 trials in the queue, as many
/// streams of events as are served, half of which nobody reads. Memory stays bounded, the service
/// stays ready and answers, and every study gets its share.
final class Overload implements Drill {
    private static final int STUDIES = 50;
    private static final int STREAMS = 200;
    private static final long MOST_GROWTH = 200L << 20;

    @Override
    public void run(Ground ground) throws IOException, InterruptedException {
        Part scheduler = ground.parts().scheduler();
        ground.awaitReady(scheduler);
        Vitals before = Vitals.of(scheduler);
        List<String> studies =
                IntStream.rangeClosed(1, STUDIES).mapToObj(n -> ground.name("many-" + n)).toList();
        for (String study : studies) {
            Load.MANY.post(ground.api(), study, ground.seed());
        }
        List<Socket> streams = new ArrayList<>();
        try {
            for (int i = 0; i < STREAMS; i++) {
                streams.add(stream(ground.parts().api(), studies.get(i % STUDIES)));
            }
            long waiting = 0;
            for (String study : studies) {
                waiting += ground.api().study(study).path("trials").path("waiting").asInt();
            }
            ground.say(
                    "%d studies, %d trials wait, %d streams are open"
                            .formatted(STUDIES, waiting, streams.size()));
            Pause.of(Math.max(20_000, ground.length().toMillis()));
            long asked = System.nanoTime();
            List<Integer> done = new ArrayList<>();
            for (String study : studies) {
                JsonNode counts = ground.api().study(study).path("trials");
                done.add(counts.path("completed").asInt());
            }
            ground.say(
                    "trials done of each study: %s; an answer took %.0f ms"
                            .formatted(done, (System.nanoTime() - asked) / 1e6 / STUDIES));
            Vitals loaded = Vitals.of(scheduler);
            ground.say("scheduler: %s, under load %s".formatted(before, loaded));
            if (loaded.heap() - before.heap() > MOST_GROWTH) {
                ground.findings().add("the scheduler grew: %s, then %s".formatted(before, loaded));
            }
            ground.expectHealthy();
        } finally {
            for (Socket stream : streams) {
                stream.close();
            }
        }
        for (String study : studies) {
            ground.api().cancel(study);
        }
        ground.expectHealthy();
        ground.say("scheduler, when all is cancelled: " + Vitals.of(scheduler));
    }

    private static Socket stream(URI server, String study) throws IOException {
        Socket socket = new Socket(server.getHost(), server.getPort());
        socket.getOutputStream()
                .write(
                        "GET /api/v1/studies/%s/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                .formatted(study)
                                .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
