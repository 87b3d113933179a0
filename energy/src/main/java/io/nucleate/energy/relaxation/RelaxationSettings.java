package io.nucleate.energy.relaxation;

/**
 * When a relaxation ends.
 *
 * @param forceMaxEvPerAngstrom converged are structures with no larger force on an atom, and no row
 *     of stress times volume per atom above the same number of eV: what the atomic simulation
 *     environment calls {@code fmax} with its FrechetCellFilter
 * @param stepsMax what has not converged after so many steps is given back as it is, and says so
 */
public record RelaxationSettings(double forceMaxEvPerAngstrom, int stepsMax, Optimizer optimizer) {
    public static final RelaxationSettings DEFAULT = new RelaxationSettings(0.05, 500);

    /** With the optimiser that needs the fewest steps. */
    public RelaxationSettings(double forceMaxEvPerAngstrom, int stepsMax) {
        this(forceMaxEvPerAngstrom, stepsMax, Optimizer.LBFGS);
    }

    /** @throws IllegalArgumentException for a bound that nothing reaches */
    public RelaxationSettings {
        if (!(forceMaxEvPerAngstrom > 0)
                || Double.isInfinite(forceMaxEvPerAngstrom)
                || stepsMax < 1) {
            throw new IllegalArgumentException(
                    "a relaxation needs a positive bound on forces and at least one step, not "
                            + forceMaxEvPerAngstrom + " eV/angstrom and " + stepsMax + " steps");
        }
    }
}
