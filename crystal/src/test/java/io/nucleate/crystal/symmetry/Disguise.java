package io.nucleate.crystal.symmetry;

import io.nucleate.crystal.Structure;
import io.nucleate.crystal.Vectors;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The same structure told otherwise: another cell, larger and skewed, turned in space, another
 * origin, atoms in another order.
 */
public final class Disguise {
    private final SplittableRandom random;

    public Disguise(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /**
     * Writes a structure in another cell, with another origin and order of atoms.
     *
     * @param largestSupercell the new cell holds the old one up to so many times
     */
    public Structure of(Structure structure, int largestSupercell) {
        int[][] cell = cell(1 + random.nextInt(largestSupercell));
        double[][] toNew = Vectors.inverse(IntegerMatrices.toDoubles(cell));
        double[] shift = {random.nextDouble(), random.nextDouble(), random.nextDouble()};
        List<double[]> frac = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        for (double[] translation : translations(cell, toNew)) {
            for (int atom = 0; atom < structure.atomCount(); atom++) {
                double[] x = {
                    structure.frac(atom, 0), structure.frac(atom, 1), structure.frac(atom, 2)
                };
                double[] image = Vectors.multiply(x, toNew);
                for (int i = 0; i < 3; i++) {
                    image[i] = Vectors.wrap(image[i] + translation[i] + shift[i]);
                }
                int place = random.nextInt(frac.size() + 1);
                frac.add(place, image);
                numbers.add(place, structure.atomicNumber(atom));
            }
        }
        double[][] vectors =
                Vectors.multiply(IntegerMatrices.toDoubles(cell), structure.latticeVectors());
        return new Structure(
                Vectors.multiply(vectors, rotation()),
                numbers.stream().mapToInt(Integer::intValue).toArray(),
                frac.toArray(double[][]::new));
    }

    /**
     * Every atom displaced in a random direction by the distance, vectors lengthened or shortened
     * by up to the strain.
     */
    public Structure perturbed(Structure structure, double distanceAngstrom, double strain) {
        double[][] vectors = structure.latticeVectors();
        double[][] inverse = Vectors.inverse(vectors);
        double[][] frac = structure.fracs();
        for (double[] x : frac) {
            double[] direction = rotation()[0];
            double[] step = Vectors.multiply(direction, inverse);
            for (int i = 0; i < 3; i++) {
                x[i] += distanceAngstrom * step[i];
            }
        }
        for (double[] vector : vectors) {
            double factor = 1 + strain * (2 * random.nextDouble() - 1);
            for (int i = 0; i < 3; i++) {
                vector[i] *= factor;
            }
        }
        return new Structure(vectors, structure.atomicNumbers(), frac);
    }

    /**
     * Rows of whole numbers with this determinant or its negative: a diagonal matrix sheared along
     * random pairs of axes.
     */
    private int[][] cell(int determinant) {
        int[][] cell = IntegerMatrices.identity(3);
        cell[0][0] = random.nextBoolean() ? determinant : -determinant;
        for (int shear = 0; shear < 6; shear++) {
            int from = random.nextInt(3);
            int what = (from + 1 + random.nextInt(2)) % 3;
            IntegerMatrices.subtract(cell[from], cell[what], 1 - 2 * random.nextInt(2));
        }
        return cell;
    }

    /** The old lattice's points in the new cell. */
    private static List<double[]> translations(int[][] cell, double[][] toNew) {
        int count = Math.abs(IntegerMatrices.determinant(cell));
        Map<List<Long>, double[]> translations = new LinkedHashMap<>();
        for (int i = 0; i < count * count * count; i++) {
            int layer = i / count;
            int last = layer / count;
            double[] point = {i % count, layer % count, last};
            double[] inNew = Vectors.multiply(point, toNew);
            List<Long> key = new ArrayList<>();
            for (double coordinate : inNew) {
                key.add(Math.floorMod(Math.round(coordinate * count), (long) count));
            }
            translations.putIfAbsent(key, inNew);
        }
        return List.copyOf(translations.values());
    }

    /** A random rotation from a random unit quaternion; its rows are random directions. */
    private double[][] rotation() {
        double[] q = new double[4];
        double norm;
        do {
            norm = 0;
            for (int i = 0; i < 4; i++) {
                q[i] = 2 * random.nextDouble() - 1;
                norm += q[i] * q[i];
            }
        } while (norm > 1 || norm < 0.01);
        double s = 2 / norm;
        double w = q[0];
        double x = q[1];
        double y = q[2];
        double z = q[3];
        return new double[][] {
            {1 - s * (y * y + z * z), s * (x * y - z * w), s * (x * z + y * w)},
            {s * (x * y + z * w), 1 - s * (x * x + z * z), s * (y * z - x * w)},
            {s * (x * z - y * w), s * (y * z + x * w), 1 - s * (x * x + y * y)}
        };
    }
}
