package io.athanor.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.Topic;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// Clients that take some bytes a second of a study's events, of which there are far more than
/// sockets hold. The scheduler keeps none of them in memory for them, serves others meanwhile, and
/// who reads on gets every event.
final class SlowReader implements Drill {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LAST_CHUNK = "0";
    private static final int CLIENTS = 20;
    private static final int EVENTS = 10_000;
    private static final int SECONDS = 3;
    private static final int BYTES_A_SECOND = 100;
    private static final int PATIENCE_MILLIS = 30_000;
    private static final long MOST_GROWTH = 32L << 20;

    @Override
    public void run(Ground ground) throws IOException, InterruptedException {
        String study = ground.name("eventful");
        Load.SINGLE.post(ground.api(), study, ground.seed());
        ground.api().awaitEnd(study);
        write(ground, study);
        Part scheduler = ground.parts().scheduler();
        Vitals before = Vitals.of(scheduler);
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                slow.add(open(ground.parts().api(), study));
            }
            for (int second = 0; second < SECONDS; second++) {
                for (Socket socket : slow) {
                    socket.getInputStream().readNBytes(BYTES_A_SECOND);
                }
                Pause.of(1000);
            }
            long begun = System.nanoTime();
            try (Socket quick = open(ground.parts().api(), study)) {
                ground.findings().expect("a quick reader", "events", EVENTS, events(quick));
            }
            ground.say(
                    "beside %d slow readers a quick one got %d events in %.1f s"
                            .formatted(CLIENTS, EVENTS, (System.nanoTime() - begun) / 1e9));
            Vitals loaded = Vitals.of(scheduler);
            ground.say("scheduler: %s, then %s".formatted(before, loaded));
            if (loaded.heap() - before.heap() > MOST_GROWTH) {
                ground.findings().add("the scheduler grew: %s, then %s".formatted(before, loaded));
            }
            ground.findings()
                    .expect(
                            "a slow reader that reads on",
                            "events",
                            EVENTS,
                            events(slow.getFirst()));
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
        ground.expectHealthy();
    }

    /// Decisions about the study that only readers of its log see.
    private static void write(Ground ground, String study) throws IOException {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", ground.parts().bootstrapServers(), "linger.ms", 20);
        try (Producer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < EVENTS; i++) {
                byte[] event =
                        JSON.writeValueAsBytes(
                                Map.of(
                                        "type",
                                        "study-changed",
                                        "study",
                                        study,
                                        "filler",
                                        "%d ".formatted(i).repeat(300)));
                ProducerRecord<String, byte[]> record =
                        new ProducerRecord<>(Topic.STUDY_LOG.topicName(), study, event);
                record.headers().add(Noise.TAG, new byte[0]);
                var _ = producer.send(record);
            }
        }
    }

    /// A stream of the study's events that nobody reads yet, with as little room for them as there
    /// can be.
    static Socket open(URI server, String study) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(1);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
        socket.getOutputStream()
                .write(
                        "GET /api/v1/studies/%s/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                .formatted(study)
                                .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /// Reads to the end of the stream.
    ///
    /// @return how many of the events that were written for this came
    private static int events(Socket socket) throws IOException {
        BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                socket.getInputStream(), StandardCharsets.ISO_8859_1));
        int count = 0;
        String line = lines.readLine();
        while (line != null && !line.equals(LAST_CHUNK)) {
            if (line.equals("event: study-changed")) {
                count++;
            }
            line = lines.readLine();
        }
        return count;
    }
}
