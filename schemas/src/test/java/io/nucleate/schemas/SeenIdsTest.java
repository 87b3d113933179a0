package io.nucleate.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;

class SeenIdsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, SeenIds.Seen>> STORED = new TypeReference<>() {};

    /**
     * Numbers come in nearly any order and more than once, some never; now and then all below one
     * are given up, or all is stored and taken up again.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void eachNumberIsNewOnceWhateverTheOrder(long seed) throws Exception {
        Random random = new Random(seed);
        int last = 1 << random.nextInt(3, 12);
        double missing = random.nextBoolean() ? 0 : random.nextDouble() / 4;
        List<Long> numbers = new ArrayList<>();
        for (long number = 0; number < last; number++) {
            if (random.nextDouble() >= missing) {
                numbers.add(number);
                numbers.add(number);
            }
        }
        // Out of order by up to twice the stride, as several partitions of a topic are read.
        int stride = 1 << random.nextInt(0, 13);
        for (int start = 0; start < numbers.size(); start += stride) {
            Collections.shuffle(
                    numbers.subList(start, Math.min(numbers.size(), start + 2 * stride)), random);
        }
        SeenIds seen = new SeenIds();
        Map<String, Set<Long>> expected = new TreeMap<>();
        for (long number : numbers) {
            String source = random.nextInt(3) > 0 ? "a" : "b";
            assertThat(seen.add(source, number))
                    .as("%s/%d", source, number)
                    .isEqualTo(expected.computeIfAbsent(source, s -> new HashSet<>())
                            .add(number));
            if (random.nextInt(100) == 0) {
                long end = random.nextInt(last);
                Set<Long> filled = expected.get(source);
                long before = filled.size();
                LongStream.range(0, end).forEach(filled::add);
                assertThat(seen.addBelow(source, end)).isEqualTo(filled.size() - before);
                assertThat(numbers(seen.of(source))).isEqualTo(filled);
            }
            if (random.nextInt(50) == 0) {
                seen = restored(JSON.writeValueAsString(seen.bySource()));
            }
        }
        assertThat(seen.count())
                .isEqualTo(expected.values().stream().mapToLong(Set::size).sum());
        assertThat(seen.bySource()).hasSameSizeAs(expected);
        seen.bySource().forEach((source, stored) -> {
            assertThat(numbers(stored)).isEqualTo(expected.get(source));
            assertThat(stored.count()).isEqualTo(expected.get(source).size());
            long previous = stored.below() - 1;
            for (SeenIds.Interval interval : stored.above()) {
                assertThat(interval.first()).as("a gap before it").isGreaterThan(previous + 1);
                previous = interval.last();
            }
        });
    }

    @Test
    void aNumberThatNeverComesCostsOneInterval() throws Exception {
        SeenIds seen = new SeenIds();
        for (long number = 0; number < 1_000_000; number++) {
            if (number != 17) {
                seen.add("g", number);
            }
        }
        assertThat(seen.count()).isEqualTo(999_999);
        assertThat(JSON.writeValueAsString(seen.bySource()))
                .isEqualTo("{\"g\":{\"below\":17,\"above\":[[18,999999]]}}");
        assertThat(seen.add("g", 17)).isTrue();
        assertThat(seen.bySource()).isEqualTo(Map.of("g", new SeenIds.Seen(1_000_000, List.of())));
    }

    @Test
    void numbersFarApartAreTold() {
        SeenIds seen = new SeenIds();
        for (long number : new long[] {Long.MAX_VALUE, 0, Long.MAX_VALUE - 1, 5_000_000_000L}) {
            assertThat(seen.add("g", number)).as("%d", number).isTrue();
            assertThat(seen.add("g", number)).as("%d again", number).isFalse();
        }
        assertThat(seen.add("g", -1)).isFalse();
        assertThat(seen.count()).isEqualTo(4);
        assertThat(seen.bySource().get("g"))
                .isEqualTo(new SeenIds.Seen(
                        1,
                        List.of(
                                new SeenIds.Interval(5_000_000_000L, 5_000_000_000L),
                                new SeenIds.Interval(Long.MAX_VALUE - 1, Long.MAX_VALUE))));
    }

    /** A checkpoint of release 0.2.0 lists the numbers beyond the first gap one by one. */
    @Test
    void whatEarlierReleasesStoredIsSeenAgain() throws Exception {
        SeenIds seen = new SeenIds();
        seen.add("forgotten", 0);
        seen.restore(JSON.readValue(
                """
                {"g":{"below":5000000000,"above":[5000000002,5000000003,5000000005]},
                 "h":{"below":0,"above":[3]}}""",
                STORED));
        assertThat(seen.count()).isEqualTo(5_000_000_004L);
        assertThat(JSON.writeValueAsString(seen.bySource()))
                .isEqualTo("{\"g\":{\"below\":5000000000,\"above\":[[5000000002,5000000003],"
                        + "[5000000005,5000000005]]},\"h\":{\"below\":0,\"above\":[[3,3]]}}");
        assertThat(seen.add("g", 4_999_999_999L)).isFalse();
        assertThat(seen.add("g", 5_000_000_002L)).isFalse();
        assertThat(seen.add("g", 5_000_000_000L)).isTrue();
        assertThat(seen.add("h", 3)).isFalse();
        assertThat(seen.add("h", 0)).isTrue();
        assertThat(seen.bySource().get("g").below()).isEqualTo(5_000_000_001L);
    }

    private static SeenIds restored(String json) throws Exception {
        SeenIds seen = new SeenIds();
        seen.restore(JSON.readValue(json, STORED));
        return seen;
    }

    private static Set<Long> numbers(SeenIds.Seen stored) {
        Set<Long> numbers = new HashSet<>();
        for (long number = 0; number < stored.below(); number++) {
            numbers.add(number);
        }
        for (SeenIds.Interval interval : stored.above()) {
            for (long number = interval.first(); number <= interval.last(); number++) {
                numbers.add(number);
            }
        }
        return numbers;
    }
}
