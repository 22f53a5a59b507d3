package io.athanor.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// How many losses a second the packaged metrics service folds, judges, keeps and counts per core:
/// the losses divided by the time that its process has had a core, all its threads together. The
/// records wait on a real broker, one partition, so that there is one stream thread; state is in
/// RocksDB with a changelog. All default rules judge.
final class Throughput implements Benchmark {
    private static final double GOAL = 200_000;
    private static final int TRIALS = 50;
    private static final int LOSSES_A_RECORD = 100;
    private static final int RECORDS_A_TRIAL = 2_000;
    private static final int RECORDS_AN_EPOCH = 20;
    private static final long ALL = (long) TRIALS * RECORDS_A_TRIAL * LOSSES_A_RECORD;

    /// Until then the JVM compiles.
    private static final double WARM_UP = 0.3;

    @Override
    public String name() {
        return "throughput";
    }

    @Override
    public String summary() {
        return "losses a second that the metrics service takes on one core";
    }

    @Override
    public List<Figure> run(Rig rig, List<String> arguments) throws Exception {
        rig.startBroker(1);
        fill(rig.bootstrapServers());
        Service service = rig.startMetrics(rig.folder("state"));

        Rig.await("the warm-up", Duration.ofMinutes(10), () -> taken(service) >= WARM_UP * ALL);
        Duration cpu = service.cpu();
        long begun = System.nanoTime();
        double warm = taken(service);
        Rig.await("the end", Duration.ofMinutes(20), () -> taken(service) >= ALL);
        double losses = taken(service) - warm;
        double seconds = (System.nanoTime() - begun) / 1e9;
        double cores = service.cpu().minus(cpu).toMillis() / 1e3;
        return List.of(
                Figure.atLeast(GOAL, losses / cores, "1/s", "losses a second of a core's time"),
                Figure.of(losses / seconds, "1/s", "losses a second by the clock"),
                Figure.of(cores / seconds, "cores", "used by the whole process"));
    }

    private static double taken(Service service) throws IOException, InterruptedException {
        return service.metric("athanor_iterations_total");
    }

    /// All trials at once, in turns, with losses that fall for ever.
    private static void fill(String bootstrapServers) {
        try (KafkaProducer<String, String> producer = Topics.producer(bootstrapServers)) {
            for (int trial = 1; trial <= TRIALS; trial++) {
                send(producer, trial, Messages.curveStarted(name(trial), 100, 2_000, "{}"));
            }
            Random random = new Random(1);
            for (int record = 0; record < RECORDS_A_TRIAL; record++) {
                int first = record * LOSSES_A_RECORD + 1;
                String losses = losses(first, random);
                for (int trial = 1; trial <= TRIALS; trial++) {
                    send(
                            producer,
                            trial,
                            Messages.iterations(name(trial), first, LOSSES_A_RECORD, losses));
                    if ((record + 1) % RECORDS_AN_EPOCH == 0) {
                        int epoch = (record + 1) / RECORDS_AN_EPOCH;
                        send(
                                producer,
                                trial,
                                Messages.epoch(name(trial), epoch, (record + 1) * LOSSES_A_RECORD));
                    }
                }
            }
        }
    }

    private static String name(int trial) {
        return "speed-" + trial;
    }

    private static void send(KafkaProducer<String, String> producer, int trial, String message) {
        var _ = producer.send(new ProducerRecord<>("trial-curves", name(trial), message));
    }

    private static String losses(int first, Random random) {
        StringBuilder losses = new StringBuilder("[");
        for (int i = 0; i < LOSSES_A_RECORD; i++) {
            double mean = 0.3 + 2 / Math.sqrt(1 + (first + i) / 400.0);
            losses.append(i == 0 ? "" : ",")
                    .append((float) (mean * (1 + 0.12 * random.nextGaussian())));
        }
        return losses.append(']').toString();
    }
}
