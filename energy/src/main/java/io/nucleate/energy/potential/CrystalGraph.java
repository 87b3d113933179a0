package io.nucleate.energy.potential;

import io.nucleate.crystal.Structure;

/**
 * The bonds and angles of one structure, as CHGNet defines them (Deng et al., Nature Machine
 * Intelligence 5, 1031, 2023). A bond joins two atoms, or an atom and its own image, that are less
 * than 6 Å apart; it stands here once and counts for both directions. An angle is an unordered pair
 * of bonds shorter than 3 Å that meet at the same atom.
 *
 * @param bonds all bonds; those shorter than 3 Å come first
 * @param shortBondCount number of bonds shorter than 3 Å
 */
record CrystalGraph(Structure structure, Bonds bonds, int shortBondCount, Angles angles) {
    static final double BOND_CUTOFF_ANGSTROM = 6;
    static final double ANGLE_CUTOFF_ANGSTROM = 3;

    /**
     * Largest number of directed bonds, and of ordered angles. So many belong to about 2000 atoms
     * of usual density; computing the forces on these takes 3 GB of memory.
     */
    private static final int EDGES_MAX = 100_000;

    /**
     * Factor on cosines, as in the reference implementation. It keeps the slope of the arc cosine
     * finite for angles of 0° and 180°.
     */
    private static final double COSINE_SCALE = 1 - 1e-6;

    /**
     * The a angles of a structure.
     *
     * @param vertex [a], atom where the two bonds meet
     * @param first [a], one of the two bonds
     * @param second [a], the other bond
     * @param sense [a], +1 if the vertex is the first end of both bonds or the second end of both
     *     bonds; −1 if it is the first end of one bond and the second end of the other
     * @param cosine [a], cosine of the angle between the directions in which the bonds leave the
     *     vertex
     */
    record Angles(int[] vertex, int[] first, int[] second, byte[] sense, double[] cosine) {
        int count() {
            return vertex.length;
        }

        /** Returns the angle that belongs to a cosine, in radians. */
        static double radians(double cosine) {
            return Math.acos(COSINE_SCALE * cosine);
        }

        /** Returns the derivative of {@link #radians} by the cosine. */
        static double radiansByCosine(double cosine) {
            double c = COSINE_SCALE * cosine;
            return -COSINE_SCALE / Math.sqrt(1 - c * c);
        }
    }

    /**
     * Finds the bonds and angles of a structure.
     *
     * @throws ImpossibleStructureException if atoms coincide, if an atom has no bond, or if the
     *     cell has too many bonds or angles
     */
    static CrystalGraph of(Structure structure) throws ImpossibleStructureException {
        Bonds bonds = BondSearch.find(structure, BOND_CUTOFF_ANGSTROM, EDGES_MAX)
                .shortFirst(ANGLE_CUTOFF_ANGSTROM);
        int shortBondCount = bonds.countBelow(ANGLE_CUTOFF_ANGSTROM);
        return new CrystalGraph(
                structure, bonds, shortBondCount, findAngles(structure, bonds, shortBondCount));
    }

    private static Angles findAngles(Structure structure, Bonds bonds, int shortBondCount)
            throws ImpossibleStructureException {
        int atoms = structure.atomCount();
        int[] start = startOfEachAtom(atoms, bonds, shortBondCount);
        int[] ends = bondEndsByAtom(start, bonds, shortBondCount);
        long count = 0;
        for (int atom = 0; atom < atoms; atom++) {
            long degree = (long) start[atom + 1] - start[atom];
            count += degree * (degree - 1) / 2;
        }
        BondSearch.refuseTooMany("angles", 2 * count, EDGES_MAX, structure);
        int size = (int) count;
        Angles angles = new Angles(
                new int[size], new int[size], new int[size], new byte[size], new double[size]);
        int angle = 0;
        for (int atom = 0; atom < atoms; atom++) {
            for (int p = start[atom]; p < start[atom + 1]; p++) {
                for (int q = p + 1; q < start[atom + 1]; q++) {
                    angles.vertex[angle] = atom;
                    angles.first[angle] = ends[p] >> 1;
                    angles.second[angle] = ends[q] >> 1;
                    angles.sense[angle] = (byte) ((ends[p] & 1) == (ends[q] & 1) ? 1 : -1);
                    angles.cosine[angle] =
                            angles.sense[angle] * cosine(bonds, ends[p] >> 1, ends[q] >> 1);
                    angle++;
                }
            }
        }
        return angles;
    }

    /**
     * Returns for each atom its first place in the list of {@link #bondEndsByAtom}; one more number
     * is the length of that list: [atoms + 1].
     */
    private static int[] startOfEachAtom(int atoms, Bonds bonds, int shortBondCount) {
        int[] start = new int[atoms + 1];
        for (int bond = 0; bond < shortBondCount; bond++) {
            start[bonds.from()[bond] + 1]++;
            start[bonds.to()[bond] + 1]++;
        }
        for (int atom = 0; atom < atoms; atom++) {
            start[atom + 1] += start[atom];
        }
        return start;
    }

    /**
     * Lists the ends of all short bonds, ordered by the atom at that end: [2 × short bonds]. A
     * first end is written as 2 × bond, a second end as 2 × bond + 1.
     */
    private static int[] bondEndsByAtom(int[] start, Bonds bonds, int shortBondCount) {
        int[] next = start.clone();
        int[] ends = new int[2 * shortBondCount];
        for (int bond = 0; bond < shortBondCount; bond++) {
            ends[next[bonds.from()[bond]]++] = 2 * bond;
            ends[next[bonds.to()[bond]]++] = 2 * bond + 1;
        }
        return ends;
    }

    private static double cosine(Bonds bonds, int p, int q) {
        double[] v = bonds.vectorAngstrom();
        double dot =
                v[3 * p] * v[3 * q] + v[3 * p + 1] * v[3 * q + 1] + v[3 * p + 2] * v[3 * q + 2];
        return dot / (bonds.lengthAngstrom()[p] * bonds.lengthAngstrom()[q]);
    }
}
