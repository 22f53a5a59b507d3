package io.athanor.metrics.stream;

import io.micrometer.core.instrument.Counter;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jboss.logging.Logger;

/// What another version of the service wrote, or what is damaged, is forgotten when a task begins.
final class UnreadableStates {
    private static final Logger LOG = Logger.getLogger(UnreadableStates.class);

    private UnreadableStates() {}

    /// Deletes the states that the store's serde reads as null.
    static <V> void forget(KeyValueStore<String, V> states, Counter forgotten) {
        List<String> unreadable = new ArrayList<>();
        try (KeyValueIterator<String, V> all = states.all()) {
            while (all.hasNext()) {
                KeyValue<String, V> state = all.next();
                if (state.value == null) {
                    unreadable.add(state.key);
                }
            }
        }
        for (String key : unreadable) {
            states.delete(key);
            forgotten.increment();
            LOG.warnf(
                    "state forgotten, of another version or damaged: store=%s key=%s",
                    states.name(), key);
        }
    }
}
