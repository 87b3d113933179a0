package io.nucleate.dashboard.streams;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;

class SeenStoreTest {
    private KeyValueStore<String, byte[]> store;
    private SeenStore seen;

    @BeforeEach
    void open() {
        store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore("seen"), Serdes.String(), Serdes.ByteArray())
                .withLoggingDisabled()
                .build();
        store.init(new MockProcessorContext<Void, Bytes>().getStateStoreContext(), store);
        seen = new SeenStore(store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void eachNumberOfASourceIsNewOnce() {
        Random random = new Random(4);
        Set<Long> given = new HashSet<>();
        for (int i = 0; i < 5000; i++) {
            long sequence = 3_000_000_000L + random.nextInt(3 * SeenStore.BLOCK);
            assertThat(seen.contains("a", sequence)).isEqualTo(!given.add(sequence));
            seen.add("a", sequence);
        }
        assertThat(seen.contains("b", given.iterator().next())).isFalse();
        seen.add("b", given.iterator().next());
        assertThat(store.approximateNumEntries()).isBetween(4L, 5L);
    }

    /** Bytes as earlier releases stored them: bit i of a block is bit i mod 8 of byte i div 8. */
    @Test
    void whatAnEarlierReleaseStoredIsSeen() {
        store.put("a#2", new byte[] {0b101, 0, (byte) 0b1000_0000});
        long start = 2L * SeenStore.BLOCK;
        for (int i = 0; i < 40; i++) {
            boolean stored = i == 0 || i == 2 || i == 23;
            assertThat(seen.contains("a", start + i)).as("number %d", i).isEqualTo(stored);
        }
        store.put("a#2", null);
        seen.add("a", start + 9);
        assertThat(store.get("a#2")).containsExactly(0, 2);
    }
}
