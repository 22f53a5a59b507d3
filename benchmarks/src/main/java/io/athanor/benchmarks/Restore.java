package io.athanor.benchmarks;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// How long the metrics service needs, from the start of its process, to answer for all its curves
/// when its state folder is gone. The state is what a million events left: records of ten losses,
/// of 1,000 trials, 100 of them live at a time, on four partitions.
final class Restore implements Benchmark {
    private static final double GOAL = 60;
    private static final int LIVE = 100;
    private static final int GENERATIONS = 10;
    private static final int RECORDS_A_TRIAL = 1_000;
    private static final int LOSSES_A_RECORD = 10;
    private static final long EVENTS = (long) LIVE * GENERATIONS * RECORDS_A_TRIAL;
    private static final String LOSSES = "[0.71,0.62,0.83,0.74,0.65,0.76,0.67,0.78,0.59,0.81]";

    @Override
    public String name() {
        return "restore";
    }

    @Override
    public String summary() {
        return "seconds until the metrics service answers for all curves when its state is gone";
    }

    @Override
    public List<Figure> run(Rig rig, List<String> arguments) throws Exception {
        rig.startBroker(4);
        Service first = rig.startMetrics(rig.folder("state"));
        long begun = System.nanoTime();
        fill(rig.bootstrapServers());
        Rig.await(
                "a million events",
                Duration.ofMinutes(20),
                () ->
                        first.metric("athanor_iterations_total")
                                >= (double) EVENTS * LOSSES_A_RECORD);
        double filled = (System.nanoTime() - begun) / 1e9;
        first.stop();
        Rig.delete(rig.folder("state"));

        long restarted = System.nanoTime();
        Service second = rig.startMetrics(rig.folder("state"));
        Rig.await("all curves", Duration.ofMinutes(10), () -> answersForAll(second));
        double seconds = (System.nanoTime() - restarted) / 1e9;
        return List.of(
                Figure.below(GOAL, seconds, "s", "from the start to all 1,000 curves"),
                Figure.of(EVENTS / filled, "1/s", "events a second when they first came"));
    }

    private static boolean answersForAll(Service service) throws InterruptedException {
        for (int trial = 1; trial <= LIVE * GENERATIONS; trial++) {
            if (service.status("/api/v1/trials/%s/losses?points=2".formatted(name(trial))) != 200) {
                return false;
            }
        }
        return true;
    }

    private static void fill(String bootstrapServers) {
        try (KafkaProducer<String, String> producer = Topics.producer(bootstrapServers)) {
            for (int generation = 0; generation < GENERATIONS; generation++) {
                int from = generation * LIVE + 1;
                for (int trial = from; trial < from + LIVE; trial++) {
                    send(producer, trial, Messages.curveStarted(name(trial), 10, 1_000, "{}"));
                }
                for (int record = 0; record < RECORDS_A_TRIAL; record++) {
                    int first = record * LOSSES_A_RECORD + 1;
                    for (int trial = from; trial < from + LIVE; trial++) {
                        send(
                                producer,
                                trial,
                                Messages.iterations(name(trial), first, LOSSES_A_RECORD, LOSSES));
                    }
                }
                for (int trial = from; trial < from + LIVE; trial++) {
                    send(
                            producer,
                            trial,
                            Messages.curveEnded(
                                    name(trial), RECORDS_A_TRIAL * LOSSES_A_RECORD, "completed"));
                }
            }
        }
    }

    private static String name(int trial) {
        return "restore-" + trial;
    }

    private static void send(KafkaProducer<String, String> producer, int trial, String message) {
        var _ = producer.send(new ProducerRecord<>("trial-curves", name(trial), message));
    }
}
