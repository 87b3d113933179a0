package io.nucleate.crystal;

import java.util.Arrays;

/**
 * All atoms of one cell, which may be primitive or not and in any setting. Immutable: arrays are
 * copied in and out.
 */
public final class Structure {
    /** Most atoms of a structure. Time and memory grow with their square. */
    public static final int ATOMS_MAX = 10_000;

    private final double[][] latticeVectors;
    private final int[] atomicNumbers;
    private final double[][] frac;

    /**
     * Checks and copies the cell and its atoms.
     *
     * @param latticeVectors rows in angstrom
     * @param frac fractional coordinates, one row per atom
     * @throws IllegalArgumentException for shapes that do not fit, more than {@link #ATOMS_MAX}
     *     atoms, unknown elements, a cell without volume or a coordinate that is not a number
     */
    public Structure(double[][] latticeVectors, int[] atomicNumbers, double[][] frac) {
        if (latticeVectors.length != 3
                || Arrays.stream(latticeVectors).anyMatch(row -> row.length != 3)) {
            throw new IllegalArgumentException(
                    "lattice vectors must be three rows of three numbers");
        }
        if (atomicNumbers.length == 0 || atomicNumbers.length != frac.length) {
            throw new IllegalArgumentException(atomicNumbers.length + " elements for " + frac.length
                    + " positions; a structure needs as many of both, at least one");
        }
        refuseTooMany(atomicNumbers.length);
        double volume = Vectors.determinant(latticeVectors);
        if (!(Math.abs(volume) > 1e-6) || Double.isInfinite(volume)) {
            throw new IllegalArgumentException("lattice vectors span no volume");
        }
        for (int i = 0; i < frac.length; i++) {
            Element.ofAtomicNumber(atomicNumbers[i]);
            if (frac[i].length != 3 || !Double.isFinite(frac[i][0] + frac[i][1] + frac[i][2])) {
                throw new IllegalArgumentException(
                        "position " + i + " is not three numbers: " + Arrays.toString(frac[i]));
            }
        }
        this.latticeVectors = copy(latticeVectors);
        this.atomicNumbers = atomicNumbers.clone();
        this.frac = copy(frac);
    }

    /**
     * Refuses a number of atoms, before they take memory.
     *
     * @throws IllegalArgumentException for more than {@link #ATOMS_MAX}
     */
    public static void refuseTooMany(long atoms) {
        if (atoms > ATOMS_MAX) {
            throw new IllegalArgumentException(
                    atoms + " atoms are too many for one structure; it can have " + ATOMS_MAX);
        }
    }

    private static double[][] copy(double[][] rows) {
        return Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
    }

    public int atomCount() {
        return atomicNumbers.length;
    }

    public int atomicNumber(int atom) {
        return atomicNumbers[atom];
    }

    public Element element(int atom) {
        return Element.ofAtomicNumber(atomicNumbers[atom]);
    }

    /** Returns the fractional coordinate of an atom along a lattice vector. */
    public double frac(int atom, int axis) {
        return frac[atom][axis];
    }

    public int[] atomicNumbers() {
        return atomicNumbers.clone();
    }

    /** Returns the fractional coordinates, one row per atom. */
    public double[][] fracs() {
        return copy(frac);
    }

    /** Returns the lattice vectors, as rows in angstrom. */
    public double[][] latticeVectors() {
        return copy(latticeVectors);
    }

    public Lattice lattice() {
        return Lattice.ofVectors(latticeVectors);
    }

    /** Returns the volume of the cell in cubic angstrom. */
    public double volume() {
        return Math.abs(Vectors.determinant(latticeVectors));
    }

    /** Returns the position of an atom, in angstrom. */
    public double[] cartesian(int atom) {
        return Vectors.multiply(frac[atom], latticeVectors);
    }

    public Composition composition() {
        Composition.Builder composition = new Composition.Builder();
        for (int atomicNumber : atomicNumbers) {
            composition.add(Element.ofAtomicNumber(atomicNumber), 1);
        }
        return composition.build();
    }
}
