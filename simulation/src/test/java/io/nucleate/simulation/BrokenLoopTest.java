package io.nucleate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Set;

/** The loop is broken on purpose, once for each invariant, and the simulation must see it. */
class BrokenLoopTest {
    private static final int SEEDS_MAX = 200;

    @ParameterizedTest
    @EnumSource
    void theSimulationFindsEveryFlaw(World.Flaw flaw) throws Exception {
        long seed = 1;
        AssertionError found = null;
        for (; seed <= SEEDS_MAX && found == null; seed++) {
            try {
                Simulate.one(seed, Set.of(flaw));
            } catch (AssertionError e) {
                found = e;
            }
        }
        assertThat(found).as("in %d seeds", SEEDS_MAX).isNotNull();
        System.out.println(flaw + " found at seed " + (seed - 1) + ": "
                + found.getMessage().lines().findFirst().orElseThrow());
    }
}
