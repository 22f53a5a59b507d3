package io.athanor.broker;

import io.athanor.contracts.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/// Declares the topics and the share group, where nothing else does.
public final class Topics {
    /// The share group through which trainers read the queue.
    public static final String TRAINERS = "trainers";

    private Topics() {}

    /// Creates what is missing and leaves the rest as it is.
    ///
    /// @param partitions of the topics that may have several
    public static void declare(String bootstrapServers, int partitions)
            throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            declareTopics(admin, partitions);
            declareGroup(admin);
        }
    }

    /// Creates the topics that are missing, with as many replicas as the broker gives by default.
    static void declareTopics(Admin admin, int partitions)
            throws InterruptedException, ExecutionException {
        Set<String> present = admin.listTopics().names().get();
        List<NewTopic> missing =
                wanted(partitions).stream()
                        .filter(topic -> !present.contains(topic.name()))
                        .toList();
        admin.createTopics(missing).all().get();
    }

    /// Set before the group exists: its first member must find the trials that wait already, and
    /// none that an aborted transaction wrote.
    static void declareGroup(Admin admin) throws InterruptedException, ExecutionException {
        admin.incrementalAlterConfigs(
                        Map.of(
                                new ConfigResource(ConfigResource.Type.GROUP, TRAINERS),
                                List.of(
                                        set("share.auto.offset.reset", "earliest"),
                                        set("share.isolation.level", "read_committed"),
                                        set("share.record.lock.duration.ms", "18000"))))
                .all()
                .get();
    }

    private static List<NewTopic> wanted(int partitions) {
        List<NewTopic> wanted = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            Map<String, String> settings =
                    topic.retention()
                            .map(Topics::kept)
                            .orElse(
                                    Map.of(
                                            TopicConfig.CLEANUP_POLICY_CONFIG,
                                            TopicConfig.CLEANUP_POLICY_COMPACT));
            wanted.add(
                    new NewTopic(
                                    topic.topicName(),
                                    Optional.of(topic.partitions(partitions)),
                                    Optional.empty())
                            .configs(settings));
            wanted.add(
                    new NewTopic(topic.deadLetterName(), Optional.of(1), Optional.empty())
                            .configs(kept(Topic.DEAD_LETTER_RETENTION)));
        }
        return wanted;
    }

    private static Map<String, String> kept(Duration retention) {
        return Map.of(TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis()));
    }

    private static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    }
}
