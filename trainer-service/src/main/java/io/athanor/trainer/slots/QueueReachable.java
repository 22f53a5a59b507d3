package io.athanor.trainer.slots;

import io.athanor.contracts.Topic;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready to train: the engine is loaded (the process does not start without), requests to stop are
/// heard and the queue answers.
@Readiness
@Singleton
class QueueReachable implements HealthCheck {
    private static final int PATIENCE_MILLIS = 2000;

    private final Slots slots;
    private final Admin admin;

    QueueReachable(Slots slots, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.slots = slots;
        this.admin = Admin.create(kafka);
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("queue")
                .status(slots.listening() && queueAnswers())
                .withData("trouble", slots.trouble())
                .build();
    }

    @PreDestroy
    void close() {
        admin.close();
    }

    private boolean queueAnswers() {
        try {
            admin.describeTopics(
                            List.of(Topic.TRIAL_QUEUE.topicName()),
                            new DescribeTopicsOptions().timeoutMs(PATIENCE_MILLIS))
                    .allTopicNames()
                    .get();
            return true;
        } catch (ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
