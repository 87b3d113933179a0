package io.nucleate.crystal.symmetry;

import io.nucleate.crystal.Element;
import io.nucleate.crystal.Structure;
import io.nucleate.crystal.Vectors;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The atoms of a cell, grouped by element. The rarest element comes first, so that few translations
 * need trying.
 */
final class AtomicCell {
    private final double[][] vectors;
    private final int[] atomicNumbers;
    private final double[][] frac;

    /** For each atom, the first atom of its element. */
    private final int[] kindStart;

    /** For each atom, the end of the atoms of its element. */
    private final int[] kindEnd;

    /**
     * For each axis, the largest difference in coordinate between two points one angstrom apart.
     */
    private final double[] reach;

    private AtomicCell(double[][] vectors, int[] atomicNumbers, double[][] frac) {
        int atoms = frac.length;
        this.vectors = vectors;
        this.atomicNumbers = atomicNumbers;
        this.frac = frac;
        this.kindStart = new int[atoms];
        this.kindEnd = new int[atoms];
        for (int start = 0, end; start < atoms; start = end) {
            end = start;
            while (end < atoms && atomicNumbers[end] == atomicNumbers[start]) {
                end++;
            }
            for (int atom = start; atom < end; atom++) {
                kindStart[atom] = start;
                kindEnd[atom] = end;
            }
        }
        double[][] inverse = Vectors.inverse(vectors);
        this.reach = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            reach[axis] = Vectors.norm(
                    new double[] {inverse[0][axis], inverse[1][axis], inverse[2][axis]});
        }
    }

    static AtomicCell of(Structure structure) {
        int[] numbers = structure.atomicNumbers();
        int[] counts = new int[256];
        for (int number : numbers) {
            counts[number]++;
        }
        int[] order = IntStream.range(0, numbers.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingInt(atom -> counts[numbers[atom]])
                        .thenComparingInt(atom -> numbers[atom]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[][] frac = structure.fracs();
        return new AtomicCell(
                structure.latticeVectors(),
                IntStream.of(order).map(atom -> numbers[atom]).toArray(),
                IntStream.of(order).mapToObj(atom -> frac[atom]).toArray(double[][]::new));
    }

    /** Returns some of the atoms, in order, in another cell of the same space. */
    AtomicCell with(double[][] newVectors, int[] atoms, double[][] newFrac) {
        return new AtomicCell(
                newVectors,
                IntStream.of(atoms).map(atom -> atomicNumbers[atom]).toArray(),
                newFrac);
    }

    /** Returns the same atoms, each moved by a fractional vector. */
    AtomicCell shifted(double[][] shifts) {
        double[][] shifted = new double[frac.length][3];
        for (int atom = 0; atom < frac.length; atom++) {
            for (int i = 0; i < 3; i++) {
                shifted[atom][i] = frac[atom][i] + shifts[atom][i];
            }
        }
        return new AtomicCell(vectors, atomicNumbers, shifted);
    }

    /**
     * Returns the largest distance, in angstrom, from an atom to the nearest one of its element in
     * another cell of the same lattice or a finer one.
     */
    double largestDistanceTo(AtomicCell other) {
        double[][] toOther = Vectors.multiply(vectors, Vectors.inverse(other.vectors));
        double largest = 0;
        for (int atom = 0; atom < frac.length; atom++) {
            double[] x = Vectors.multiply(frac[atom], toOther);
            double nearest = Double.POSITIVE_INFINITY;
            for (int candidate = 0; candidate < other.frac.length; candidate++) {
                if (other.atomicNumbers[candidate] == atomicNumbers[atom]) {
                    nearest = Math.min(nearest, other.length(between(x, other.frac[candidate])));
                }
            }
            largest = Math.max(largest, nearest);
        }
        return largest;
    }

    int atomCount() {
        return frac.length;
    }

    int atomicNumber(int atom) {
        return atomicNumbers[atom];
    }

    /** Returns the lattice vectors, as rows in angstrom. Do not change them. */
    double[][] vectors() {
        return vectors;
    }

    /** Returns the fractional coordinates of an atom. Do not change them. */
    double[] frac(int atom) {
        return frac[atom];
    }

    /** Returns the number of atoms of the rarest element, which are the first ones. */
    int rarestCount() {
        return kindEnd[0];
    }

    /**
     * Returns the fractional vector from one point to the nearest image of another, if they are
     * close.
     */
    static double[] between(double[] from, double[] to) {
        return new double[] {
            Vectors.nearest(to[0] - from[0]),
            Vectors.nearest(to[1] - from[1]),
            Vectors.nearest(to[2] - from[2])
        };
    }

    /** Returns the length of a fractional vector, in angstrom. */
    double length(double[] fractional) {
        return Vectors.norm(Vectors.multiply(fractional, vectors));
    }

    /**
     * Checks that no two atoms coincide.
     *
     * @throws IllegalArgumentException if two atoms coincide within the tolerance
     */
    void requireAtomsApart(double toleranceAngstrom) {
        for (int i = 0; i < frac.length; i++) {
            int near = nearest(frac[i], 0, i, toleranceAngstrom);
            if (near >= 0) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "two atoms, %s and %s, are %.4f angstrom apart, within the tolerance of"
                                + " %s; remove one of them or lower the tolerance",
                        Element.ofAtomicNumber(atomicNumbers[near]),
                        Element.ofAtomicNumber(atomicNumbers[i]),
                        length(between(frac[near], frac[i])),
                        toleranceAngstrom));
            }
        }
    }

    /**
     * Returns the atom from start to end that is nearest to a point; -1 if none is within the
     * radius.
     */
    private int nearest(double[] point, int start, int end, double radiusAngstrom) {
        int nearest = -1;
        double shortest = radiusAngstrom;
        for (int atom = start; atom < end; atom++) {
            double[] x = frac[atom];
            if (isWithin(x[0] - point[0], radiusAngstrom * reach[0])
                    && isWithin(x[1] - point[1], radiusAngstrom * reach[1])
                    && isWithin(x[2] - point[2], radiusAngstrom * reach[2])) {
                double distance = length(between(point, x));
                if (distance <= shortest) {
                    shortest = distance;
                    nearest = atom;
                }
            }
        }
        return nearest;
    }

    private static boolean isWithin(double difference, double reach) {
        return Math.abs(Vectors.nearest(difference)) <= reach;
    }

    /**
     * Finds the operation with a given rotation that maps the structure onto itself. There is at
     * most one in a primitive cell.
     */
    Optional<AtomMapping> mappingWith(int[][] rotation, double toleranceAngstrom) {
        double[] rotated = IntegerMatrices.multiply(rotation, frac[0]);
        for (int target = 0; target < rarestCount(); target++) {
            Optional<AtomMapping> mapping =
                    mapping(rotation, between(rotated, frac[target]), toleranceAngstrom);
            if (mapping.isPresent()) {
                return mapping;
            }
        }
        return Optional.empty();
    }

    /**
     * Finds the operation near a given one that maps every atom to within the tolerance of one of
     * its element. A translation that was taken from one atom may be off by the tolerance.
     * Therefore the others are looked for within twice the tolerance; then the translation is
     * centred.
     */
    Optional<AtomMapping> mapping(
            int[][] rotation, double[] translation, double toleranceAngstrom) {
        SeitzOperation rough = new SeitzOperation(rotation, translation);
        int[] images = new int[frac.length];
        boolean[] taken = new boolean[frac.length];
        double[] centred = translation.clone();
        for (int atom = 0; atom < frac.length; atom++) {
            double[] image = rough.apply(frac[atom]);
            int target = nearest(image, kindStart[atom], kindEnd[atom], 2 * toleranceAngstrom);
            if (target < 0 || taken[target]) {
                return Optional.empty();
            }
            taken[target] = true;
            images[atom] = target;
            double[] residual = between(image, frac[target]);
            for (int i = 0; i < 3; i++) {
                centred[i] += residual[i] / frac.length;
            }
        }
        SeitzOperation operation = new SeitzOperation(rotation, centred);
        for (int atom = 0; atom < frac.length; atom++) {
            if (length(between(operation.apply(frac[atom]), frac[images[atom]]))
                    > toleranceAngstrom) {
                return Optional.empty();
            }
        }
        return Optional.of(new AtomMapping(operation, images));
    }
}
