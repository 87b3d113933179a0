package io.nucleate.energy.potential;

import io.nucleate.crystal.Structure;

/**
 * Bonds and angles of one structure, as CHGNet sees it. A bond joins two atoms (or an atom and its
 * own image) within 6 Å and is kept once, for both directions. An angle is an unordered pair of
 * bonds shorter than 3 Å that leave the same atom.
 *
 * @param bonds short ones first
 * @param shortBondCount how many of them are shorter than 3 Å
 */
record CrystalGraph(Structure structure, Bonds bonds, int shortBondCount, Angles angles) {
    static final double BOND_CUTOFF_ANGSTROM = 6;
    static final double ANGLE_CUTOFF_ANGSTROM = 3;

    /**
     * Directed bonds, or ordered angles: some 2000 atoms of usual density; forces on them take 3
     * GB.
     */
    private static final int EDGES_MAX = 100_000;

    /**
     * Keeps the arc cosine's slope finite for straight angles, as in the reference implementation.
     */
    private static final double COSINE_SCALE = 1 - 1e-6;

    /**
     * Columns of angles.
     *
     * @param vertex atom where the bonds meet
     * @param first short bond, and {@code second} the other
     * @param sense +1 if both bonds leave the vertex in the same sense (both their own or both
     *     against it), else −1
     * @param cosine between the directions away from the vertex
     */
    record Angles(int[] vertex, int[] first, int[] second, byte[] sense, double[] cosine) {
        int count() {
            return vertex.length;
        }

        /** The angle of a cosine. */
        static double radians(double cosine) {
            return Math.acos(COSINE_SCALE * cosine);
        }

        /** The derivative of {@link #radians}. */
        static double radiansByCosine(double cosine) {
            double c = COSINE_SCALE * cosine;
            return -COSINE_SCALE / Math.sqrt(1 - c * c);
        }
    }

    /**
     * @throws ImpossibleStructureException for coinciding or isolated atoms, and for cells beyond
     *     the bounds on time and memory
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
        int[] ends = endsByAtom(start, bonds, shortBondCount);
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

    /** Where in {@link #endsByAtom} each atom's short bonds start, and at last where they end. */
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
     * Short bonds by the atom they leave: twice the bond's index, plus one where it leaves from its
     * second end.
     */
    private static int[] endsByAtom(int[] start, Bonds bonds, int shortBondCount) {
        int[] next = start.clone();
        int[] ends = new int[2 * shortBondCount];
        for (int bond = 0; bond < shortBondCount; bond++) {
            ends[next[bonds.from()[bond]]++] = 2 * bond;
            ends[next[bonds.to()[bond]]++] = 2 * bond + 1;
        }
        return ends;
    }

    private static double cosine(Bonds bonds, int p, int q) {
        double[] v = bonds.vector();
        double dot =
                v[3 * p] * v[3 * q] + v[3 * p + 1] * v[3 * q + 1] + v[3 * p + 2] * v[3 * q + 2];
        return dot / (bonds.length()[p] * bonds.length()[q]);
    }
}
