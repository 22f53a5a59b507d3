package io.athanor.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/// No benchmark, but made with the same tools: lets a packaged trainer train trials whose fault is
/// known, and writes what it says of each to a file, a message a line. The metrics service's tests
/// diagnose them.
final class RecordedCurves implements Benchmark {
    private static final String NO_RULES =
            """
            {"plateau": {"enabled": false, "smoothing": 0.99}, "divergence": {"enabled": false, "factor": 3},
             "notLearning": {"enabled": false}}
            """;

    /// @param hyperparameters beside the defaults
    private record Training(String name, int epochs, String hyperparameters) {}

    private static final List<Training> TRAININGS =
            List.of(
                    new Training("fits", 8, "{\"weightDecay\": 0.0005}"),
                    new Training(
                            "fits-by-sgd",
                            6,
                            "{\"optimizer\": \"sgd\", \"learningRate\": 0.01, \"momentum\": 0.9}"),
                    new Training("fits-shallow", 10, "{\"network\": \"simple-cnn\"}"),
                    new Training("fits-unevenly", 6, "{}"),
                    new Training("overfits", 14, "{\"batchSize\": 32, \"dropout\": 0}"),
                    new Training(
                            "underfits",
                            5,
                            "{\"network\": \"simple-cnn\", \"optimizer\": \"sgd\", \"learningRate\": 0.0001}"),
                    new Training(
                            "oscillates",
                            10,
                            "{\"network\": \"simple-cnn\", \"optimizer\": \"sgd\", \"learningRate\": 0.05, \"momentum\": 0.9}"),
                    new Training(
                            "oscillates-deep",
                            8,
                            "{\"optimizer\": \"sgd\", \"learningRate\": 0.3, \"dropout\": 0, \"momentum\": 0.9}"),
                    new Training(
                            "diverges",
                            6,
                            "{\"network\": \"simple-cnn\", \"optimizer\": \"adam\", \"learningRate\": 0.05}"),
                    new Training(
                            "explodes",
                            4,
                            "{\"optimizer\": \"sgd\", \"learningRate\": 20, \"dropout\": 0, \"momentum\": 0.9}"),
                    new Training(
                            "never-learns",
                            3,
                            "{\"learningRate\": 0.93, \"batchSize\": 32, \"dropout\": 0}"));

    /// What each file still lacks.
    private final Map<Path, ObjectNode> iterations = new HashMap<>();

    @Override
    public String name() {
        return "record-curves";
    }

    @Override
    public String summary() {
        return "FOLDER [NAME...]: no benchmark; trains trials with known faults and keeps their curves";
    }

    @Override
    public List<Figure> run(Rig rig, List<String> arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments.getFirst()));
        List<String> names = arguments.subList(1, arguments.size());
        Set<String> open = new HashSet<>();
        rig.startBroker(1);
        try (KafkaConsumer<String, String> curves =
                        Topics.listener(rig.bootstrapServers(), "trial-curves");
                KafkaProducer<String, String> queue = Topics.producer(rig.bootstrapServers())) {
            for (Training training : TRAININGS) {
                if (names.isEmpty() || names.contains(training.name())) {
                    String trial = training.name() + "-1";
                    open.add(trial);
                    Files.deleteIfExists(file(folder, trial));
                    queue.send(
                                    new ProducerRecord<>(
                                            "trial-queue",
                                            trial,
                                            Messages.startTrial(
                                                    trial,
                                                    training.epochs(),
                                                    training.hyperparameters(),
                                                    NO_RULES)))
                            .get();
                }
            }
            rig.startTrainer(Map.of());
            while (!open.isEmpty()) {
                for (ConsumerRecord<String, String> record : curves.poll(Duration.ofSeconds(1))) {
                    String type = keep(record.value(), file(folder, record.key()));
                    if (type.equals("curve-ended")) {
                        System.out.println(record.key() + " is recorded");
                        open.remove(record.key());
                    }
                }
            }
        }
        return List.of();
    }

    private static Path file(Path folder, String trial) {
        return folder.resolve(trial.substring(0, trial.lastIndexOf('-')) + ".jsonl");
    }

    /// Writes the message, but takes the losses of an epoch together and leaves out the weights.
    ///
    /// @return its type
    private String keep(String message, Path file) throws IOException {
        ObjectNode json = (ObjectNode) Messages.JSON.readTree(message);
        String type = json.path("type").asText();
        // Their fields change from version to version.
        json.remove(List.of("hyperparameters", "curveRules"));
        ObjectNode before = iterations.get(file);
        if (!type.equals("iterations-completed")) {
            iterations.remove(file);
            write(before, file);
            write(type.equals("weights-measured") ? null : json, file);
        } else if (before == null) {
            iterations.put(file, json);
        } else {
            before.withArray("losses").addAll(json.withArray("losses"));
            before.put("samples", before.path("samples").asInt() + json.path("samples").asInt());
        }
        return type;
    }

    private static void write(@Nullable ObjectNode message, Path file) throws IOException {
        if (message != null) {
            Files.writeString(
                    file, message + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }
}
