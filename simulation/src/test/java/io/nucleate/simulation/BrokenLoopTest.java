package io.nucleate.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Set;
import java.util.stream.LongStream;

/** The loop is broken on purpose, at least once for each invariant, and the simulation sees it. */
class BrokenLoopTest {
    /** The rarest flaw, OPEN_NOT_AWAITED, showed itself in 12 of 3,000 seeds. */
    private static final int SEEDS_MAX = 1000;

    @ParameterizedTest
    @EnumSource
    void theInvariantFindsTheFlaw(World.Flaw flaw) {
        assertThat(LongStream.rangeClosed(1, SEEDS_MAX))
                .as("seeds of which one breaks the invariant: %s", flaw.invariant())
                .anyMatch(seed -> Simulate.one(seed, Set.of(flaw))
                        .violation()
                        .filter(violation -> violation.invariant().equals(flaw.invariant()))
                        .isPresent());
    }
}
