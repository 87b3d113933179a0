package io.nucleate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;

/** Histories of the whole loop; {@code docs/reference/simulation.md} says what happens in them. */
class SimulationTest {
    private static final int SEEDS = 300;

    @Test
    void equalSeedsGiveEqualHistories() {
        for (long seed = 1; seed <= 5; seed++) {
            assertThat(Simulate.one(seed, Set.of())).isEqualTo(Simulate.one(seed, Set.of()));
        }
    }

    @Test
    void theInvariantsHoldInEveryHistory() {
        List<Simulate.Outcome> failed = Simulate.all(1, SEEDS, 1, outcome -> {});
        assertThat(failed).as(() -> failed.get(0).report()).isEmpty();
    }
}
