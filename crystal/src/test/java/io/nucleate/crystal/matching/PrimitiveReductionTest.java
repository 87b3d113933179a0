package io.nucleate.crystal.matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Fixtures;
import io.nucleate.crystal.Structure;

import org.junit.jupiter.api.Test;

import java.util.Random;

class PrimitiveReductionTest {
    @Test
    void conventionalCellsBecomePrimitive() {
        for (Crystal crystal : Fixtures.crystals()) {
            Structure primitive = new PrimitiveReduction(1e-3).of(crystal.structure());
            assertThat(primitive.atomCount())
                    .isLessThanOrEqualTo(crystal.primitiveStructure().atomCount());
            assertThat(primitive.volume() / primitive.atomCount())
                    .isCloseTo(crystal.structure().volume() / crystal.atomCount(), within(1e-9));
        }
    }

    @Test
    void aRattledSupercellOfIronIsOneAtomUpToTheTolerance() {
        double a = 2.87;
        int[] atomicNumbers = new int[3 * 5 * 2];
        double[][] frac = new double[atomicNumbers.length][];
        Random random = new Random(5);
        for (int i = 0; i < frac.length; i++) {
            atomicNumbers[i] = 26;
            int layer = i / 15;
            frac[i] = new double[] {(i % 3) / 3.0, (i / 3 % 5) / 5.0, layer / 2.0};
            frac[i][0] += 0.02 * random.nextDouble() / (3 * a);
        }
        double[][] vectors = {{3 * a, 0, 0}, {0, 5 * a, 0}, {0, 0, 2 * a}};
        Structure supercell = new Structure(vectors, atomicNumbers, frac);
        assertThat(new PrimitiveReduction(0.25).of(supercell).atomCount()).isEqualTo(1);
        assertThat(new PrimitiveReduction(1e-4).of(supercell).atomCount()).isEqualTo(30);
    }
}
