package io.nucleate.energy.relaxation;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Structure;
import io.nucleate.energy.potential.Prediction;

import java.util.Optional;

/**
 * A structure at the end of its relaxation.
 *
 * @param crystal of the same space group and Wyckoff letters as the one that was relaxed; empty if
 *     symmetry was not kept
 * @param structure its atoms, of a primitive cell where there is a crystal
 * @param prediction what the potential says of that structure
 * @param converged whether forces and stress are within the settings' bounds; if not, this is the
 *     structure of lowest energy on the way
 * @param steps moves made, each followed by an evaluation
 * @param initialEnergyEvPerAtom energy before the first step, eV per atom
 */
public record Relaxed(
        Optional<Crystal> crystal,
        Structure structure,
        Prediction prediction,
        boolean converged,
        int steps,
        double initialEnergyEvPerAtom) {

    /** The largest component of the stress, in gigapascal. */
    public double stressMaxGpa() {
        double max = 0;
        for (double[] row : prediction.stressEvPerCubicAngstrom()) {
            for (double component : row) {
                max = Math.max(max, Math.abs(component));
            }
        }
        return max * Prediction.GPA_PER_EV_PER_CUBIC_ANGSTROM;
    }
}
