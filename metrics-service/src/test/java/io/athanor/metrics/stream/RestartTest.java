package io.athanor.metrics.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.athanor.broker.Broker;
import io.athanor.broker.Topics;
import io.athanor.contracts.StopTrial;
import io.athanor.contracts.TrialCurve;
import io.athanor.metrics.Curves;
import io.athanor.metrics.curve.Curve;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that ends in the middle of a curve, and another that has nothing but the changelog.
class RestartTest {
    @Test
    void takesTheSameDecisionAndShowsLiveTrialsAgain(@TempDir Path data) throws Exception {
        Curves trial = Curves.of("study-1");
        float[] losses = Curves.plateau(1_500, 21);
        StopTrial undisturbed = undisturbed(trial, losses);
        int half = undisturbed.stop().iteration() - 55;
        List<TrialCurve> records = trial.records(1, 20, losses);
        try (Broker broker = Broker.start(0, data.resolve("broker"))) {
            Topics.declare(broker.bootstrapServers(), 1);

            send(broker, List.of(trial.started()));
            send(broker, records.subList(0, half / 20));
            try (KafkaStreams first =
                    start(broker, data.resolve("one"), new SimpleMeterRegistry())) {
                await().atMost(60, TimeUnit.SECONDS)
                        .ignoreExceptions()
                        .until(() ->
                                new CurveLookup(
                                                        first,
                                                        TopologyFixture.MAPPER,
                                                        new StreamsConfig(
                                                                TopologyFixture.settings(
                                                                        broker.bootstrapServers(),
                                                                        data.resolve("one"))))
                                                .find(trial.trial(), Optional.empty())
                                                .map(Curve::points)
                                                .map(List::size)
                                                .orElse(0)
                                        >= half / 20 * 20);
                new Departure(first).leave();
            }
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            try (KafkaStreams second = start(broker, data.resolve("two"), registry)) {
                await().atMost(60, TimeUnit.SECONDS)
                        .until(() ->
                                registry.find("athanor_trial_loss").tag("trial", "study-1").gauge()
                                        != null);
                send(broker, records.subList(half / 20, records.size()));

                assertThat(stop(broker)).isEqualTo(undisturbed);
                assertThat(second.state()).isEqualTo(KafkaStreams.State.RUNNING);
            }
        }
    }

    @Test
    void forgetsStatesThatAreDamagedAndGoesOn(@TempDir Path data) throws Exception {
        Curves trial = Curves.of("study-1");
        try (Broker broker = Broker.start(0, data.resolve("broker"))) {
            Topics.declare(broker.bootstrapServers(), 1);
            try (KafkaStreams first =
                    start(broker, data.resolve("one"), new SimpleMeterRegistry())) {
                await().atMost(60, TimeUnit.SECONDS)
                        .until(() -> first.state() == KafkaStreams.State.RUNNING);
                new Departure(first).leave();
            }
            for (String store : List.of("curves", "weights", "studies")) {
                damage(broker, "metrics-" + store + "-changelog");
            }

            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            try (KafkaStreams second = start(broker, data.resolve("two"), registry)) {
                send(broker, List.of(trial.started(), trial.iterations(1, Float.NaN)));

                assertThat(stop(broker).trial()).isEqualTo(trial.trial());
                assertThat(second.state()).isEqualTo(KafkaStreams.State.RUNNING);
                assertThat(registry.find("athanor_states_forgotten_total").counters())
                        .hasSize(3)
                        .allSatisfy(counter -> assertThat(counter.count()).isEqualTo(1));
            }
        }
    }

    private static void damage(Broker broker, String changelog) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (var producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(changelog, "study-9", "\u0004 no state")).get();
        }
    }

    private static StopTrial undisturbed(Curves trial, float[] losses) {
        Curve curve = new Curve(trial.started(), 0);
        List<StopTrial> said = new ArrayList<>();
        trial.records(1, 50, losses).forEach(r -> curve.apply(r, 0).stop().ifPresent(said::add));
        return said.getFirst();
    }

    private static KafkaStreams start(Broker broker, Path state, SimpleMeterRegistry registry) {
        KafkaStreams streams =
                new KafkaStreams(
                        TopologyFixture.topology(registry),
                        TopologyFixture.settings(broker.bootstrapServers(), state));
        streams.start();
        return streams;
    }

    private static void send(Broker broker, List<? extends TrialCurve> records) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (var producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            for (TrialCurve record : records) {
                producer.send(
                                new ProducerRecord<>(
                                        "trial-curves",
                                        record.trial().toString(),
                                        TopologyFixture.MAPPER.writeValueAsString(record)))
                        .get();
            }
        }
    }

    private static StopTrial stop(Broker broker) throws Exception {
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers", broker.bootstrapServers(),
                        "group.id", "test",
                        "auto.offset.reset", "earliest");
        List<String> values = new ArrayList<>();
        try (var consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of("trial-stops"));
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> {
                        consumer.poll(Duration.ofMillis(200))
                                .forEach(record -> values.add(record.value()));
                        return !values.isEmpty();
                    });
        }
        assertThat(values).hasSize(1);
        return TopologyFixture.MAPPER.readValue(values.getFirst(), StopTrial.class);
    }
}
