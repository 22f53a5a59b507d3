package io.athanor.trainer.slots;

import io.athanor.broker.Broker;
import io.athanor.broker.Topics;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;

/// A real broker with the topics, for this module's tests.
public final class BrokerResource implements QuarkusTestResourceLifecycleManager {
    private Broker broker;
    private Path data;

    @Override
    public Map<String, String> start() {
        try {
            data = Files.createTempDirectory("trainer-broker");
            broker = Broker.start(0, data);
            Topics.declare(broker.bootstrapServers(), 2);
            return Map.of(
                    "kafka.bootstrap.servers",
                    broker.bootstrapServers(),
                    "athanor.trainer.id",
                    "trainer-under-test",
                    "athanor.trainer.slots",
                    "1",
                    "athanor.trainer.threads",
                    "1",
                    "athanor.trainer.checkpoints",
                    data.resolve("checkpoints").toString());
        } catch (Exception e) {
            throw new IllegalStateException("no broker for the tests", e);
        }
    }

    @Override
    public void stop() {
        broker.close();
        try (var files = Files.walk(data)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
