package io.athanor.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.athanor.contracts.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/// Makes records that no service writes from those that they did write.
final class Noise {
    /// In the header of each record, so that it is known again as a dead letter.
    static final String TAG = "noise";

    private static final ObjectMapper JSON = new ObjectMapper();

    /// Below the broker's limit of a record, 1,048,588 bytes with all that is around it.
    private static final int LARGE = 1_040_000;

    /// One in so many is large.
    private static final int LARGE_ONES = 8;

    private final Random random;
    private int count;

    Noise(long seed) {
        this.random = new Random(seed);
    }

    /// A record as it was found on its topic.
    @SuppressWarnings("ArrayRecordComponent") // It is not compared.
    record Sample(byte @Nullable [] key, byte @Nullable [] value) {}

    enum Kind {
        GARBAGE(true),
        TRUNCATED(true),
        LARGE_GARBAGE(true),
        DEEP(true),
        NOT_AN_OBJECT(true),
        /// Somebody else's record: on another partition there is no state that it belongs to.
        WRONG_KEY(true),
        NO_KEY(true),
        UNKNOWN_TYPE(false),
        NO_VALUE(false),
        NO_FIELD(false),
        WRONG_FIELD(false),
        NULL_FIELD(false),
        UNKNOWN_FIELD(false),
        OF_NOBODY(false),
        DUPLICATE(false);

        private final boolean refused;

        Kind(boolean refused) {
            this.refused = refused;
        }

        /// Whether a reader must set such a record of that topic aside; others may be ignored.
        boolean isRefusedOn(Topic topic) {
            return refused && topic != Topic.STUDY_LOG && !(isOnlyOfKey() && !isKeyed(topic));
        }

        private boolean changes() {
            return switch (this) {
                case UNKNOWN_TYPE, NO_FIELD, WRONG_FIELD, NULL_FIELD -> true;
                default -> false;
            };
        }

        private boolean isOnlyOfKey() {
            return this == WRONG_KEY || this == NO_KEY;
        }

        /// Of the queue and of stops every trainer reads every partition; each partition has its
        /// own ticks.
        private static boolean isKeyed(Topic topic) {
            return !Set.of(Topic.TRIAL_QUEUE, Topic.TRIAL_STOPS, Topic.SCHEDULER_CLOCK)
                    .contains(topic);
        }
    }

    /// A record and what it is.
    record Sound(int number, Kind kind, Topic topic) {}

    /// Makes a sound and sends it.
    ///
    /// @param past samples of the topic, of what is over, not empty
    /// @param live samples of what still goes on
    Sound send(
            Producer<byte @Nullable [], byte @Nullable []> to,
            Topic topic,
            List<Sample> past,
            List<Sample> live) {
        Kind kind = kind(topic);
        // A changed record of the queue, or a command for another study, may be as good as one that
        // the scheduler wrote.
        boolean over = live.isEmpty() || (kind.changes() && topic == Topic.TRIAL_QUEUE);
        List<Sample> samples = over || random.nextInt(3) == 0 ? past : live;
        Sample sample = samples.get(random.nextInt(samples.size()));
        byte[] key = kind == Kind.NO_KEY ? null : kind == Kind.WRONG_KEY ? bytes(20) : sample.key();
        ProducerRecord<byte @Nullable [], byte @Nullable []> record =
                new ProducerRecord<>(topic.topicName(), key, value(kind, sample.value()));
        int number = count++;
        record.headers().add(TAG, Integer.toString(number).getBytes(UTF_8));
        for (int i = random.nextInt(3); i > 0; i--) {
            record.headers().add("x-" + random.nextInt(9), bytes(random.nextInt(50)));
        }
        var _ = to.send(record);
        return new Sound(number, kind, topic);
    }

    private Kind kind(Topic topic) {
        Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
        if (kind == Kind.LARGE_GARBAGE && random.nextInt(LARGE_ONES) > 0) {
            return Kind.GARBAGE;
        }
        boolean impossible =
                switch (kind) {
                    // The broker refuses it.
                    case NO_KEY -> topic.retention().isEmpty();
                    // That would be another study.
                    case OF_NOBODY -> topic == Topic.STUDY_COMMANDS;
                    default -> false;
                };
        return impossible ? Kind.DUPLICATE : kind;
    }

    private byte @Nullable [] value(Kind kind, byte @Nullable [] from) {
        if (from == null) {
            return null;
        }
        return switch (kind) {
            case GARBAGE -> bytes(1 + random.nextInt(300));
            case TRUNCATED -> Arrays.copyOf(from, random.nextInt(1, from.length));
            case LARGE_GARBAGE -> text('x', LARGE);
            case DEEP -> text('[', 1 + random.nextInt(100_000));
            case NOT_AN_OBJECT -> choice("[]", "7", "\"text\"", "true", "[{}]").getBytes(UTF_8);
            case NO_VALUE -> null;
            case WRONG_KEY, NO_KEY, DUPLICATE -> from;
            case UNKNOWN_TYPE, NO_FIELD, WRONG_FIELD, NULL_FIELD, UNKNOWN_FIELD, OF_NOBODY ->
                    changed(kind, from);
        };
    }

    private byte[] changed(Kind kind, byte[] from) {
        try {
            JsonNode whole = JSON.readTree(from);
            List<ObjectNode> objects = objects(whole);
            ObjectNode object = objects.get(random.nextInt(objects.size()));
            List<String> fields = new ArrayList<>();
            object.fieldNames().forEachRemaining(fields::add);
            String field = fields.get(random.nextInt(fields.size()));
            switch (kind) {
                case UNKNOWN_TYPE -> objects.getFirst().put("type", "of-tomorrow");
                case NO_FIELD -> object.remove(field);
                case NULL_FIELD -> object.putNull(field);
                case UNKNOWN_FIELD -> object.put("of-tomorrow", bytes(9));
                case OF_NOBODY -> ofNobody(objects);
                default -> object.set(field, wrong(field, object.path(field)));
            }
            return JSON.writeValueAsBytes(whole);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void ofNobody(List<ObjectNode> objects) {
        ObjectNode first = objects.getFirst();
        for (String id : List.of("trial", "study", "id", "scheduler")) {
            if (first.path(id).isTextual()) {
                String other = "nobody-" + random.nextInt(1, 1_000_000);
                first.put(id, other);
            }
        }
    }

    /// Of another type; of whole numbers, but for a seed, one that nothing counts to.
    private JsonNode wrong(String field, JsonNode right) {
        boolean counts = right.isIntegralNumber() && !field.equals("seed");
        return switch (random.nextInt(counts ? 5 : 3)) {
            case 0 -> JSON.createArrayNode().add("x");
            case 1 -> JSON.createObjectNode().put("x", 1);
            case 2 -> JSON.getNodeFactory().textNode("\u0000\ud83d\ude00 ../../etc");
            case 3 -> JSON.getNodeFactory().numberNode(Long.MIN_VALUE);
            default -> JSON.getNodeFactory().numberNode(-1);
        };
    }

    /// The tree's objects that have fields, itself first.
    private static List<ObjectNode> objects(JsonNode node) {
        List<ObjectNode> objects = new ArrayList<>();
        if (node instanceof ObjectNode object && !object.isEmpty()) {
            objects.add(object);
        }
        if (node instanceof ObjectNode || node instanceof ArrayNode) {
            node.forEach(child -> objects.addAll(objects(child)));
        }
        return objects;
    }

    private String choice(String... of) {
        return of[random.nextInt(of.length)];
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] text(char character, int count) {
        return String.valueOf(character).repeat(count).getBytes(UTF_8);
    }
}
