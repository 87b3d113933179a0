package io.nucleate.policy;

/**
 * Natural-log density of a crystal by part, given its space group. Coordinates are per unit of 2 pi
 * x, lattice lengths per angstrom after division by the cube root of the number of atoms, angles
 * per radian.
 */
public record LogProb(double wyckoff, double element, double coordinate, double lattice) {
    public double total() {
        return wyckoff + element + coordinate + lattice;
    }
}
