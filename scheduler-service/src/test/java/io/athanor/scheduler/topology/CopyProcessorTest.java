package io.athanor.scheduler.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class CopyProcessorTest {

    /// Streams reads what is new only: a store on disk has the rest.
    @Test
    void tellsWhatTheCopyHasWhenItStartsAndThenWhatIsNew() {
        MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
        StateStore store =
                Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore("copy"),
                                Serdes.String(),
                                Serdes.String())
                        .withLoggingDisabled()
                        .build();
        store.init(context.getStateStoreContext(), store);
        KeyValueStore<String, String> copy = context.getStateStore("copy");
        copy.put("a", "a");
        List<String> shown = new ArrayList<>();
        CopyProcessor<String> processor =
                new CopyProcessor<>("copy", key -> key, _ -> false, shown::add);

        processor.init(context);
        processor.process(new Record<>("b", "b", 0));

        assertThat(shown).containsExactly("a", "b");
        assertThat(copy.get("b")).isEqualTo("b");
    }
}
