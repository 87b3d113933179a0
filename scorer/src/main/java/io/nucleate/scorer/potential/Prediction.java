package io.nucleate.scorer.potential;

/**
 * What a potential says of one structure of n atoms. Arrays of what was not asked for, or is not known to the potential, are
 * empty.
 *
 * @param energyPerAtomEv total energy over the number of atoms
 * @param forcesEvPerAngstrom [n][3], Cartesian, minus the gradient of the total energy; [0][] if only the energy was asked for
 * @param stressEvPerCubicAngstrom [3][3], derivative of the total energy by strain over the volume: positive where the cell
 *     wants to shrink; [0][] if only the energy was asked for
 * @param magneticMomentsBohr [n], magnitudes in Bohr magnetons
 * @param crystalFeatures the potential's own fingerprint of the crystal, mean over atoms, as input for property readouts
 */
public record Prediction(
        double energyPerAtomEv,
        double[][] forcesEvPerAngstrom,
        double[][] stressEvPerCubicAngstrom,
        double[] magneticMomentsBohr,
        double[] crystalFeatures)
        implements Evaluation {

    /** Gigapascal per eV per cubic angstrom (CODATA 2018). */
    public static final double GPA_PER_EV_PER_CUBIC_ANGSTROM = 160.2176634;

    /** @throws IllegalArgumentException for an energy that is not a number */
    public Prediction {
        if (!Double.isFinite(energyPerAtomEv)) {
            throw new IllegalArgumentException("energy " + energyPerAtomEv + " eV/atom is not a number");
        }
    }

    /** The largest force on an atom; 0 if only the energy was asked for. */
    public double forceMaxEvPerAngstrom() {
        double max = 0;
        for (double[] force : forcesEvPerAngstrom) {
            max = Math.max(max, Math.sqrt(force[0] * force[0] + force[1] * force[1] + force[2] * force[2]));
        }
        return max;
    }
}
