package io.athanor.scheduler.topology;

import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.util.Map;

/// Slots for all studies of all tests, so that none is short of trials because of another's.
@Alternative
@Priority(1)
@Singleton
class EnoughSlots extends Fleet {
    EnoughSlots(@Identifier("default-kafka-broker") Map<String, Object> kafka, SchedulerConfig c) {
        super(kafka, c);
    }

    @Override
    public int slots() {
        return 1_000;
    }
}
