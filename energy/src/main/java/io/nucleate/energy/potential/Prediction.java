package io.nucleate.energy.potential;

import io.nucleate.crystal.Result;

/**
 * The quantities that a potential predicts for one structure of n atoms. A quantity that was not
 * requested, or that the potential does not predict, is an empty array.
 *
 * @param energyEvPerAtom total energy divided by n
 * @param forcesEvPerAngstrom [n][3], Cartesian forces on the atoms: minus the derivative of the
 *     total energy by the positions; [0][] if only the energy was requested
 * @param stressEvPerAngstrom3 [3][3], derivative of the total energy by the strain, divided by the
 *     volume; positive if the cell wants to shrink; [0][] if only the energy was requested
 * @param magneticMomentsBohr [n], absolute values, in Bohr magnetons
 * @param atomFeatures [n][k], the k numbers that describe each atom in its surroundings to the last
 *     layers of the potential; property readouts take them as input. Rows of equivalent atoms may
 *     be the same array
 */
public record Prediction(
        double energyEvPerAtom,
        double[][] forcesEvPerAngstrom,
        double[][] stressEvPerAngstrom3,
        double[] magneticMomentsBohr,
        double[][] atomFeatures) {

    /** Value of 1 eV/angstrom³ in gigapascal (CODATA 2018). */
    public static final double GPA_PER_EV_PER_ANGSTROM3 = 160.2176634;

    /** @throws ArithmeticException if one of the numbers is infinite or not a number */
    public Prediction {
        requireFinite("energy", energyEvPerAtom);
        requireFinite("force", forcesEvPerAngstrom);
        requireFinite("stress", stressEvPerAngstrom3);
        requireFinite("magnetic moment", magneticMomentsBohr);
        requireFinite("feature", atomFeatures);
    }

    /**
     * Returns a prediction. If one of its numbers is infinite or not a number, returns a failure of
     * kind {@link Potential#NOT_FINITE} instead.
     *
     * @param potential name of the potential, for the reason of the failure
     * @see Prediction the other parameters
     */
    public static Result<Prediction> of(
            String potential,
            double energyEvPerAtom,
            double[][] forcesEvPerAngstrom,
            double[][] stressEvPerAngstrom3,
            double[] magneticMomentsBohr,
            double[][] atomFeatures) {
        try {
            return Result.success(new Prediction(
                    energyEvPerAtom,
                    forcesEvPerAngstrom,
                    stressEvPerAngstrom3,
                    magneticMomentsBohr,
                    atomFeatures));
        } catch (ArithmeticException e) {
            return Result.failure(Potential.NOT_FINITE, potential + ": " + e.getMessage());
        }
    }

    private static void requireFinite(String what, double[][] rows) {
        for (double[] row : rows) {
            requireFinite(what, row);
        }
    }

    private static void requireFinite(String what, double... values) {
        for (double value : values) {
            if (!Double.isFinite(value)) {
                throw new ArithmeticException("its " + what + " is " + value);
            }
        }
    }

    /** Returns the mean of the features over the atoms: [k], or [0] if there are no features. */
    public double[] crystalFeatures() {
        double[] mean = new double[atomFeatures.length == 0 ? 0 : atomFeatures[0].length];
        for (double[] features : atomFeatures) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += features[i] / atomFeatures.length;
            }
        }
        return mean;
    }

    /**
     * Returns the length of the longest force on an atom, in eV/angstrom; 0 if only the energy was
     * requested.
     */
    public double forceMaxEvPerAngstrom() {
        double max = 0;
        for (double[] force : forcesEvPerAngstrom) {
            max = Math.max(
                    max,
                    Math.sqrt(force[0] * force[0] + force[1] * force[1] + force[2] * force[2]));
        }
        return max;
    }
}
