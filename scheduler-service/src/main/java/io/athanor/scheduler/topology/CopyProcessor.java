package io.athanor.scheduler.topology;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// Copies a topic of states to a store: of each key the newest. A record that is no such state
/// changes nothing; neither does one of something that is over already, which an older state that
/// came again would bring back. Nothing is ever deleted.
final class CopyProcessor<V> implements Processor<String, V, Void, Void> {
    private final String store;
    private final Function<V, String> key;
    private final Predicate<V> isOver;
    private final @Nullable Consumer<V> shown;
    private KeyValueStore<String, V> copy;

    /// @param key that a state belongs to
    /// @param isOver whether a state is the last of its key
    /// @param shown hears of each state that the copy has, and of each that comes; null for nobody
    @SuppressWarnings("NullAway.Init") // Streams calls init before anything else.
    CopyProcessor(
            String store,
            Function<V, String> key,
            Predicate<V> isOver,
            @Nullable Consumer<V> shown) {
        this.store = store;
        this.key = key;
        this.isOver = isOver;
        this.shown = shown;
    }

    String store() {
        return store;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        copy = context.getStateStore(store);
        if (shown != null) {
            try (KeyValueIterator<String, V> there = copy.all()) {
                there.forEachRemaining(entry -> shown.accept(entry.value));
            }
        }
    }

    @Override
    public void process(Record<String, V> record) {
        Keys.check(record.key(), key.apply(record.value()));
        // A last state may replace what is there unseen: at most itself.
        if (isOver.test(record.value()) || !isOver(copy.get(record.key()))) {
            copy.put(record.key(), record.value());
            if (shown != null) {
                shown.accept(record.value());
            }
        }
    }

    private boolean isOver(@Nullable V known) {
        return known != null && isOver.test(known);
    }
}
