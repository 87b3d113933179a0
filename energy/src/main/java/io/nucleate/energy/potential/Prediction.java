package io.nucleate.energy.potential;

import io.nucleate.crystal.Result;

/**
 * What a potential says of one structure of n atoms. Arrays of what was not asked for, or is not
 * known to the potential, are empty.
 *
 * @param energyEvPerAtom total energy over the number of atoms
 * @param forcesEvPerAngstrom [n][3], Cartesian, minus the gradient of the total energy; [0][] if
 *     only the energy was asked for
 * @param stressEvPerCubicAngstrom [3][3], derivative of the total energy by strain over the volume:
 *     positive where the cell wants to shrink; [0][] if only the energy was asked for
 * @param magneticMomentsBohr [n], magnitudes in Bohr magnetons
 * @param atomFeatures [n][k], what the potential's last layer sees of each atom in its
 *     surroundings, as input for property readouts; rows of equivalent atoms may be one array
 */
public record Prediction(
        double energyEvPerAtom,
        double[][] forcesEvPerAngstrom,
        double[][] stressEvPerCubicAngstrom,
        double[] magneticMomentsBohr,
        double[][] atomFeatures) {

    /** Gigapascal per eV per cubic angstrom (CODATA 2018). */
    public static final double GPA_PER_EV_PER_CUBIC_ANGSTROM = 160.2176634;

    /**
     * @throws ArithmeticException for an energy, a force, a stress or a feature that is infinite or
     *     not a number
     */
    public Prediction {
        requireFinite("energy", energyEvPerAtom);
        requireFinite("force", forcesEvPerAngstrom);
        requireFinite("stress", stressEvPerCubicAngstrom);
        requireFinite("magnetic moment", magneticMomentsBohr);
        requireFinite("feature", atomFeatures);
    }

    /**
     * Makes a prediction, or a failure of kind {@link Potential#NOT_FINITE} where a number of it is
     * infinite or not a number.
     *
     * @param potential name of the potential, for the reason
     * @see Prediction the other parameters
     */
    public static Result<Prediction> of(
            String potential,
            double energyEvPerAtom,
            double[][] forcesEvPerAngstrom,
            double[][] stressEvPerCubicAngstrom,
            double[] magneticMomentsBohr,
            double[][] atomFeatures) {
        try {
            return Result.success(new Prediction(
                    energyEvPerAtom,
                    forcesEvPerAngstrom,
                    stressEvPerCubicAngstrom,
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

    /**
     * [k], the potential's own fingerprint of the crystal: the mean over its atoms; empty where it
     * knows none.
     */
    public double[] crystalFeatures() {
        double[] mean = new double[atomFeatures.length == 0 ? 0 : atomFeatures[0].length];
        for (double[] features : atomFeatures) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += features[i] / atomFeatures.length;
            }
        }
        return mean;
    }

    /** The largest force on an atom; 0 if only the energy was asked for. */
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
