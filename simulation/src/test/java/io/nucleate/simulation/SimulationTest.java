package io.nucleate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Set;

/** Histories of the whole loop. */
class SimulationTest {
    @Test
    void equalSeedsGiveEqualHistories() throws Exception {
        assertThat(Simulate.one(1, Set.of())).isEqualTo(Simulate.one(1, Set.of()));
    }
}
