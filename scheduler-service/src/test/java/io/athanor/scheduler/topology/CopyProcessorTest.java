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
        KeyValueStore<String, String> copy = copy(context);
        copy.put("a", "a");
        List<String> shown = new ArrayList<>();
        CopyProcessor<String> processor =
                new CopyProcessor<>("copy", key -> key, _ -> false, shown::add);

        processor.init(context);
        processor.process(new Record<>("b", "b", 0));

        assertThat(shown).containsExactly("a", "b");
        assertThat(copy.get("b")).isEqualTo("b");
    }

    @Test
    void keepsALastStateWhenAnOlderOneComesAgain() {
        MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
        KeyValueStore<String, String> copy = copy(context);
        List<String> shown = new ArrayList<>();
        CopyProcessor<String> processor =
                new CopyProcessor<>("copy", _ -> "trial", "over"::equals, shown::add);
        processor.init(context);

        List.of("waiting", "running", "over", "running")
                .forEach(state -> processor.process(new Record<>("trial", state, 0)));

        assertThat(copy.get("trial")).isEqualTo("over");
        assertThat(shown).containsExactly("waiting", "running", "over");
    }

    private static KeyValueStore<String, String> copy(MockProcessorContext<Void, Void> context) {
        StateStore store =
                Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore("copy"),
                                Serdes.String(),
                                Serdes.String())
                        .withLoggingDisabled()
                        .build();
        store.init(context.getStateStoreContext(), store);
        return context.getStateStore("copy");
    }
}
