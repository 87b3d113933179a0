package io.nucleate.dashboard.streams;

import org.apache.kafka.streams.state.KeyValueStore;

import java.util.BitSet;

/**
 * Remembers, for good, which records a partition has counted: scorers write at least once. One bit
 * for each sequence number takes two megabytes for sixteen million candidates.
 *
 * <p>Not {@link io.nucleate.schemas.SeenIds}, which lives in memory and is stored as a whole. This
 * memory is a state store: every change is written to the store and its changelog, so it comes in
 * small blocks. And a partition holds only some of a generator's candidates, so that the gaps
 * between them never close.
 */
final class SeenStore {
    /** Consecutive sequence numbers whose bits are stored together. */
    static final int BLOCK = 4096;

    private final KeyValueStore<String, byte[]> store;

    /** @param store of the bits as {@link BitSet#toByteArray} gives them, by source and block */
    SeenStore(KeyValueStore<String, byte[]> store) {
        this.store = store;
    }

    /**
     * Tells whether a record has been counted.
     *
     * @param source numbers what it sends
     * @param sequence number within the source
     */
    boolean contains(String source, long sequence) {
        return bits(key(source, sequence)).get(Math.floorMod(sequence, BLOCK));
    }

    /**
     * Marks a record as counted. It is the last thing to do with a record: if anything before it
     * fails, the record is not counted.
     */
    void add(String source, long sequence) {
        String key = key(source, sequence);
        BitSet bits = bits(key);
        bits.set(Math.floorMod(sequence, BLOCK));
        store.put(key, bits.toByteArray());
    }

    private BitSet bits(String key) {
        byte[] stored = store.get(key);
        return stored == null ? new BitSet() : BitSet.valueOf(stored);
    }

    private static String key(String source, long sequence) {
        return source + "#" + Math.floorDiv(sequence, (long) BLOCK);
    }
}
