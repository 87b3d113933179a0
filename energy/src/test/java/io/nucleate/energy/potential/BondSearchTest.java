package io.nucleate.energy.potential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Structure;
import io.nucleate.crystal.Vectors;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

class BondSearchTest {
    private static final int BONDS_MAX = 100_000;

    /**
     * Compares with a search over all images. The edges are 1.5 Å or longer, and the cell is skewed
     * by twice their length, so many images of an atom are near, but not those in the next cells.
     */
    @Test
    void findsAllBondsInSkewedAndTinyCells() throws ImpossibleStructureException {
        SplittableRandom random = new SplittableRandom(3);
        for (int trial = 0; trial < 60; trial++) {
            Structure structure = structure(random, 1 + trial % 4);
            double cutoff = 4.5 + 2 * random.nextDouble();
            assertThat(lengths(BondSearch.find(structure, cutoff, BONDS_MAX)))
                    .as("trial %d", trial)
                    .containsExactly(lengthsOfAllImages(structure, cutoff), within(1e-9));
        }
    }

    /** Returns a structure whose cell is not reduced: c is skewed by several times a. */
    private static Structure structure(SplittableRandom random, int atoms) {
        double[][] lattice;
        do {
            double a = 1.5 + 4 * random.nextDouble();
            lattice = new double[][] {
                {a, 0, 0},
                {a * (4 * random.nextDouble() - 2), 1.5 + 4 * random.nextDouble(), 0},
                {
                    a * (4 * random.nextDouble() - 2),
                    5 * random.nextDouble() - 2.5,
                    1.5 + 4 * random.nextDouble()
                }
            };
        } while (Vectors.determinant(lattice) < 8 * atoms
                || Vectors.determinant(lattice) > 60
                || norm(Vectors.inverse(lattice)) > 1.5);
        double[][] frac = new double[atoms][3];
        for (double[] position : frac) {
            // Positions may lie outside of the cell.
            Arrays.setAll(position, axis -> 4 * random.nextDouble() - 2);
        }
        int[] atomicNumbers = new int[atoms];
        Arrays.fill(atomicNumbers, 11);
        return new Structure(lattice, atomicNumbers, frac);
    }

    /**
     * Returns the Frobenius norm. No fractional coordinate of a vector r is larger than the norm of
     * the inverse lattice times |r|.
     */
    private static double norm(double[][] matrix) {
        return Math.sqrt(
                Arrays.stream(matrix).mapToDouble(row -> Vectors.dot(row, row)).sum());
    }

    private static double[] lengths(Bonds bonds) {
        return Arrays.stream(bonds.lengthAngstrom()).sorted().toArray();
    }

    /** Returns the lengths of all bonds; a pair of opposite bonds counts once. */
    private static double[] lengthsOfAllImages(Structure structure, double cutoff) {
        List<Double> lengths = new ArrayList<>();
        double[][] lattice = structure.latticeVectors();
        int differenceMax = 4;
        int reach = (int) Math.ceil(cutoff * norm(Vectors.inverse(lattice))) + differenceMax;
        for (int i = 0; i < structure.atomCount(); i++) {
            for (int j = 0; j < structure.atomCount(); j++) {
                for (int image = 0;
                        image < (2 * reach + 1) * (2 * reach + 1) * (2 * reach + 1);
                        image++) {
                    double[] shift = {
                        image % (2 * reach + 1) - reach,
                        image / (2 * reach + 1) % (2 * reach + 1) - reach,
                        image / ((2 * reach + 1) * (2 * reach + 1)) - reach
                    };
                    for (int axis = 0; axis < 3; axis++) {
                        shift[axis] += structure.frac(j, axis) - structure.frac(i, axis);
                    }
                    double length = Vectors.norm(Vectors.multiply(shift, lattice));
                    if (length > 1e-9 && length < cutoff) {
                        lengths.add(length);
                    }
                }
            }
        }
        double[] sorted =
                lengths.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double[] each = new double[sorted.length / 2];
        Arrays.setAll(each, bond -> sorted[2 * bond]);
        return each;
    }

    @Test
    void vectorsPointFromOneAtomToAnImageOfTheOther() throws ImpossibleStructureException {
        Structure structure = structure(new SplittableRandom(5), 4);
        Bonds bonds = BondSearch.find(structure, 6, BONDS_MAX);
        double[][] inverse = Vectors.inverse(structure.latticeVectors());
        for (int bond = 0; bond < bonds.count(); bond++) {
            double[] frac = Vectors.multiply(bonds.vectorOf(bond), inverse);
            for (int axis = 0; axis < 3; axis++) {
                double whole = frac[axis]
                        - structure.frac(bonds.to()[bond], axis)
                        + structure.frac(bonds.from()[bond], axis);
                assertThat(whole).isCloseTo(Math.rint(whole), within(1e-9));
            }
            assertThat(bonds.lengthAngstrom()[bond])
                    .isCloseTo(Vectors.norm(bonds.vectorOf(bond)), within(1e-12));
        }
    }

    @Test
    void shortBondsComeFirstInTheirOrder() throws ImpossibleStructureException {
        Bonds bonds = BondSearch.find(structure(new SplittableRandom(9), 3), 6, BONDS_MAX);
        Bonds sorted = bonds.shortFirst(4);
        int count = bonds.countBelow(4);
        assertThat(count).isBetween(1, bonds.count() - 1);
        assertThat(Arrays.copyOf(sorted.lengthAngstrom(), count))
                .containsExactly(Arrays.stream(bonds.lengthAngstrom())
                        .filter(length -> length < 4)
                        .toArray());
        assertThat(Arrays.copyOfRange(sorted.lengthAngstrom(), count, sorted.count()))
                .containsExactly(Arrays.stream(bonds.lengthAngstrom())
                        .filter(length -> length >= 4)
                        .toArray());
        assertThat(sorted.countBelow(Double.POSITIVE_INFINITY)).isEqualTo(bonds.count());
    }

    @Test
    void cellsWithTooManyBondsAreRefused() {
        Structure dense = structure(new SplittableRandom(1), 4);
        assertThatThrownBy(() -> BondSearch.find(dense, 6, 10))
                .isInstanceOf(ImpossibleStructureException.class)
                .hasMessageContaining("more than 10 bonds");
    }
}
