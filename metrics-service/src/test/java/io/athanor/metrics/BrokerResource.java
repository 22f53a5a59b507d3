package io.athanor.metrics;

import io.athanor.broker.Broker;
import io.athanor.broker.Topics;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/// A real broker and an empty folder for the state, for as long as the tests run.
public class BrokerResource implements QuarkusTestResourceLifecycleManager {
    public static final int LISTENERS = 3;

    private Path data;
    private Broker broker;

    @Override
    public Map<String, String> start() {
        try {
            data = Files.createTempDirectory("athanor-metrics-");
            broker = Broker.start(0, data.resolve("broker"));
            Topics.declare(broker.bootstrapServers(), 2);
        } catch (IOException | InterruptedException | ExecutionException e) {
            throw new IllegalStateException("no broker", e);
        }
        return Map.of(
                "kafka.bootstrap.servers",
                broker.bootstrapServers(),
                "athanor.data",
                data.resolve("state").toString(),
                "athanor.metrics.streams.listeners",
                Integer.toString(LISTENERS),
                "athanor.metrics.streams.silence",
                "PT0.5S");
    }

    @Override
    public void stop() {
        broker.close();
        try (Stream<Path> files = Files.walk(data)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
