package io.nucleate.scorer.potential;

import io.nucleate.crystal.Structure;
import io.nucleate.crystal.Vectors;
import java.util.Arrays;

/**
 * Bonds and angles of one structure, as CHGNet sees it. A bond joins two atoms (or an atom and its own image) within 6 Å and
 * is kept once, for both directions; bonds shorter than 3 Å come first. An angle is an unordered pair of short bonds that
 * leave the same atom.
 */
final class CrystalGraph {
    static final double BOND_CUTOFF_ANGSTROM = 6;
    static final double ANGLE_CUTOFF_ANGSTROM = 3;

    /** Directed bonds and ordered angles together; some 1000 atoms of usual density, 1 GB of features. */
    private static final int MAX_EDGES = 100_000;

    /** Closer atoms are beyond any physics, and at zero the bond has no direction. */
    private static final double MIN_BOND_ANGSTROM = 0.01;

    private static final long MAX_IMAGES_TRIED = 50_000_000;

    /** Keeps the arc cosine's slope finite for straight angles, as in the reference implementation. */
    private static final double COSINE_SCALE = 1 - 1e-6;

    /** The structure cannot be made a graph of; the message says why. */
    static final class ImpossibleStructureException extends Exception {
        ImpossibleStructureException(String message) {
            super(message);
        }
    }

    final Structure structure;
    final Bonds shortBonds;
    final Bonds longBonds;
    final Angles angles;

    /** Growing columns: atoms at both ends, and the vector from the first to the second in angstrom. */
    static final class Bonds {
        int count;
        int[] from = new int[64];
        int[] to = new int[64];
        double[] vector = new double[3 * 64];
        double[] length = new double[64];

        private void add(int from, int to, double x, double y, double z, double length) {
            if (count == this.from.length) {
                this.from = Arrays.copyOf(this.from, 2 * count);
                this.to = Arrays.copyOf(this.to, 2 * count);
                this.vector = Arrays.copyOf(this.vector, 6 * count);
                this.length = Arrays.copyOf(this.length, 2 * count);
            }
            this.from[count] = from;
            this.to[count] = to;
            this.vector[3 * count] = x;
            this.vector[3 * count + 1] = y;
            this.vector[3 * count + 2] = z;
            this.length[count++] = length;
        }
    }

    /**
     * Columns of angles.
     *
     * @param atom at the vertex
     * @param first short bond, and {@code second} the other
     * @param sense +1 if both bonds leave the vertex in the same sense (both their own or both against it), else −1
     * @param cosine between the directions away from the vertex
     */
    record Angles(int[] atom, int[] first, int[] second, byte[] sense, double[] cosine) {
        int count() {
            return atom.length;
        }

        /** In radians. */
        double radians(int angle) {
            return Math.acos(COSINE_SCALE * cosine[angle]);
        }

        double radiansByCosine(int angle) {
            double c = COSINE_SCALE * cosine[angle];
            return -COSINE_SCALE / Math.sqrt(1 - c * c);
        }
    }

    /** @throws ImpossibleStructureException for coinciding or isolated atoms, and for cells beyond the memory bound */
    CrystalGraph(Structure structure) throws ImpossibleStructureException {
        this.structure = structure;
        this.shortBonds = new Bonds();
        this.longBonds = new Bonds();
        findBonds();
        refuseIsolatedAtoms();
        this.angles = findAngles();
    }

    /** Directed bonds and ordered angles: what time and memory are proportional to. */
    int edgeCount() {
        return 2 * (shortBonds.count + longBonds.count + angles.count());
    }

    private void findBonds() throws ImpossibleStructureException {
        double[][] lattice = structure.latticeVectors();
        double[] reach = reachInCells(lattice);
        double imagesPerPair = (2 * reach[0] + 1) * (2 * reach[1] + 1) * (2 * reach[2] + 1);
        int atoms = structure.atomCount();
        if (imagesPerPair * atoms * atoms / 2 > MAX_IMAGES_TRIED) {
            throw new ImpossibleStructureException(String.format(
                    "its cell of %.3g cubic angstrom with %d atoms is too flat or too large",
                    structure.volume(), atoms));
        }
        double[][] frac = structure.fracs();
        for (int i = 0; i < atoms; i++) {
            for (int j = i; j < atoms; j++) {
                findBonds(
                        i,
                        j,
                        new double[] {frac[j][0] - frac[i][0], frac[j][1] - frac[i][1], frac[j][2] - frac[i][2]},
                        reach,
                        lattice);
            }
        }
    }

    /** The cutoff in units of the distance between lattice planes. */
    private static double[] reachInCells(double[][] lattice) {
        double[] reach = new double[3];
        double volume = Math.abs(Vectors.determinant(lattice));
        for (int k = 0; k < 3; k++) {
            double area = Vectors.norm(Vectors.cross(lattice[(k + 1) % 3], lattice[(k + 2) % 3]));
            reach[k] = BOND_CUTOFF_ANGSTROM * area / volume;
        }
        return reach;
    }

    private void findBonds(int i, int j, double[] delta, double[] reach, double[][] lattice)
            throws ImpossibleStructureException {
        int minA = (int) Math.ceil(-reach[0] - delta[0]);
        int maxA = (int) Math.floor(reach[0] - delta[0]);
        int minB = (int) Math.ceil(-reach[1] - delta[1]);
        int maxB = (int) Math.floor(reach[1] - delta[1]);
        int minC = (int) Math.ceil(-reach[2] - delta[2]);
        int maxC = (int) Math.floor(reach[2] - delta[2]);
        for (int a = i == j ? 0 : minA; a <= maxA; a++) {
            // Of an atom's bonds to its own images only one of each opposite pair is kept.
            for (int b = i == j && a == 0 ? 0 : minB; b <= maxB; b++) {
                for (int c = i == j && a == 0 && b == 0 ? 1 : minC; c <= maxC; c++) {
                    double u = delta[0] + a;
                    double v = delta[1] + b;
                    double w = delta[2] + c;
                    double x = u * lattice[0][0] + v * lattice[1][0] + w * lattice[2][0];
                    double y = u * lattice[0][1] + v * lattice[1][1] + w * lattice[2][1];
                    double z = u * lattice[0][2] + v * lattice[1][2] + w * lattice[2][2];
                    double squared = x * x + y * y + z * z;
                    if (squared < BOND_CUTOFF_ANGSTROM * BOND_CUTOFF_ANGSTROM) {
                        addBond(i, j, x, y, z, Math.sqrt(squared));
                    }
                }
            }
        }
    }

    private void addBond(int i, int j, double x, double y, double z, double length)
            throws ImpossibleStructureException {
        if (length < MIN_BOND_ANGSTROM) {
            throw new ImpossibleStructureException(String.format(
                    "atoms %d (%s) and %d (%s) are %.3f angstrom apart",
                    i, structure.element(i), j, structure.element(j), length));
        }
        (length < ANGLE_CUTOFF_ANGSTROM ? shortBonds : longBonds).add(i, j, x, y, z, length);
        if (2 * (shortBonds.count + longBonds.count) > MAX_EDGES) {
            throw tooMany("bonds");
        }
    }

    private ImpossibleStructureException tooMany(String what) {
        return new ImpossibleStructureException(String.format(
                "%d atoms in %.3g cubic angstrom have more %s than the bound of %d; the cell is too dense or too large",
                structure.atomCount(), structure.volume(), what, MAX_EDGES));
    }

    private void refuseIsolatedAtoms() throws ImpossibleStructureException {
        boolean[] bonded = new boolean[structure.atomCount()];
        for (Bonds bonds : new Bonds[] {shortBonds, longBonds}) {
            for (int bond = 0; bond < bonds.count; bond++) {
                bonded[bonds.from[bond]] = true;
                bonded[bonds.to[bond]] = true;
            }
        }
        for (int atom = 0; atom < bonded.length; atom++) {
            if (!bonded[atom]) {
                throw new ImpossibleStructureException(String.format(
                        "atom %d (%s) has no neighbour within %.0f angstrom",
                        atom, structure.element(atom), BOND_CUTOFF_ANGSTROM));
            }
        }
    }

    private Angles findAngles() throws ImpossibleStructureException {
        int[] start = startOfEachAtomsEnds();
        int[] ends = endsByAtom(start);
        long count = 0;
        for (int atom = 0; atom < structure.atomCount(); atom++) {
            long degree = start[atom + 1] - start[atom];
            count += degree * (degree - 1) / 2;
        }
        if (2 * count > MAX_EDGES) {
            throw tooMany("angles");
        }
        int size = (int) count;
        Angles found = new Angles(new int[size], new int[size], new int[size], new byte[size], new double[size]);
        int angle = 0;
        for (int atom = 0; atom < structure.atomCount(); atom++) {
            for (int p = start[atom]; p < start[atom + 1]; p++) {
                for (int q = p + 1; q < start[atom + 1]; q++) {
                    found.atom[angle] = atom;
                    found.first[angle] = ends[p] >> 1;
                    found.second[angle] = ends[q] >> 1;
                    found.sense[angle] = (byte) ((ends[p] & 1) == (ends[q] & 1) ? 1 : -1);
                    found.cosine[angle] = cosine(ends[p] >> 1, ends[q] >> 1, found.sense[angle]);
                    angle++;
                }
            }
        }
        return found;
    }

    private int[] startOfEachAtomsEnds() {
        int[] start = new int[structure.atomCount() + 1];
        for (int bond = 0; bond < shortBonds.count; bond++) {
            start[shortBonds.from[bond] + 1]++;
            start[shortBonds.to[bond] + 1]++;
        }
        for (int atom = 0; atom < structure.atomCount(); atom++) {
            start[atom + 1] += start[atom];
        }
        return start;
    }

    /** Short bonds by the atom they leave: twice the bond's index, plus one where it leaves from its second end. */
    private int[] endsByAtom(int[] start) {
        int[] next = start.clone();
        int[] ends = new int[2 * shortBonds.count];
        for (int bond = 0; bond < shortBonds.count; bond++) {
            ends[next[shortBonds.from[bond]]++] = 2 * bond;
            ends[next[shortBonds.to[bond]]++] = 2 * bond + 1;
        }
        return ends;
    }

    private double cosine(int p, int q, int sense) {
        double[] v = shortBonds.vector;
        double dot = v[3 * p] * v[3 * q] + v[3 * p + 1] * v[3 * q + 1] + v[3 * p + 2] * v[3 * q + 2];
        return sense * dot / (shortBonds.length[p] * shortBonds.length[q]);
    }
}
