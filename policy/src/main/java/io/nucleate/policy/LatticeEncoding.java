package io.nucleate.policy;

import io.nucleate.crystal.CrystalSystem;
import io.nucleate.crystal.Lattice;

import java.util.Optional;

/**
 * Converts lattices to the six numbers that the network describes them by, and back: a, b and c in
 * angstrom, divided by the cube root of the number of atoms in the conventional cell, then alpha,
 * beta and gamma in radians.
 */
final class LatticeEncoding {
    private LatticeEncoding() {}

    static double[] encode(Lattice lattice, int atoms) {
        double scale = Math.cbrt(atoms);
        double[] values = lattice.parameters();
        for (int i = 0; i < 6; i++) {
            values[i] = i < 3 ? values[i] / scale : Math.toRadians(values[i]);
        }
        return values;
    }

    /**
     * Finds the lattice of a crystal system that six encoded numbers stand for. Only the numbers of
     * the system's free parameters are read.
     *
     * @return empty where the numbers are not those of a possible cell
     */
    static Optional<Lattice> decode(double[] values, CrystalSystem system, int atoms) {
        double scale = Math.cbrt(atoms);
        double[] parameters = {1, 1, 1, 90, 90, 90};
        for (int i = 0; i < 6; i++) {
            if (system.isFree(i)) {
                parameters[i] = i < 3 ? values[i] * scale : Math.toDegrees(values[i]);
            }
        }
        return Lattice.isPossible(parameters)
                ? Optional.of(system.constrain(Lattice.of(parameters)))
                : Optional.empty();
    }
}
