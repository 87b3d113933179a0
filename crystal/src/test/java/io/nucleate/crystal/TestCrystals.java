package io.nucleate.crystal;

import java.util.List;

/** Crystals and structures for tests, here and in other modules. */
public final class TestCrystals {
    private TestCrystals() {}

    /** Makes a crystal with the structure of rock salt. */
    public static Crystal rockSalt(Element cation, Element anion, double lengthAngstrom) {
        return cubic(
                225,
                lengthAngstrom,
                new Site(cation, 'a', 0, 0, 0),
                new Site(anion, 'b', 0.5, 0.5, 0.5));
    }

    /** Makes a crystal with the structure of caesium chloride. */
    public static Crystal caesiumChloride(Element cation, Element anion, double lengthAngstrom) {
        return cubic(
                221,
                lengthAngstrom,
                new Site(cation, 'a', 0, 0, 0),
                new Site(anion, 'b', 0.5, 0.5, 0.5));
    }

    /** Makes a perovskite. */
    public static Crystal perovskite(
            Element large, Element small, Element anion, double lengthAngstrom) {
        return cubic(
                221,
                lengthAngstrom,
                new Site(large, 'a', 0, 0, 0),
                new Site(small, 'b', 0.5, 0.5, 0.5),
                new Site(anion, 'c', 0, 0.5, 0.5));
    }

    /** Makes a crystal of a cubic space group. */
    public static Crystal cubic(int spaceGroup, double lengthAngstrom, Site... sites) {
        return new Crystal(
                SpaceGroup.of(spaceGroup),
                new Lattice(lengthAngstrom, lengthAngstrom, lengthAngstrom, 90, 90, 90),
                List.of(sites));
    }

    /** Returns a structure with its atoms in the reverse order. */
    public static Structure reversed(Structure structure) {
        int n = structure.atomCount();
        int[] atomicNumbers = new int[n];
        double[][] frac = new double[n][];
        for (int atom = 0; atom < n; atom++) {
            atomicNumbers[n - 1 - atom] = structure.atomicNumber(atom);
            frac[n - 1 - atom] = structure.fracs()[atom];
        }
        return new Structure(structure.latticeVectors(), atomicNumbers, frac);
    }
}
