package io.nucleate.energy.relaxation;

/**
 * The settings of a relaxation: its method, and when it ends.
 *
 * @param forceMaxEvPerAngstrom a structure has converged when no force on an atom is larger, and no
 *     row of stress times volume per atom is longer than the same number of eV. The atomic
 *     simulation environment (ASE) calls this bound {@code fmax}, with its FrechetCellFilter
 * @param descentMinEvPerAtom a structure has converged, too, when the last step lowered its energy
 *     by less than this and no more is predicted to come; 0 to go by forces and stress alone. Only
 *     {@link Optimizer#LBFGS} predicts
 * @param stepsMax largest number of steps. A structure that has not converged by then is returned
 *     at its lowest energy so far, and marked as not converged
 * @param optimizer method of the search
 */
public record RelaxationSettings(
        double forceMaxEvPerAngstrom,
        double descentMinEvPerAtom,
        int stepsMax,
        Optimizer optimizer) {
    public static final RelaxationSettings DEFAULT = new RelaxationSettings(0.05, 500);

    /**
     * Goes by forces and stress alone, with the optimiser that needs the fewest steps,
     * {@link Optimizer#LBFGS}.
     */
    public RelaxationSettings(double forceMaxEvPerAngstrom, int stepsMax) {
        this(forceMaxEvPerAngstrom, 0, stepsMax, Optimizer.LBFGS);
    }

    /** @throws IllegalArgumentException if no structure can reach the bounds */
    public RelaxationSettings {
        if (!(forceMaxEvPerAngstrom > 0)
                || Double.isInfinite(forceMaxEvPerAngstrom)
                || stepsMax < 1) {
            throw new IllegalArgumentException(
                    "a relaxation needs a positive bound on forces and at least one step, not "
                            + forceMaxEvPerAngstrom + " eV/angstrom and " + stepsMax + " steps");
        }
        if (!(descentMinEvPerAtom >= 0) || Double.isInfinite(descentMinEvPerAtom)) {
            throw new IllegalArgumentException(
                    "the descent that is worth no step must be a number of eV/atom from 0 on, such"
                            + " as 0.001, found " + descentMinEvPerAtom);
        }
        if (descentMinEvPerAtom > 0 && optimizer != Optimizer.LBFGS) {
            throw new IllegalArgumentException(
                    "fire does not predict how far the energy will fall; use lbfgs");
        }
    }
}
