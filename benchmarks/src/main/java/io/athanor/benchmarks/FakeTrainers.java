package io.athanor.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/// Slots that claim trials from the queue as trainers do, and report losses that fall, without any
/// training: how long an epoch takes is said.
final class FakeTrainers implements AutoCloseable {
    /// As trainers have it.
    private static final Duration WAIT = Duration.ofMillis(20);

    private final String bootstrapServers;
    private final Duration epoch;
    private final KafkaProducer<String, String> producer;
    private final KafkaConsumer<String, String> stops;
    private final Map<String, JsonNode> stopped = new ConcurrentHashMap<>();
    private final List<Thread> slots = new ArrayList<>();
    private final AtomicInteger claimed = new AtomicInteger();
    private final Queue<Double> pauses = new ConcurrentLinkedQueue<>();
    private final Thread listener;
    private volatile boolean leaving;

    FakeTrainers(String bootstrapServers, int count, Duration epoch) {
        this.bootstrapServers = bootstrapServers;
        this.epoch = epoch;
        this.producer = Topics.producer(bootstrapServers);
        this.stops = Topics.listener(bootstrapServers, "trial-stops");
        this.listener = Thread.ofPlatform().name("stops").start(this::listen);
        for (int i = 0; i < count; i++) {
            slots.add(Thread.ofPlatform().daemon().name("slot-" + i).start(this::work));
        }
    }

    /// Returns when all of them are known to wait for work.
    void awaitReady(Service scheduler) throws IOException, InterruptedException {
        Rig.await(
                "the stand-ins", () -> scheduler.metric("athanor_trainers_ready") >= slots.size());
    }

    /// The milliseconds between the end of a trial and the beginning of the next on its slot, so
    /// far.
    double[] pauses() {
        return pauses.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    private void listen() {
        try {
            while (true) {
                for (ConsumerRecord<String, String> record : stops.poll(Duration.ofSeconds(1))) {
                    JsonNode asked = Messages.JSON.readTree(record.value());
                    stopped.put(asked.path("execution").asText(), asked.path("stop"));
                }
            }
        } catch (WakeupException e) {
            // Nobody trains any more.
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void work() {
        try (ShareConsumer<String, String> queue =
                new KafkaShareConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrapServers,
                                "group.id",
                                "trainers",
                                "share.acknowledgement.mode",
                                "explicit",
                                "share.acquire.mode",
                                "record_limit",
                                "max.poll.records",
                                1,
                                "max.poll.interval.ms",
                                Integer.MAX_VALUE),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            queue.subscribe(List.of("trial-queue"));
            String former = "";
            long free = 0;
            while (!leaving) {
                for (ConsumerRecord<String, String> offer : queue.poll(WAIT)) {
                    JsonNode start = Messages.JSON.readTree(offer.value());
                    String execution = "fake-" + claimed.incrementAndGet();
                    send(start, execution, "trial-started", STARTED).get();
                    queue.acknowledge(offer, AcknowledgeType.ACCEPT);
                    queue.commitSync();
                    if (study(start).equals(former)) {
                        pauses.add((System.nanoTime() - free) / 1e6);
                    }
                    train(start, execution);
                    free = System.nanoTime();
                    former = study(start);
                }
            }
        } catch (IOException | ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final String STARTED =
            "\"trainer\":\"fake\",\"device\":\"none\",\"resumedFromEpoch\":0";

    private void train(JsonNode start, String execution) throws InterruptedException {
        int epochs = start.path("epochs").asInt();
        double end = Math.abs(Math.log10(rate(start)) + 2);
        for (int e = 1; e <= epochs; e++) {
            Thread.sleep(epoch);
            JsonNode stop = stopped.remove(execution);
            if (stop != null) {
                var _ =
                        send(
                                start,
                                execution,
                                "trial-stopped",
                                "\"iteration\":" + 10 * e + ",\"stop\":" + stop);
                return;
            }
            double loss = end + Math.exp(-e);
            var _ =
                    send(
                            start,
                            execution,
                            "epoch-completed",
                            "\"measurement\":{\"epoch\":"
                                    + e
                                    + ",\"iterations\":"
                                    + 10 * e
                                    + ",\"trainLoss\":"
                                    + loss
                                    + ",\"trainAccuracy\":0.5,\"testLoss\":"
                                    + loss
                                    + ",\"testAccuracy\":"
                                    + 1 / (1 + loss)
                                    + ",\"learningRate\":0.001,\"seconds\":1}");
        }
        var _ = send(start, execution, "trial-completed", "\"iteration\":" + 10 * epochs);
    }

    private static double rate(JsonNode start) {
        return start.at("/hyperparameters/learningRate").asDouble(0.001);
    }

    private static String study(JsonNode start) {
        String trial = start.path("trial").asText();
        return trial.substring(0, trial.lastIndexOf('-'));
    }

    private Future<?> send(JsonNode start, String execution, String type, String more) {
        String trial = start.path("trial").asText();
        // Formats would take as long as all else that a stand-in does.
        String event =
                "{\"type\":\""
                        + type
                        + "\",\"trial\":\""
                        + trial
                        + "\",\"attempt\":"
                        + start.path("attempt").asInt()
                        + ",\"execution\":\""
                        + execution
                        + "\","
                        + more
                        + "}";
        return producer.send(new ProducerRecord<>("trial-events", study(start), event));
    }

    @Override
    public void close() {
        leaving = true;
        stops.wakeup();
        try {
            for (Thread slot : slots) {
                slot.join();
            }
            listener.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stops.close();
        producer.close();
    }
}
