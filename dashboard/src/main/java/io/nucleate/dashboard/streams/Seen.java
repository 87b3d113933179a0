package io.nucleate.dashboard.streams;

import io.nucleate.dashboard.view.SequenceBlock;

import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;

/** Remembers, for good, which records a partition has counted: scorers write at least once. */
final class Seen {
    private final KeyValueStore<String, byte[]> store;

    Seen(ProcessorContext<?, ?> context) {
        store = context.getStateStore(StateStore.SEEN.name());
    }

    /**
     * Whether this is the first time.
     *
     * @param source what counts the sequence
     */
    boolean add(String source, long sequence) {
        String key = source + "#" + SequenceBlock.indexOf(sequence);
        byte[] bits = store.get(key);
        SequenceBlock block = bits == null ? SequenceBlock.EMPTY : SequenceBlock.of(bits);
        if (block.contains(sequence)) {
            return false;
        }
        store.put(key, block.with(sequence).bits());
        return true;
    }
}
