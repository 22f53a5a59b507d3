package io.athanor.metrics.stream;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.athanor.metrics.series.SeriesFixture;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;

/// The topology outside of the container, with the mapper's settings as Quarkus has them.
final class TopologyFixture {
    static final ObjectMapper MAPPER =
            JsonMapper.builder()
                    .addModule(new JavaTimeModule())
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();
    static final int CAP = 3;
    private static final String PREFIX = "kafka-streams.";

    private TopologyFixture() {}

    static Topology topology(MeterRegistry registry) {
        return topology(registry, new CollectorRegistry());
    }

    static Topology topology(MeterRegistry registry, CollectorRegistry collectors) {
        return new MetricsTopology(
                        MAPPER,
                        () -> Duration.ofDays(7),
                        SeriesFixture.trials(registry, CAP),
                        SeriesFixture.studies(registry, collectors, CAP),
                        SeriesFixture.delays(registry),
                        SeriesFixture.forgotten(registry))
                .build();
    }

    /// What the replica under test calls itself.
    private static final String SERVER = "here:1";

    /// The settings of `application.properties`, for this broker and folder.
    static Properties settings(String bootstrap, Path state) {
        Properties application = new Properties();
        try (InputStream file =
                TopologyFixture.class.getResourceAsStream("/application.properties")) {
            application.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Properties settings = new Properties();
        application.forEach((name, value) -> {
            if (name.toString().startsWith(PREFIX)) {
                settings.put(name.toString().substring(PREFIX.length()), value);
            }
        });
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "metrics");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        settings.put(StreamsConfig.APPLICATION_SERVER_CONFIG, SERVER);
        return settings;
    }
}
