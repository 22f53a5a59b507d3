package io.athanor.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/// One real KRaft node, broker and controller, inside this JVM, on the loopback interface. For one
/// machine only: nothing is replicated and nobody has to log in.
public final class Broker implements AutoCloseable {
    private final KafkaRaftServer server;
    private final String bootstrapServers;

    private Broker(KafkaRaftServer server, String bootstrapServers) {
        this.server = server;
        this.bootstrapServers = bootstrapServers;
    }

    /// Starts a node that keeps its records in `data`, and goes on with what is there.
    ///
    /// @param port where clients connect; 0 takes a free one
    /// @throws IllegalStateException when `data` cannot be formatted or the node does not start
    public static Broker start(int port, Path data) {
        return start(port, data, Map.of());
    }

    /// Starts a node that is set up as `more` says, too: with further listeners, say, that ask who
    /// connects. What is set already is made longer by a comma and the value there.
    ///
    /// @throws IllegalStateException as [#start(int, Path)]
    public static Broker start(int port, Path data, Map<String, String> more) {
        int clients = port == 0 ? freePort() : port;
        String listeners = "PLAINTEXT://127.0.0.1:%d".formatted(clients);
        format(data);
        Properties settings = settings(listeners, freePort(), data);
        more.forEach((name, value) ->
                settings.merge(name, value, (before, added) -> before + "," + added));
        KafkaConfig config = KafkaConfig.fromProps(settings, /* doLog= */ false);
        KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
        server.startup();
        return new Broker(server, "127.0.0.1:" + clients);
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    /// A port that nothing listens on at the moment.
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port", e);
        }
    }

    private static void format(Path data) {
        if (Files.exists(data.resolve("meta.properties"))) {
            return;
        }
        try {
            Files.createDirectories(data);
            Formatter formatter = new Formatter();
            formatter.setClusterId(Uuid.randomUuid().toString());
            formatter.setNodeId(1);
            formatter.setControllerListenerName("CONTROLLER");
            formatter.setReleaseVersion(MetadataVersion.latestProduction());
            formatter.setDirectories(List.of(data.toString()));
            formatter.setMetadataLogDirectory(data.toString());
            formatter.setIgnoreFormatted(true);
            formatter.setUnstableFeatureVersionsEnabled(false);
            formatter.run();
        } catch (Exception e) {
            throw new IllegalStateException("cannot format " + data + ": " + e.getMessage(), e);
        }
    }

    private static Properties settings(String listeners, int controller, Path data) {
        Properties settings = new Properties();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("listeners", listeners + ",CONTROLLER://127.0.0.1:" + controller);
        settings.put("advertised.listeners", listeners);
        settings.put("log.dirs", data.toString());
        settings.put("auto.create.topics.enable", "false");
        for (String internal :
                List.of(
                        "offsets.topic",
                        "transaction.state.log",
                        "share.coordinator.state.topic")) {
            settings.put(internal + ".replication.factor", "1");
            settings.put(internal + ".num.partitions", "4");
        }
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        // Else every new group, and every new member of a share group, waits seconds for its first
        // partition.
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("group.share.assignment.interval.ms", "0");
        settings.put("group.share.assignor.offload.enable", "false");
        // See docs/decisions/0015-room-in-the-queue.md.
        settings.put("group.share.max.partition.max.record.locks", "10000");
        settings.put("group.share.partition.max.record.locks", "10000");
        // A workstation's share: the defaults reserve 128 MiB for cleaning and run 20 threads.
        settings.put("log.cleaner.dedupe.buffer.size", "2097152");
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "2");
        settings.put("num.recovery.threads.per.data.dir", "1");
        settings.put("background.threads", "2");
        return settings;
    }
}
