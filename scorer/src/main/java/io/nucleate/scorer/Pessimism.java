package io.nucleate.scorer;

/**
 * Near the hull, a second potential is asked too, and the reward is computed from the higher of the
 * two energies above the hull. So what is low by an error of one potential alone pays nothing.
 *
 * @param potential name and version of the second potential
 * @param belowEvPerAtom energy above the hull, by the first potential, below which it is asked
 */
public record Pessimism(String potential, double belowEvPerAtom) {
    /** @throws IllegalArgumentException if there is no potential or no bound */
    public Pessimism {
        if (potential.isBlank()) {
            throw new IllegalArgumentException(
                    "a pessimistic run needs scoring.secondPotential, such as"
                            + " sevennet-0-11Jul2024");
        }
        if (!Double.isFinite(belowEvPerAtom)) {
            throw new IllegalArgumentException(
                    "scoring.pessimisticBelowEvPerAtom must be a finite number, such as 0.1, found "
                            + belowEvPerAtom);
        }
    }
}
