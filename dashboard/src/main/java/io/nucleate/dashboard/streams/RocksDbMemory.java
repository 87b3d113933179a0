package io.nucleate.dashboard.streams;

import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

import java.util.Map;

/**
 * One bound on the memory of all stores together: by default each of them, of which each partition
 * has its own, may take 50 MiB of cache and 48 MiB of write buffers.
 */
public final class RocksDbMemory implements RocksDBConfigSetter {
    private static final long TOTAL_BYTES = 32L << 20;
    private static final long WRITE_BUFFER_BYTES = 1L << 20;

    private static final long MANIFEST_BYTES = 64L << 10;

    static {
        RocksDB.loadLibrary();
    }

    private static final Cache CACHE = new LRUCache(TOTAL_BYTES);
    private static final WriteBufferManager WRITE_BUFFERS =
            new WriteBufferManager(TOTAL_BYTES / 2, CACHE);

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(CACHE);
        table.setCacheIndexAndFilterBlocks(true);
        options.setTableFormatConfig(table);
        options.setWriteBufferManager(WRITE_BUFFERS);
        options.setWriteBufferSize(WRITE_BUFFER_BYTES);
        options.setMaxWriteBufferNumber(2);
        // 4 MiB of disk for each store by default, before it holds anything.
        options.setManifestPreallocationSize(MANIFEST_BYTES);
    }

    /** Cache and buffers are shared and live as long as the process. */
    @Override
    public void close(String storeName, Options options) {}
}
