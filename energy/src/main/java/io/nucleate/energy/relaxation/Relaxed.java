package io.nucleate.energy.relaxation;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Structure;
import io.nucleate.energy.potential.Prediction;

import java.util.Optional;

/**
 * A structure at the end of its relaxation.
 *
 * @param crystal the relaxed crystal, with the space group and the Wyckoff letters that it had
 *     before; empty if the relaxation did not keep symmetry
 * @param structure all atoms: of a primitive cell if there is a crystal, else of the cell that was
 *     relaxed
 * @param prediction energy, forces and stress of this structure
 * @param converged whether forces and stress, or the descent to come, are within the bounds of the
 *     settings; if not, this is the structure of lowest energy on the way
 * @param steps number of steps, each followed by an evaluation
 * @param initialEnergyEvPerAtom energy before the first step
 */
public record Relaxed(
        Optional<Crystal> crystal,
        Structure structure,
        Prediction prediction,
        boolean converged,
        int steps,
        double initialEnergyEvPerAtom) {

    /** Returns the largest absolute value of a component of the stress, in gigapascal. */
    public double stressMaxGpa() {
        double max = 0;
        for (double[] row : prediction.stressEvPerAngstrom3()) {
            for (double component : row) {
                max = Math.max(max, Math.abs(component));
            }
        }
        return max * Prediction.GPA_PER_EV_PER_ANGSTROM3;
    }
}
