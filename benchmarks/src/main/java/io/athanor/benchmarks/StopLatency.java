package io.athanor.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.WakeupException;

/// How long it takes from the sending of the record that completes a plateau until the training's
/// loop has stopped, with 50 live trials.
///
/// Real are the broker, the packaged metrics service, the settings with which a trainer sends and
/// listens. Losses are sent every 200 ms, five times as often as by default. The loops are
/// stand-ins, for two cores cannot train 50 networks: an iteration waits 10 ms, and between two the
/// loop looks whether it is to stop. Where a trial was stopped, the next begins.
final class StopLatency implements Benchmark {
    private static final double GOAL = 100;
    private static final int LIVE = 50;
    private static final int STOPS = 2_000;

    /// Until then the JVMs compile.
    private static final int WARM_UP = 400;

    private static final Duration ITERATION = Duration.ofMillis(10);
    private static final int ITERATIONS_A_RECORD = 20;
    private static final int ITERATIONS_AN_EPOCH = 50;

    private final Map<String, Loop> loops = new ConcurrentHashMap<>();
    private final List<Double> millis = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger begun = new AtomicInteger();

    @Override
    public String name() {
        return "stop-latency";
    }

    @Override
    public String summary() {
        return "from the record that completes a plateau to the stopped loop, 50 live trials";
    }

    @Override
    public List<Figure> run(Rig rig, List<String> arguments) throws Exception {
        rig.startBroker(4);
        rig.startMetrics(rig.folder("state"));
        try (KafkaProducer<String, String> producer = Topics.producer(rig.bootstrapServers());
                KafkaConsumer<String, String> stops =
                        Topics.listener(rig.bootstrapServers(), "trial-stops")) {
            Thread listener = Thread.ofPlatform().name("stops").start(() -> listen(stops));
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < LIVE; i++) {
                threads.add(Thread.ofPlatform().name("loop").start(() -> train(producer)));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            stops.wakeup();
            listener.join();
        }
        List<Double> measured = new ArrayList<>(millis.subList(WARM_UP, STOPS));
        Collections.sort(measured);
        return List.of(
                Figure.of(percentile(measured, 50), "ms", "median"),
                Figure.of(percentile(measured, 90), "ms", "90th percentile"),
                Figure.below(
                        GOAL,
                        percentile(measured, 99),
                        "ms",
                        "99th percentile of %,d stops".formatted(measured.size())),
                Figure.of(measured.getLast(), "ms", "longest"));
    }

    private void listen(KafkaConsumer<String, String> stops) {
        try {
            while (true) {
                for (ConsumerRecord<String, String> record : stops.poll(Duration.ofSeconds(1))) {
                    JsonNode stop = Messages.JSON.readTree(record.value());
                    Loop loop = loops.get(stop.path("execution").asText());
                    if (loop != null) {
                        loop.stopAt = stop.at("/stop/iteration").asInt();
                    }
                }
            }
        } catch (WakeupException e) {
            // The benchmark is over.
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void train(KafkaProducer<String, String> producer) {
        while (!enough()) {
            Loop loop = new Loop("stop-" + begun.incrementAndGet(), producer);
            loops.put(loop.trial, loop);
            loop.run(this::enough).ifPresent(millis::add);
            loops.remove(loop.trial);
        }
    }

    private boolean enough() {
        return millis.size() >= STOPS;
    }

    /// A training without the mathematics.
    private static final class Loop {
        private final String trial;
        private final KafkaProducer<String, String> producer;
        private final Random random;

        /// When the record with each iteration was sent; by records.
        private final List<Long> sentAt = new ArrayList<>();

        private volatile int stopAt;

        Loop(String trial, KafkaProducer<String, String> producer) {
            this.trial = trial;
            this.producer = producer;
            this.random = new Random(trial.hashCode());
        }

        /// Until it is stopped, or enough others were.
        ///
        /// @return milliseconds from the sending of the record that led to the stop
        OptionalDouble run(BooleanSupplier enough) {
            // A record every 200 ms, but not all trials at once.
            pause(ThreadLocalRandom.current().nextInt(ITERATIONS_A_RECORD));
            send(Messages.curveStarted(trial, 100, ITERATIONS_AN_EPOCH, "{}"));
            StringBuilder losses = new StringBuilder("[");
            int iteration = 0;
            while (stopAt == 0) {
                if (enough.getAsBoolean()) {
                    return OptionalDouble.empty();
                }
                pause(1);
                iteration++;
                losses.append(losses.length() == 1 ? "" : ",").append(loss(iteration));
                if (iteration % ITERATIONS_A_RECORD == 0) {
                    sentAt.add(System.nanoTime());
                    send(
                            Messages.iterations(
                                    trial,
                                    iteration - ITERATIONS_A_RECORD + 1,
                                    ITERATIONS_A_RECORD,
                                    losses.append(']').toString()));
                    losses = new StringBuilder("[");
                }
            }
            long now = System.nanoTime();
            send(Messages.curveEnded(trial, iteration, "stopped"));
            return OptionalDouble.of((now - sentAt.get((stopAt - 1) / ITERATIONS_A_RECORD)) / 1e6);
        }

        private float loss(int iteration) {
            double mean = 0.7 + 1.5 * Math.exp(-iteration / 30.0);
            return (float) (mean * (1 + 0.12 * random.nextGaussian()));
        }

        private void send(String message) {
            var _ = producer.send(new ProducerRecord<>("trial-curves", trial, message));
        }

        private static void pause(int iterations) {
            try {
                Thread.sleep(ITERATION.multipliedBy(iterations));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static double percentile(List<Double> sorted, double percent) {
        return sorted.get((int) Math.ceil(percent / 100 * sorted.size()) - 1);
    }
}
