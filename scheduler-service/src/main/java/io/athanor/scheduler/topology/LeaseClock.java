package io.athanor.scheduler.topology;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.athanor.contracts.ClockTicked;
import io.athanor.contracts.Topic;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Sends this scheduler a tick each second through each partition of `scheduler-clock`, by a
/// monotonic clock. A lease counts the ticks that come back, so no time passes while the broker is
/// away, while the scheduler is behind, or when someone sets the wall clock.
@ApplicationScoped
public class LeaseClock {
    private static final Logger LOG = Logger.getLogger(LeaseClock.class);
    private static final Duration TICK = Duration.ofSeconds(1);

    private final Map<String, Object> kafka;
    private final ObjectMapper json;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("lease-clock").factory());
    private final String scheduler = UUID.randomUUID().toString();
    private long second;
    private @Nullable Producer<String, String> producer;

    LeaseClock(@Identifier("default-kafka-broker") Map<String, Object> kafka, ObjectMapper json) {
        this.kafka = kafka;
        this.json = json;
    }

    /// The id in this process's own ticks.
    String scheduler() {
        return scheduler;
    }

    void start(@Observes StartupEvent started) {
        // After each tick, not at a fixed rate: ticks that were held up must not come in a burst.
        var _ =
                timer.scheduleWithFixedDelay(
                        this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    void stop(@Observes ShutdownEvent stopping) {
        timer.shutdownNow();
        if (producer != null) {
            producer.close(Duration.ofSeconds(1));
        }
    }

    private void tick() {
        try {
            if (producer == null) {
                producer = connect();
            }
            String tick = json.writeValueAsString(new ClockTicked(scheduler, ++second));
            String topic = Topic.SCHEDULER_CLOCK.topicName();
            for (PartitionInfo partition : producer.partitionsFor(topic)) {
                var _ =
                        producer.send(
                                new ProducerRecord<>(
                                        topic, partition.partition(), scheduler, tick));
            }
        } catch (KafkaException e) {
            LOG.debugf("No tick: %s", e.getMessage());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Producer<String, String> connect() {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "lease-clock");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        // A tick that cannot be sent now is dropped: sent after an outage, the ticks of the outage
        // would be a jump in time.
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 1000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 1000);
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }
}
