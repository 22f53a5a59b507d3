package io.athanor.scheduler.topology;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ShareMemberDescription;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The trainers that are ready, busy or not: the members of the queue's share group, one a slot.
/// Asked of the broker, so that trainers need not report themselves and dead ones go by themselves.
@ApplicationScoped
public class Fleet {
    /// The share group of the trainers.
    static final String GROUP = "trainers";

    private static final Logger LOG = Logger.getLogger(Fleet.class);

    private final Map<String, Object> kafka;
    private final SchedulerConfig config;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("fleet").factory());
    private @Nullable Admin admin;
    private volatile Map<String, Integer> trainers = Map.of();

    Fleet(@Identifier("default-kafka-broker") Map<String, Object> kafka, SchedulerConfig config) {
        this.kafka = kafka;
        this.config = config;
    }

    /// Slots that are ready, as of a moment ago; what was last known while the broker is away.
    public int slots() {
        return trainers.values().stream().mapToInt(Integer::intValue).sum();
    }

    /// Their slots by trainer, likewise.
    public Map<String, Integer> trainers() {
        return trainers;
    }

    void start(@Observes StartupEvent started) {
        var _ =
                timer.scheduleWithFixedDelay(
                        this::count, 0, config.fleetInterval().toMillis(), TimeUnit.MILLISECONDS);
    }

    void stop(@Observes ShutdownEvent stopping) {
        timer.shutdownNow();
        if (admin != null) {
            admin.close();
        }
    }

    private void count() {
        try {
            if (admin == null) {
                Map<String, Object> settings = new HashMap<>(kafka);
                settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "fleet");
                admin = Admin.create(settings);
            }
            trainers =
                    admin.describeShareGroups(List.of(GROUP)).all().get().values().stream()
                            .flatMap(group -> group.members().stream())
                            .collect(
                                    Collectors.collectingAndThen(
                                            Collectors.toMap(
                                                    Fleet::trainer,
                                                    _ -> 1,
                                                    Integer::sum,
                                                    TreeMap::new),
                                            Collections::unmodifiableMap));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                // Studies have no more than one trial each in the queue.
                LOG.warnf("Trainers not counted: %s", e.getMessage());
            } else {
                // The group is there from the first trainer on; the broker comes back.
                LOG.debugf("Trainers not counted: %s", e.getMessage());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// A slot's client is named after its trainer, with a dash and the slot's number.
    private static String trainer(ShareMemberDescription slot) {
        return slot.clientId().replaceFirst("-\\d+$", "");
    }
}
