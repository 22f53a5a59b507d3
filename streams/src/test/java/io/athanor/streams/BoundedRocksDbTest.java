package io.athanor.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundedRocksDbTest {
    private static final List<String> STORES =
            IntStream.range(0, 4).mapToObj(i -> "store-" + i).toList();
    private static final int RECORDS = 12_000;
    private static final int BYTES = 1_000;
    private static final long POSITIONS = 2L << 20;

    @TempDir private Path folder;

    @Test
    void storesShareWhatTheyReadAndKeepLittleUnwritten() {
        try (TopologyTestDriver driver = new TopologyTestDriver(topology(), settings())) {
            Random random = new Random(1);
            for (String name : STORES) {
                fill(driver.getKeyValueStore(name), random);
            }
            assertThat(figures(driver, "size-all-mem-tables"))
                    .hasSameSizeAs(STORES)
                    .allMatch(bytes -> bytes <= 3 * BoundedRocksDb.WRITE_BUFFER + POSITIONS);

            STORES.forEach(name -> readAll(driver.getKeyValueStore(name)));
            // One store's records are less than half of it.
            assertThat(figures(driver, "block-cache-usage"))
                    .hasSameSizeAs(STORES)
                    .allMatch(bytes -> bytes > BoundedRocksDb.SHARED_BLOCKS / 2)
                    .allMatch(bytes -> bytes <= BoundedRocksDb.SHARED_BLOCKS);
        }
    }

    private static void fill(KeyValueStore<String, byte[]> store, Random random) {
        for (int i = 0; i < RECORDS; i++) {
            byte[] value = new byte[BYTES];
            random.nextBytes(value);
            store.put("key-" + i, value);
        }
    }

    private static void readAll(KeyValueStore<String, byte[]> store) {
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            assertThat(all).toIterable().hasSize(RECORDS);
        }
    }

    /// One of each store.
    private static List<Long> figures(TopologyTestDriver driver, String name) {
        return driver.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals(name))
                .map(metric -> ((Number) metric.getValue().metricValue()).longValue())
                .toList();
    }

    private static Topology topology() {
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        Topology topology = new Topology().addSource("source", bytes, bytes, "topic");
        topology.addProcessor("processor", Ignoring::new, "source");
        STORES.forEach(name ->
                topology.addStateStore(
                        Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(name),
                                Serdes.String(),
                                Serdes.ByteArray()),
                        "processor"));
        return topology;
    }

    private Properties settings() {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "bounded");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9092");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        settings.put(
                StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class.getName());
        return settings;
    }

    private static final class Ignoring extends ContextualProcessor<byte[], byte[], Void, Void> {
        @Override
        public void process(Record<byte[], byte[]> record) {}
    }
}
