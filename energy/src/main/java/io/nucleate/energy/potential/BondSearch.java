package io.nucleate.energy.potential;

import io.nucleate.crystal.Structure;
import io.nucleate.crystal.Vectors;

import java.util.Locale;

/**
 * Finds all bonds of a periodic structure. For each pair of atoms it tries the periodic images of
 * the second atom that can lie within the cutoff.
 */
final class BondSearch {
    /** No potential knows atoms closer than this; at distance 0 a bond has no direction. */
    private static final double LENGTH_MIN_ANGSTROM = 0.01;

    private static final long IMAGES_TRIED_MAX = 50_000_000;

    private final Structure structure;
    private final double cutoffAngstrom;
    private final int directedBondsMax;
    private final double[][] lattice;
    private final double[] reach;
    private Bonds found = Bonds.ofSize(256);
    private int count;

    private BondSearch(Structure structure, double cutoffAngstrom, int directedBondsMax) {
        this.structure = structure;
        this.cutoffAngstrom = cutoffAngstrom;
        this.directedBondsMax = directedBondsMax;
        this.lattice = structure.latticeVectors();
        this.reach = reachInCells(lattice, cutoffAngstrom);
    }

    /**
     * Finds all bonds shorter than the cutoff. A bond joins two atoms, or an atom and one of its
     * own images.
     *
     * @param directedBondsMax largest number of directed bonds, two for each bond; it bounds time
     *     and memory of all that follows
     * @throws ImpossibleStructureException if atoms coincide, if an atom has no bond, or if the
     *     cell has too many bonds
     */
    static Bonds find(Structure structure, double cutoffAngstrom, int directedBondsMax)
            throws ImpossibleStructureException {
        BondSearch search = new BondSearch(structure, cutoffAngstrom, directedBondsMax);
        search.findAll();
        Bonds bonds = Bonds.ofSize(search.count);
        bonds.copy(0, search.found, 0, search.count);
        search.refuseIsolatedAtoms(bonds);
        return bonds;
    }

    static void refuseTooMany(String what, long count, int max, Structure structure)
            throws ImpossibleStructureException {
        if (count > max) {
            throw new ImpossibleStructureException(String.format(
                    Locale.ROOT,
                    "%d atoms in %.3g cubic angstrom have more than %d %s; the cell is too dense"
                            + " or too large",
                    structure.atomCount(),
                    structure.volume(),
                    max,
                    what));
        }
    }

    private void refuseIsolatedAtoms(Bonds bonds) throws ImpossibleStructureException {
        boolean[] bonded = new boolean[structure.atomCount()];
        for (int bond = 0; bond < bonds.count(); bond++) {
            bonded[bonds.from()[bond]] = true;
            bonded[bonds.to()[bond]] = true;
        }
        for (int atom = 0; atom < bonded.length; atom++) {
            if (!bonded[atom]) {
                throw new ImpossibleStructureException(String.format(
                        Locale.ROOT,
                        "atom %d (%s) has no neighbour within %.3g angstrom; check the unit of the"
                                + " lattice",
                        atom,
                        structure.element(atom),
                        cutoffAngstrom));
            }
        }
    }

    private void findAll() throws ImpossibleStructureException {
        int atoms = structure.atomCount();
        double imagesPerPair = (2 * reach[0] + 1) * (2 * reach[1] + 1) * (2 * reach[2] + 1);
        if (imagesPerPair * atoms * atoms / 2 > IMAGES_TRIED_MAX) {
            throw new ImpossibleStructureException(String.format(
                    Locale.ROOT,
                    "its cell of %.3g cubic angstrom with %d atoms is too flat or too large",
                    structure.volume(),
                    atoms));
        }
        for (int i = 0; i < atoms; i++) {
            for (int j = i; j < atoms; j++) {
                findBonds(i, j);
            }
        }
    }

    /** Returns the cutoff in units of the distance between lattice planes, [3]. */
    private static double[] reachInCells(double[][] lattice, double cutoffAngstrom) {
        double[] reach = new double[3];
        double volume = Math.abs(Vectors.determinant(lattice));
        for (int k = 0; k < 3; k++) {
            double area = Vectors.norm(Vectors.cross(lattice[(k + 1) % 3], lattice[(k + 2) % 3]));
            reach[k] = cutoffAngstrom * area / volume;
        }
        return reach;
    }

    private void findBonds(int i, int j) throws ImpossibleStructureException {
        double da = structure.frac(j, 0) - structure.frac(i, 0);
        double db = structure.frac(j, 1) - structure.frac(i, 1);
        double dc = structure.frac(j, 2) - structure.frac(i, 2);
        int aMin = (int) Math.ceil(-reach[0] - da);
        int aMax = (int) Math.floor(reach[0] - da);
        int bMin = (int) Math.ceil(-reach[1] - db);
        int bMax = (int) Math.floor(reach[1] - db);
        int cMin = (int) Math.ceil(-reach[2] - dc);
        int cMax = (int) Math.floor(reach[2] - dc);
        // An atom's bonds to its own images come in opposite pairs; one bond of each pair is kept.
        boolean self = i == j;
        for (int a = self ? 0 : aMin; a <= aMax; a++) {
            for (int b = self && a == 0 ? 0 : bMin; b <= bMax; b++) {
                for (int c = self && a == 0 && b == 0 ? 1 : cMin; c <= cMax; c++) {
                    addIfNear(i, j, a + da, b + db, c + dc);
                }
            }
        }
    }

    private void addIfNear(int i, int j, double a, double b, double c)
            throws ImpossibleStructureException {
        double x = a * lattice[0][0] + b * lattice[1][0] + c * lattice[2][0];
        double y = a * lattice[0][1] + b * lattice[1][1] + c * lattice[2][1];
        double z = a * lattice[0][2] + b * lattice[1][2] + c * lattice[2][2];
        double squared = x * x + y * y + z * z;
        if (squared >= cutoffAngstrom * cutoffAngstrom) {
            return;
        }
        double length = Math.sqrt(squared);
        if (length < LENGTH_MIN_ANGSTROM) {
            throw new ImpossibleStructureException(String.format(
                    Locale.ROOT,
                    "atoms %d (%s) and %d (%s) are %.3f angstrom apart; remove one of them",
                    i,
                    structure.element(i),
                    j,
                    structure.element(j),
                    length));
        }
        add(i, j, x, y, z, length);
        refuseTooMany("bonds", 2L * count, directedBondsMax, structure);
    }

    private void add(int from, int to, double x, double y, double z, double length) {
        if (count == found.count()) {
            Bonds larger = Bonds.ofSize(2 * count);
            larger.copy(0, found, 0, count);
            found = larger;
        }
        found.from()[count] = from;
        found.to()[count] = to;
        found.vectorAngstrom()[3 * count] = x;
        found.vectorAngstrom()[3 * count + 1] = y;
        found.vectorAngstrom()[3 * count + 2] = z;
        found.lengthAngstrom()[count++] = length;
    }
}
