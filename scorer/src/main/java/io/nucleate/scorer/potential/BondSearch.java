package io.nucleate.scorer.potential;

import io.nucleate.crystal.Structure;
import io.nucleate.crystal.Vectors;

/** Finds all bonds of a periodic structure, by trying the images that can be near for each pair of atoms. */
final class BondSearch {
    /** Closer atoms are beyond any physics, and at zero the bond has no direction. */
    private static final double MIN_LENGTH_ANGSTROM = 0.01;

    private static final double CUTOFF = CrystalGraph.BOND_CUTOFF_ANGSTROM;
    private static final long MAX_IMAGES_TRIED = 50_000_000;

    private final Structure structure;
    private final double[][] lattice;
    private final double[] reach;
    private final Growing shortBonds = new Growing();
    private final Growing longBonds = new Growing();

    /** Bonds while they are being found. */
    private static final class Growing {
        private CrystalGraph.Bonds columns = CrystalGraph.Bonds.ofSize(256);
        private int count;

        private void add(int from, int to, double x, double y, double z, double length) {
            if (count == columns.count()) {
                CrystalGraph.Bonds larger = CrystalGraph.Bonds.ofSize(2 * count);
                larger.copy(0, columns, count);
                columns = larger;
            }
            columns.from()[count] = from;
            columns.to()[count] = to;
            columns.vector()[3 * count] = x;
            columns.vector()[3 * count + 1] = y;
            columns.vector()[3 * count + 2] = z;
            columns.length()[count++] = length;
        }
    }

    /** @throws ImpossibleStructureException for coinciding atoms, and for cells beyond the bounds on time and memory */
    BondSearch(Structure structure) throws ImpossibleStructureException {
        this.structure = structure;
        this.lattice = structure.latticeVectors();
        this.reach = reachInCells(lattice);
        int atoms = structure.atomCount();
        double imagesPerPair = (2 * reach[0] + 1) * (2 * reach[1] + 1) * (2 * reach[2] + 1);
        if (imagesPerPair * atoms * atoms / 2 > MAX_IMAGES_TRIED) {
            throw new ImpossibleStructureException(String.format(
                    "its cell of %.3g cubic angstrom with %d atoms is too flat or too large",
                    structure.volume(), atoms));
        }
        for (int i = 0; i < atoms; i++) {
            for (int j = i; j < atoms; j++) {
                findBonds(i, j);
            }
        }
    }

    int shortBondCount() {
        return shortBonds.count;
    }

    /** All bonds, short ones first. */
    CrystalGraph.Bonds bonds() {
        CrystalGraph.Bonds bonds = CrystalGraph.Bonds.ofSize(shortBonds.count + longBonds.count);
        bonds.copy(0, shortBonds.columns, shortBonds.count);
        bonds.copy(shortBonds.count, longBonds.columns, longBonds.count);
        return bonds;
    }

    /** The cutoff in units of the distance between lattice planes. */
    private static double[] reachInCells(double[][] lattice) {
        double[] reach = new double[3];
        double volume = Math.abs(Vectors.determinant(lattice));
        for (int k = 0; k < 3; k++) {
            double area = Vectors.norm(Vectors.cross(lattice[(k + 1) % 3], lattice[(k + 2) % 3]));
            reach[k] = CUTOFF * area / volume;
        }
        return reach;
    }

    private void findBonds(int i, int j) throws ImpossibleStructureException {
        double da = structure.frac(j, 0) - structure.frac(i, 0);
        double db = structure.frac(j, 1) - structure.frac(i, 1);
        double dc = structure.frac(j, 2) - structure.frac(i, 2);
        int minA = (int) Math.ceil(-reach[0] - da);
        int maxA = (int) Math.floor(reach[0] - da);
        int minB = (int) Math.ceil(-reach[1] - db);
        int maxB = (int) Math.floor(reach[1] - db);
        int minC = (int) Math.ceil(-reach[2] - dc);
        int maxC = (int) Math.floor(reach[2] - dc);
        // Of an atom's bonds to its own images only one of each opposite pair is kept.
        boolean self = i == j;
        for (int a = self ? 0 : minA; a <= maxA; a++) {
            for (int b = self && a == 0 ? 0 : minB; b <= maxB; b++) {
                for (int c = self && a == 0 && b == 0 ? 1 : minC; c <= maxC; c++) {
                    addIfNear(i, j, a + da, b + db, c + dc);
                }
            }
        }
    }

    private void addIfNear(int i, int j, double a, double b, double c) throws ImpossibleStructureException {
        double x = a * lattice[0][0] + b * lattice[1][0] + c * lattice[2][0];
        double y = a * lattice[0][1] + b * lattice[1][1] + c * lattice[2][1];
        double z = a * lattice[0][2] + b * lattice[1][2] + c * lattice[2][2];
        double squared = x * x + y * y + z * z;
        if (squared >= CUTOFF * CUTOFF) {
            return;
        }
        double length = Math.sqrt(squared);
        if (length < MIN_LENGTH_ANGSTROM) {
            throw new ImpossibleStructureException(String.format(
                    "atoms %d (%s) and %d (%s) are %.3f angstrom apart",
                    i, structure.element(i), j, structure.element(j), length));
        }
        (length < CrystalGraph.ANGLE_CUTOFF_ANGSTROM ? shortBonds : longBonds).add(i, j, x, y, z, length);
        CrystalGraph.refuseTooMany("bonds", 2L * (shortBonds.count + longBonds.count), structure);
    }
}
