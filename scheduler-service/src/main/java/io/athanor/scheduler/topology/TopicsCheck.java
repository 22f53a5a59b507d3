package io.athanor.scheduler.topology;

import io.athanor.contracts.Topic;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Default;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Holds the streams until the topics are as they must be. Streams itself waits for those that are
/// missing, but would read topics whose partitions do not fit together, and look for a study's
/// state where it is not.
///
/// It holds them as the copy of all state begins to be read, before any thread asks for partitions.
@Readiness
@Default // Streams' extension looks for a listener without any other qualifier.
@ApplicationScoped
class TopicsCheck implements HealthCheck, StateRestoreListener {
    private static final Logger LOG = Logger.getLogger(TopicsCheck.class);
    private static final int BEFORE_THE_STREAMS_ARE_CLOSED = 0;
    private static final int PATIENCE_MILLIS = 2000;
    private static final long LOOK_SECONDS = 1;

    private final List<String> needed;
    private final Admin admin;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile List<String> known = List.of();

    TopicsCheck(
            @ConfigProperty(name = "quarkus.kafka-streams.topics") List<String> needed,
            @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.needed = List.copyOf(needed);
        this.admin = Admin.create(kafka);
    }

    @Override
    public void onRestoreStart(TopicPartition partition, String store, long start, long end) {
        try {
            while (!look().isEmpty() && !closed.await(LOOK_SECONDS, TimeUnit.SECONDS)) {
                LOG.debug("Still waiting for the topics");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void onBatchRestored(TopicPartition partition, String store, long last, long count) {}

    @Override
    public void onRestoreEnd(TopicPartition partition, String store, long count) {}

    @Override
    public HealthCheckResponse call() {
        List<String> faults = look();
        return HealthCheckResponse.named("Topics")
                .status(faults.isEmpty())
                .withData("faults", String.join("; ", faults))
                .build();
    }

    void close(@Observes @Priority(BEFORE_THE_STREAMS_ARE_CLOSED) ShutdownEvent end) {
        closed.countDown();
        admin.close();
    }

    /// What is wrong, said in the log when it is news.
    private List<String> look() {
        List<String> faults;
        try {
            faults = Topic.faults(needed, partitions());
        } catch (ExecutionException e) {
            faults = List.of(reason(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of("interrupted");
        }
        if (!faults.equals(known)) {
            known = faults;
            if (faults.isEmpty()) {
                LOG.info("All topics are as they must be");
            } else {
                LOG.errorf("Not ready, waiting for the topics: %s", String.join("; ", faults));
            }
        }
        return faults;
    }

    /// Without what differs from one attempt to the next, or each would be news.
    private static String reason(@Nullable Throwable cause) {
        return cause instanceof TimeoutException
                ? "the broker does not answer"
                : "the broker refuses to tell of them: " + cause;
    }

    private Map<String, Integer> partitions() throws ExecutionException, InterruptedException {
        Map<String, Integer> partitions = new HashMap<>();
        var topics =
                admin.describeTopics(needed, new DescribeTopicsOptions().timeoutMs(PATIENCE_MILLIS))
                        .topicNameValues();
        for (var topic : topics.entrySet()) {
            try {
                partitions.put(topic.getKey(), topic.getValue().get().partitions().size());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
            }
        }
        return partitions;
    }
}
