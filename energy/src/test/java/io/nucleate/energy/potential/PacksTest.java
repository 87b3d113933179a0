package io.nucleate.energy.potential;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class PacksTest {
    @Test
    void batchesAreFilledUpToTheBound() {
        assertThat(Packs.of(List.of(3, 3, 4, 5, 1, 2), Integer::intValue, 10))
                .containsExactly(List.of(3, 3, 4), List.of(5, 1, 2));
    }

    @Test
    void anItemThatIsTooLargeIsABatchOfItsOwn() {
        assertThat(Packs.of(List.of(1, 12, 1), Integer::intValue, 10))
                .containsExactly(List.of(1), List.of(12), List.of(1));
        assertThat(Packs.of(List.of(1, 2), Integer::intValue, 0))
                .containsExactly(List.of(1), List.of(2));
    }

    @Test
    void anEmptyListHasNoBatches() {
        assertThat(Packs.of(List.<Integer>of(), Integer::intValue, 10)).isEmpty();
    }

    @Test
    void sumsOfSizesMayExceedAnInt() {
        assertThat(Packs.of(List.of(Integer.MAX_VALUE, 1), Integer::intValue, Integer.MAX_VALUE))
                .hasSize(2);
    }
}
