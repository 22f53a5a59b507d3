package io.athanor.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.athanor.chaos.Noise.Kind;
import io.athanor.chaos.Noise.Sample;
import io.athanor.chaos.Noise.Sound;
import io.athanor.contracts.Topic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/// Puts records on every topic that no service can have written, while a study trains. What it
/// comes to must be what the same study came to without; what cannot be read must be among the dead
/// letters with its reason; and every process must be there still, and start again on what is left.
final class Messages implements Drill {
    private static final int BURST = 10;
    private final int records;

    Messages(int records) {
        this.records = records;
    }

    @Override
    public void run(Ground ground) throws IOException, InterruptedException {
        Api api = ground.api();
        String quiet = ground.name("quiet");
        String noisy = ground.name("noisy");
        Load.JUDGED.post(api, quiet, ground.seed());
        api.change(quiet, "{\"budget\": {\"parallelism\": 3}}");
        api.awaitEnd(quiet);
        List<Sound> sounds;
        try (Harvest harvest = new Harvest(ground.parts().bootstrapServers());
                Producer<byte @Nullable [], byte @Nullable []> producer = producer(ground)) {
            Map<Topic, List<Sample>> past = harvest.all();
            Load.JUDGED.post(api, noisy, ground.seed());
            sounds = disturb(ground, producer, past, harvest);
        }
        api.awaitEnd(noisy);
        ground.say("%d records that nobody wrote: %s".formatted(sounds.size(), kinds(sounds)));
        ground.expectHealthy();
        ground.parts().scheduler().kill();
        ground.parts().metrics().kill();
        ground.parts().scheduler().start();
        ground.parts().metrics().start();
        ground.expectHealthy();
        new Audit(api, ground.findings()).sameJudgement(noisy, quiet);
        expectLetters(ground, sounds);
    }

    /// Ends with the last record, not with the study: what the queue gives out once more is trained
    /// from its beginning, and enough of that would let no trial end.
    private List<Sound> disturb(
            Ground ground,
            Producer<byte @Nullable [], byte @Nullable []> producer,
            Map<Topic, List<Sample>> past,
            Harvest harvest)
            throws IOException, InterruptedException {
        Noise noise = new Noise(ground.seed());
        Random random = new Random(ground.seed());
        List<Topic> topics = past.keySet().stream().sorted().toList();
        List<Sound> sounds = new ArrayList<>();
        while (sounds.size() < records) {
            Map<Topic, List<Sample>> live = harvest.since(past);
            for (int i = 0; i < BURST; i++) {
                Topic topic = topics.get(random.nextInt(topics.size()));
                sounds.add(
                        noise.send(
                                producer,
                                topic,
                                past.getOrDefault(topic, List.of()),
                                live.getOrDefault(topic, List.of())));
            }
            Pause.of(100);
        }
        producer.flush();
        return sounds;
    }

    private static Map<Kind, Integer> kinds(List<Sound> sounds) {
        Map<Kind, Integer> kinds = new EnumMap<>(Kind.class);
        sounds.forEach(sound -> kinds.merge(sound.kind(), 1, Integer::sum));
        return kinds;
    }

    private static void expectLetters(Ground ground, List<Sound> sounds)
            throws InterruptedException {
        long deadline = System.nanoTime() + 30_000_000_000L;
        List<Sound> missing;
        do {
            Pause.of(500);
            Map<Topic, Map<Integer, Boolean>> letters = letters(ground);
            missing =
                    sounds.stream()
                            .filter(sound -> sound.kind().isRefusedOn(sound.topic()))
                            .filter(sound ->
                                    !letters.getOrDefault(sound.topic(), Map.of())
                                            .getOrDefault(sound.number(), false))
                            .toList();
        } while (!missing.isEmpty() && System.nanoTime() < deadline);
        for (Sound sound : missing.subList(0, Math.min(20, missing.size()))) {
            ground.findings()
                    .add(
                            "%s: record %d, %s, is no dead letter with a reason"
                                    .formatted(
                                            sound.topic().topicName(),
                                            sound.number(),
                                            sound.kind()));
        }
        ground.say(
                "%d dead letters due, %d missing"
                        .formatted(
                                sounds.stream()
                                        .filter(s -> s.kind().isRefusedOn(s.topic()))
                                        .count(),
                                missing.size()));
    }

    /// The numbers of the dead letters, and whether they say why.
    private static Map<Topic, Map<Integer, Boolean>> letters(Ground ground) {
        Map<Topic, Map<Integer, Boolean>> letters = new EnumMap<>(Topic.class);
        for (Topic topic : Topic.values()) {
            Map<Integer, Boolean> of = new HashMap<>();
            Harvest.read(
                    ground.parts().bootstrapServers(),
                    topic.deadLetterName(),
                    letter -> {
                        Header tag = letter.headers().lastHeader(Noise.TAG);
                        Header reason = letter.headers().lastHeader("athanor-reason");
                        if (tag != null) {
                            of.put(
                                    Integer.parseInt(new String(tag.value(), UTF_8)),
                                    reason != null && reason.value().length > 0);
                        }
                    });
            letters.put(topic, of);
        }
        return letters;
    }

    private static Producer<byte @Nullable [], byte @Nullable []> producer(Ground ground) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", ground.parts().bootstrapServers());
        settings.put("max.request.size", 10_000_000);
        return new KafkaProducer<byte @Nullable [], byte @Nullable []>(
                settings, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
