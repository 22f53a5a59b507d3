package io.athanor.streams;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

/// Bounds what RocksDB takes of a process's memory, which no limit of the heap counts. As Kafka
/// Streams has it (4.3), each store of each partition may keep 50 MiB of what it read and 50 MiB of
/// what it did not write yet: with three stores and 12 partitions 3.5 GiB, that fill slowly. Here
/// all stores of a process share what was read, with their indexes and filters.
///
/// RocksDB's own bound for unwritten data of several stores, a `WriteBufferManager`, makes the
/// store that is written to flush where idle ones fill it: a file for each write.
///
/// Kafka Streams makes it by reflection: hence public.
public final class BoundedRocksDb implements RocksDBConfigSetter {
    static final long SHARED_BLOCKS = 32L << 20;

    /// A store has up to three of them, and seldom more than one; and two of 1 MiB for its position
    /// in the changelog, which are not set here.
    static final long WRITE_BUFFER = 2L << 20;

    /// As many shards as few threads need. An index must fit into one: of the 64 that RocksDB would
    /// make, a shard has half a MiB.
    private static final int SHARD_BITS = 2;

    /// The share that whole scans do not push out.
    private static final double FOR_INDEXES = 0.5;

    private static final Cache BLOCKS;

    static {
        RocksDB.loadLibrary(); // The settings are read before anything else needs it.
        BLOCKS = new LRUCache(SHARED_BLOCKS, SHARD_BITS, false, FOR_INDEXES);
    }

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(BLOCKS);
        table.setCacheIndexAndFilterBlocks(true);
        options.setTableFormatConfig(table);
        options.setWriteBufferSize(WRITE_BUFFER);
    }

    /// The shared cache lives as long as the process.
    @Override
    public void close(String storeName, Options options) {}
}
