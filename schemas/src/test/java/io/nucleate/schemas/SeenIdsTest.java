package io.nucleate.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

class SeenIdsTest {
    /** Each number comes twice, from either of two sources; some gaps never close. */
    @Test
    void eachNumberIsNewOnceWhateverTheOrder() {
        Random random = new Random(1);
        List<Long> numbers = new ArrayList<>();
        for (long number = 0; number < 30_000; number++) {
            if (number % 7001 != 5) {
                numbers.add(number);
            }
        }
        // Out of order by up to 2,000 places, as several partitions of a topic are read.
        for (int start = 0; start < numbers.size(); start += 1000) {
            Collections.shuffle(
                    numbers.subList(start, Math.min(numbers.size(), start + 2000)), random);
        }
        SeenIds seen = new SeenIds();
        Map<String, Set<Long>> expected = new HashMap<>();
        for (int i = 0; i < 2 * numbers.size(); i++) {
            long number = numbers.get(i / 2);
            String source = random.nextBoolean() ? "a" : "b";
            assertThat(seen.add(source, number))
                    .as("%s/%d", source, number)
                    .isEqualTo(expected.computeIfAbsent(source, s -> new HashSet<>())
                            .add(number));
        }
        assertThat(seen.count())
                .isEqualTo(expected.get("a").size() + expected.get("b").size());
        expected.forEach((source, all) -> {
            SeenIds.Seen stored = seen.bySource().get(source);
            Set<Long> told = new HashSet<>(stored.above());
            for (long number = 0; number < stored.below(); number++) {
                told.add(number);
            }
            assertThat(told).isEqualTo(all);
            assertThat(all).doesNotContain(stored.below());
        });
    }

    @Test
    void numbersWithoutGapsAreStoredAsOne() {
        SeenIds seen = new SeenIds();
        for (long number = 1; number < 10_000; number++) {
            assertThat(seen.add("g", number)).isTrue();
        }
        assertThat(seen.bySource().get("g").above()).hasSize(9_999);
        assertThat(seen.add("g", 0)).isTrue();
        assertThat(seen.add("g", 5000)).isFalse();
        assertThat(seen.add("g", 10_001)).isTrue();
        assertThat(seen.count()).isEqualTo(10_001);
        assertThat(seen.bySource())
                .isEqualTo(Map.of("g", new SeenIds.Seen(10_000, new TreeSet<>(Set.of(10_001L)))));
    }

    @Test
    void whatWasStoredIsSeenAgain() {
        Map<String, SeenIds.Seen> stored = Map.of(
                "g", new SeenIds.Seen(5_000_000_000L, new TreeSet<>(Set.of(5_000_000_002L))),
                "h", new SeenIds.Seen(0, new TreeSet<>(Set.of(3L))));
        SeenIds seen = new SeenIds();
        seen.add("forgotten", 0);
        seen.restore(stored);
        assertThat(seen.count()).isEqualTo(5_000_000_002L);
        assertThat(seen.bySource()).isEqualTo(stored);
        assertThat(seen.add("g", 4_999_999_999L)).isFalse();
        assertThat(seen.add("g", 5_000_000_002L)).isFalse();
        assertThat(seen.add("g", 5_000_000_000L)).isTrue();
        assertThat(seen.add("h", 3)).isFalse();
        assertThat(seen.add("h", 0)).isTrue();
        assertThat(seen.bySource().get("g").below()).isEqualTo(5_000_000_001L);
    }
}
