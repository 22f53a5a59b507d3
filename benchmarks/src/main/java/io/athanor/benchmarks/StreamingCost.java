package io.athanor.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// How much longer a training takes because the losses of its iterations are streamed: packaged
/// trainers that differ in one setting only, one reporting every second as by default, one at the
/// end of each epoch. They train the same trial in turns, each with a broker of its own beside it.
///
/// The network is the smallest: its iterations are the shortest, so what a loss costs weighs most.
final class StreamingCost implements Benchmark {
    private static final double GOAL = 2;
    private static final int PAIRS = 7;
    private static final int EPOCHS = 4;

    /// Until then the JVMs compile.
    private static final int WARM_UP = 3;

    @Override
    public String name() {
        return "streaming-cost";
    }

    @Override
    public String summary() {
        return "how much longer a training takes because its losses are streamed";
    }

    @Override
    public List<Figure> run(Rig rig, List<String> arguments) throws Exception {
        List<Double> longer = new ArrayList<>();
        List<Double> cores = new ArrayList<>();
        List<Double> streamed = new ArrayList<>();
        List<Double> silent = new ArrayList<>();
        try (Rig second = rig.another();
                Arm streaming = new Arm(rig, "PT1S");
                Arm silently = new Arm(second, "PT24H")) {
            for (int pair = 0; pair < WARM_UP + PAIRS; pair++) {
                // Each is first in every second pair.
                Sample other = pair % 2 == 0 ? silently.train(pair) : null;
                Sample one = streaming.train(pair);
                if (other == null) {
                    other = silently.train(pair);
                }
                if (pair >= WARM_UP) {
                    streamed.add(one.seconds());
                    silent.add(other.seconds());
                    longer.add(100 * (one.seconds() / other.seconds() - 1));
                    cores.add(100 * (one.cpu() / other.cpu() - 1));
                }
            }
        }
        return List.of(
                Figure.below(GOAL, percentile(longer, 50), "%", "longer, median of the pairs"),
                Figure.of(percentile(longer, 25), "%", "longer, lower quartile"),
                Figure.of(percentile(longer, 75), "%", "longer, upper quartile"),
                Figure.of(percentile(cores, 50), "%", "more of a core's time, median of the pairs"),
                Figure.of(percentile(cores, 25), "%", "more of a core's time, lower quartile"),
                Figure.of(percentile(cores, 75), "%", "more of a core's time, upper quartile"),
                Figure.of(percentile(streamed, 50), "s", "an epoch, streamed, median"),
                Figure.of(percentile(silent, 50), "s", "an epoch, not streamed, median"));
    }

    /// @param seconds of an epoch, by the trainer's clock
    /// @param cpu seconds that the trainer's process had a core
    private record Sample(double seconds, double cpu) {}

    /// A trainer, its broker and what it is asked and says.
    private static final class Arm implements AutoCloseable {
        private final Service trainer;
        private final KafkaConsumer<String, String> curves;
        private final KafkaProducer<String, String> queue;

        Arm(Rig rig, String reportInterval) throws IOException, InterruptedException {
            rig.startBroker(1);
            curves = Topics.listener(rig.bootstrapServers(), "trial-curves");
            queue = Topics.producer(rig.bootstrapServers());
            trainer = rig.startTrainer(Map.of("ATHANOR_TRAINER_REPORT_INTERVAL", reportInterval));
        }

        Sample train(int number) throws IOException, InterruptedException, ExecutionException {
            Duration before = trainer.cpu();
            String trial = "cost-" + (number + 1);
            queue.send(
                            new ProducerRecord<>(
                                    "trial-queue",
                                    trial,
                                    Messages.startTrial(
                                            trial, EPOCHS, "{\"network\": \"simple-cnn\"}", "{}")))
                    .get();
            double seconds = 0;
            while (true) {
                for (ConsumerRecord<String, String> record : curves.poll(Duration.ofSeconds(1))) {
                    JsonNode message = Messages.JSON.readTree(record.value());
                    seconds += message.at("/measurement/seconds").asDouble();
                    if (message.path("type").asText().equals("curve-ended")) {
                        return new Sample(
                                seconds / EPOCHS, trainer.cpu().minus(before).toMillis() / 1e3);
                    }
                }
            }
        }

        @Override
        public void close() {
            curves.close();
            queue.close();
        }
    }

    private static double percentile(List<Double> values, double percent) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get((int) Math.ceil(percent / 100 * sorted.size()) - 1);
    }
}
