package io.nucleate.policy;

/**
 * The natural logarithm of a crystal's density, given its space group, in four parts. Coordinates
 * count per unit of 2 pi x, angles of the lattice per radian, and its lengths per angstrom after
 * division by the cube root of the number of atoms.
 *
 * @param wyckoff part of the Wyckoff letters
 * @param element part of the elements
 * @param coordinate part of the fractional coordinates
 * @param lattice part of the lattice
 */
public record LogProb(double wyckoff, double element, double coordinate, double lattice) {
    public double total() {
        return wyckoff + element + coordinate + lattice;
    }
}
