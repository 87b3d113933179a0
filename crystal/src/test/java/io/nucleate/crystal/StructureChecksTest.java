package io.nucleate.crystal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.SplittableRandom;

class StructureChecksTest {
    private static final Crystal ROCK_SALT = TestCrystals.rockSalt(Element.Na, Element.Cl, 5.64);

    @Test
    void knowsRockSalt() {
        StructureChecks checks = StructureChecks.of(ROCK_SALT.structure());
        assertThat(checks.shortestDistanceAngstrom()).isCloseTo(2.82, within(1e-12));
        assertThat(checks.shortestDistanceOverRadii())
                .isCloseTo(2.82 / (1.66 + 1.02), within(1e-12));
        assertThat(checks.volumePerAtomAngstrom3()).isCloseTo(Math.pow(5.64, 3) / 8, within(1e-12));
        // Handbook density of halite at room temperature: 2.16 to 2.17 g/cm3.
        assertThat(checks.densityGramPerCm3()).isCloseTo(2.163, within(2e-3));
    }

    @Test
    void oneAtomMeetsItsOwnImage() {
        Structure iron = new Crystal(
                        SpaceGroup.of(229),
                        new Lattice(2.866, 2.866, 2.866, 90, 90, 90),
                        List.of(new Site(Element.Fe, 'a', 0, 0, 0)))
                .primitiveStructure();
        assertThat(iron.atomCount()).isEqualTo(1);
        StructureChecks checks = StructureChecks.of(iron);
        assertThat(checks.shortestDistanceAngstrom())
                .isCloseTo(2.866 * Math.sqrt(3) / 2, within(1e-12));
        assertThat(checks.shortestDistanceOverRadii())
                .isCloseTo(2.866 * Math.sqrt(3) / 2 / (2 * 1.32), within(1e-12));
    }

    /**
     * Distances of a lattice do not depend on its basis, so any whole-number shear must give what
     * the compact cell gives.
     */
    @Test
    void agreesWithAnExhaustiveSearchHoweverSkewedTheCell() {
        SplittableRandom random = new SplittableRandom(1);
        for (int trial = 0; trial < 300; trial++) {
            double[][] cell = new double[3][];
            for (int i = 0; i < 3; i++) {
                cell[i] = new double[] {
                    random.nextDouble(-4, 4), random.nextDouble(-4, 4), random.nextDouble(-4, 4)
                };
            }
            if (Math.abs(Vectors.determinant(cell)) < 1) {
                continue;
            }
            int atoms = random.nextInt(1, 5);
            int[] numbers = random.ints(atoms, 1, 119).toArray();
            double[][] frac = new double[atoms][];
            for (int i = 0; i < atoms; i++) {
                frac[i] = new double[] {
                    random.nextDouble(-2, 3), random.nextDouble(), random.nextDouble()
                };
            }
            double expected = exhaustiveShortest(ReducedCell.of(cell).vectors(), cell, frac);
            double[][] shear = {
                {1, random.nextInt(-5, 6), random.nextInt(-5, 6)},
                {0, 1, random.nextInt(-5, 6)},
                {0, 0, 1}
            };
            double[][] toSheared = Vectors.inverse(shear);
            double[][] shearedFrac = new double[atoms][];
            for (int i = 0; i < atoms; i++) {
                shearedFrac[i] = Vectors.multiply(frac[i], toSheared);
            }
            Structure skewed = new Structure(Vectors.multiply(shear, cell), numbers, shearedFrac);
            assertThat(StructureChecks.of(skewed).shortestDistanceAngstrom())
                    .as("trial %d", trial)
                    .isCloseTo(expected, within(1e-9));
        }
    }

    private static double exhaustiveShortest(double[][] compact, double[][] cell, double[][] frac) {
        double shortest = Double.POSITIVE_INFINITY;
        double[][] toCompact = Vectors.inverse(compact);
        for (double[] p : frac) {
            for (double[] q : frac) {
                double[] difference = Vectors.multiply(
                        Vectors.multiply(
                                new double[] {p[0] - q[0], p[1] - q[1], p[2] - q[2]}, cell),
                        toCompact);
                for (int i = -4; i <= 4; i++) {
                    for (int j = -4; j <= 4; j++) {
                        for (int k = -4; k <= 4; k++) {
                            double distance = Vectors.norm(Vectors.multiply(
                                    new double[] {
                                        Vectors.nearest(difference[0]) + i,
                                        Vectors.nearest(difference[1]) + j,
                                        Vectors.nearest(difference[2]) + k
                                    },
                                    compact));
                            if (p != q || distance > 1e-9) {
                                shortest = Math.min(shortest, distance);
                            }
                        }
                    }
                }
            }
        }
        return shortest;
    }

    @Test
    void reducedCellKeepsTheLattice() {
        double[][] skewed = {{3, 0, 0}, {31, 4, 0}, {-50, 23, 5}};
        ReducedCell reduced = ReducedCell.of(skewed);
        assertThat(Math.abs(Vectors.determinant(reduced.vectors()))).isCloseTo(60, within(1e-9));
        double[][] back = Vectors.multiply(reduced.inverseTransform(), reduced.vectors());
        for (int i = 0; i < 3; i++) {
            assertThat(back[i]).containsExactly(skewed[i], within(1e-9));
        }
        assertThat(Vectors.norm(reduced.vectors()[0])).isEqualTo(3);
        assertThat(Vectors.norm(reduced.vectors()[1])).isLessThan(4.3);
        assertThat(Vectors.norm(reduced.vectors()[2])).isLessThan(6);
    }

    @Test
    void radiiCoverEveryElement() {
        assertThat(CovalentRadius.ofAngstrom(Element.H)).isEqualTo(0.31);
        assertThat(CovalentRadius.ofAngstrom(Element.Cs)).isEqualTo(2.44);
        assertThat(CovalentRadius.ofAngstrom(Element.Cm)).isEqualTo(1.69);
        assertThat(CovalentRadius.ofAngstrom(Element.Og)).isEqualTo(1.69);
    }
}
