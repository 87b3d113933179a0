package io.nucleate.crystal.matching;

import io.nucleate.crystal.ReducedCell;
import io.nucleate.crystal.Structure;
import io.nucleate.crystal.Vectors;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds the primitive cell of a structure whose translations hold only nearly. The given lattice is
 * a sublattice of the primitive one, which is reached by a chain of steps of prime index. For each
 * prime p, the lattice vectors divided by p are tried as translations. Where one of them maps every
 * atom onto one of its element, the p equivalent atoms become one at their mean.
 */
final class PrimitiveReduction {
    private final double toleranceAngstrom;

    /**
     * Sets the tolerance.
     *
     * @param toleranceAngstrom largest distance between atoms that a translation makes equivalent
     */
    PrimitiveReduction(double toleranceAngstrom) {
        this.toleranceAngstrom = toleranceAngstrom;
    }

    /** Returns a primitive cell, Minkowski reduced. */
    Structure of(Structure structure) {
        Structure cell = compact(structure);
        Optional<Structure> smaller = divide(cell);
        while (smaller.isPresent()) {
            cell = compact(smaller.get());
            smaller = divide(cell);
        }
        return cell;
    }

    private static Structure compact(Structure structure) {
        ReducedCell cell = ReducedCell.of(structure.latticeVectors());
        double[][] frac = structure.fracs();
        double[][] toReduced = cell.inverseTransform();
        for (int i = 0; i < frac.length; i++) {
            frac[i] = Vectors.multiply(frac[i], toReduced);
        }
        return new Structure(cell.vectors(), structure.atomicNumbers(), frac);
    }

    private Optional<Structure> divide(Structure cell) {
        List<int[]> kinds = kinds(cell);
        int divisor =
                kinds.stream().mapToInt(kind -> kind.length).reduce(0, PrimitiveReduction::gcd);
        for (int prime = 2; divisor > 1; prime++) {
            if (divisor % prime == 0) {
                for (int[] multiples : candidates(cell, kinds.get(0), prime)) {
                    Optional<Structure> smaller = new Fold(cell, multiples, prime).of(kinds);
                    if (smaller.isPresent()) {
                        return smaller;
                    }
                }
            }
            while (divisor % prime == 0) {
                divisor /= prime;
            }
        }
        return Optional.empty();
    }

    /**
     * Lists the lattice vectors, divided by a prime, that may be translations: those that lead from
     * one atom of the rarest element to another. Of vectors that are multiples of one another,
     * modulo the prime, it has one, whose first component that is not zero is 1.
     */
    private static Collection<int[]> candidates(Structure cell, int[] rarest, int prime) {
        Map<List<Integer>, int[]> candidates = new LinkedHashMap<>();
        for (int atom : rarest) {
            int[] multiples = new int[3];
            for (int k = 0; k < 3; k++) {
                multiples[k] = Math.floorMod(
                        Math.round(prime * (cell.frac(atom, k) - cell.frac(rarest[0], k))), prime);
            }
            int first = multiples[leading(multiples)];
            if (first != 0) {
                int inverse = 1;
                while (inverse * first % prime != 1) {
                    inverse++;
                }
                for (int k = 0; k < 3; k++) {
                    multiples[k] = multiples[k] * inverse % prime;
                }
                candidates.put(List.of(multiples[0], multiples[1], multiples[2]), multiples);
            }
        }
        return candidates.values();
    }

    private static int leading(int[] multiples) {
        return multiples[0] != 0 ? 0 : multiples[1] != 0 ? 1 : 2;
    }

    /**
     * Returns the atoms of each element, the rarest element first: it is the quickest to show that
     * a translation does not hold.
     */
    private static List<int[]> kinds(Structure cell) {
        Map<Integer, List<Integer>> byElement = new TreeMap<>();
        for (int i = 0; i < cell.atomCount(); i++) {
            byElement
                    .computeIfAbsent(cell.atomicNumber(i), number -> new ArrayList<>())
                    .add(i);
        }
        return byElement.values().stream()
                .map(atoms -> atoms.stream().mapToInt(Integer::intValue).toArray())
                .sorted((a, b) -> Integer.compare(a.length, b.length))
                .toList();
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    /**
     * Tries to make the lattice vector {@code multiples · vectors / prime} a translation of the
     * structure.
     */
    private final class Fold {
        private final double[][] vectors;
        private final double[][] frac;
        private final Structure cell;
        private final int[] multiples;
        private final int prime;
        private final List<double[]> means = new ArrayList<>();
        private final List<Integer> atomicNumbers = new ArrayList<>();

        Fold(Structure cell, int[] multiples, int prime) {
            this.cell = cell;
            this.vectors = cell.latticeVectors();
            this.frac = cell.fracs();
            this.multiples = multiples;
            this.prime = prime;
        }

        /** Returns the smaller cell; empty where an atom has no counterpart. */
        Optional<Structure> of(List<int[]> kinds) {
            for (int[] kind : kinds) {
                boolean[] used = new boolean[kind.length];
                for (int first = 0; first < kind.length; first++) {
                    if (!used[first] && !merge(kind, first, used)) {
                        return Optional.empty();
                    }
                }
            }
            return Optional.of(smaller());
        }

        /**
         * Merges an atom and its images under the translation into one; returns false where an
         * image has no atom of the element near.
         */
        private boolean merge(int[] kind, int first, boolean[] used) {
            double[] origin = frac[kind[first]];
            List<double[]> equivalents = new ArrayList<>(List.of(origin));
            used[first] = true;
            for (int step = 1; step < prime; step++) {
                int nearest = -1;
                double shortest = Double.POSITIVE_INFINITY;
                double[] point = null;
                for (int i = 0; i < kind.length; i++) {
                    double[] image = used[i] ? null : back(frac[kind[i]], step, origin);
                    if (image != null
                            && distance(image, origin) < shortest
                            && isNear(image, equivalents)) {
                        nearest = i;
                        point = image;
                        shortest = distance(image, origin);
                    }
                }
                if (nearest < 0) {
                    return false;
                }
                used[nearest] = true;
                equivalents.add(point);
            }
            means.add(mean(equivalents));
            atomicNumbers.add(cell.atomicNumber(kind[first]));
            return true;
        }

        /**
         * Returns the position of an atom after subtracting the translation {@code step} times, in
         * the cell nearest to the origin.
         */
        private double[] back(double[] atom, int step, double[] origin) {
            double[] image = new double[3];
            for (int k = 0; k < 3; k++) {
                image[k] = origin[k]
                        + Vectors.nearest(
                                atom[k] - step * multiples[k] / (double) prime - origin[k]);
            }
            return image;
        }

        private boolean isNear(double[] image, List<double[]> equivalents) {
            for (double[] equivalent : equivalents) {
                if (distance(image, equivalent) > toleranceAngstrom) {
                    return false;
                }
            }
            return true;
        }

        private double distance(double[] p, double[] q) {
            return Vectors.norm(Vectors.multiply(
                    new double[] {p[0] - q[0], p[1] - q[1], p[2] - q[2]}, vectors));
        }

        private static double[] mean(List<double[]> points) {
            double[] mean = new double[3];
            for (double[] point : points) {
                for (int k = 0; k < 3; k++) {
                    mean[k] += point[k] / points.size();
                }
            }
            return mean;
        }

        /**
         * Returns the cell in which the translation has replaced the first lattice vector that it
         * contains a p-th part of.
         */
        private Structure smaller() {
            int axis = leading(multiples);
            double[][] smaller = {vectors[0].clone(), vectors[1].clone(), vectors[2].clone()};
            for (int k = 0; k < 3; k++) {
                smaller[axis][k] = (multiples[0] * vectors[0][k]
                                + multiples[1] * vectors[1][k]
                                + multiples[2] * vectors[2][k])
                        / prime;
            }
            for (double[] point : means) {
                double along = point[axis];
                for (int k = 0; k < 3; k++) {
                    point[k] -= multiples[k] * along;
                }
                point[axis] = prime * along;
            }
            return new Structure(
                    smaller,
                    atomicNumbers.stream().mapToInt(Integer::intValue).toArray(),
                    means.toArray(double[][]::new));
        }
    }
}
