package io.nucleate.energy.potential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Result;
import io.nucleate.crystal.Structure;
import io.nucleate.crystal.TestCrystals;
import io.nucleate.crystal.Vectors;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Tests the contract of every potential. The tolerances are those of single precision. */
abstract class PotentialContract {
    /** Returns the potential under test. */
    abstract Potential potential();

    /** Returns a few small structures of different sizes, which are not in equilibrium. */
    abstract List<Structure> structures();

    private Prediction predict(Structure structure) {
        return potential()
                .evaluate(List.of(structure), RequestedQuantities.ENERGY_FORCES_STRESS)
                .get(0)
                .orElseThrow();
    }

    private double energyEv(Structure structure) {
        Result<Prediction> evaluation = potential()
                .evaluate(List.of(structure), RequestedQuantities.ENERGY)
                .get(0);
        return evaluation.orElseThrow().energyEvPerAtom() * structure.atomCount();
    }

    @Test
    void aBatchGivesTheResultsOfSingleStructures() {
        List<Structure> shuffled = new ArrayList<>(structures());
        Collections.shuffle(shuffled, new Random(7));
        List<Result<Prediction>> batch =
                potential().evaluate(shuffled, RequestedQuantities.ENERGY_FORCES_STRESS);
        for (int i = 0; i < shuffled.size(); i++) {
            assertSame(predict(shuffled.get(i)), batch.get(i).orElseThrow());
        }
    }

    @Test
    void theEnergyDoesNotDependOnTheRequestedQuantities() {
        for (Structure structure : structures()) {
            assertThat(energyEv(structure) / structure.atomCount())
                    .isCloseTo(predict(structure).energyEvPerAtom(), within(1e-5));
        }
    }

    @Test
    void anEmptyListHasNoPredictions() {
        assertThat(potential().evaluate(List.of(), RequestedQuantities.ENERGY)).isEmpty();
    }

    @Test
    void forcesAreMinusTheGradient() {
        double step = 0.004;
        for (Structure structure : structures()) {
            double[][] forces = predict(structure).forcesEvPerAngstrom();
            for (int axis = 0; axis < 3; axis++) {
                int atom = axis % structure.atomCount();
                double slope = (energyEv(moved(structure, atom, axis, step))
                                - energyEv(moved(structure, atom, axis, -step)))
                        / (2 * step);
                assertThat(forces[atom][axis])
                        .isCloseTo(-slope, within(0.005 + 0.005 * Math.abs(slope)));
            }
        }
    }

    @Test
    void forcesAddUpToZero() {
        for (Structure structure : structures()) {
            for (int axis = 0; axis < 3; axis++) {
                double sum = 0;
                for (double[] force : predict(structure).forcesEvPerAngstrom()) {
                    sum += force[axis];
                }
                assertThat(sum).isCloseTo(0, within(1e-4));
            }
        }
    }

    @Test
    void stressIsTheStrainDerivativeOverTheVolume() {
        double step = 0.003;
        for (Structure structure : structures()) {
            double[][] stress = predict(structure).stressEvPerAngstrom3();
            for (int i = 0; i < 3; i++) {
                for (int j = i; j < 3; j++) {
                    double slope = (energyEv(strained(structure, i, j, step))
                                    - energyEv(strained(structure, i, j, -step)))
                            / (2 * step * structure.volume());
                    assertThat(stress[i][j])
                            .isCloseTo(slope, within(2e-4 + 0.01 * Math.abs(slope)));
                    assertThat(stress[j][i]).isCloseTo(stress[i][j], within(1e-6));
                }
            }
        }
    }

    @Test
    void shiftingTheStructureChangesNothing() {
        for (Structure structure : structures()) {
            double[][] frac = structure.fracs();
            for (double[] position : frac) {
                position[0] += 0.37;
                position[1] -= 1.21;
                position[2] += 7;
            }
            assertSame(
                    predict(structure),
                    predict(new Structure(
                            structure.latticeVectors(), structure.atomicNumbers(), frac)));
        }
    }

    @Test
    void rotatingTheStructureRotatesTheForces() {
        double cos = Math.cos(0.7);
        double sin = Math.sin(0.7);
        double[][] rotation = Vectors.multiply(
                new double[][] {{cos, sin, 0}, {-sin, cos, 0}, {0, 0, 1}},
                new double[][] {{1, 0, 0}, {0, cos, sin}, {0, -sin, cos}});
        for (Structure structure : structures()) {
            Prediction expected = predict(structure);
            Prediction rotated = predict(new Structure(
                    Vectors.multiply(structure.latticeVectors(), rotation),
                    structure.atomicNumbers(),
                    structure.fracs()));
            assertThat(rotated.energyEvPerAtom())
                    .isCloseTo(expected.energyEvPerAtom(), within(1e-5));
            for (int atom = 0; atom < structure.atomCount(); atom++) {
                assertThat(rotated.forcesEvPerAngstrom()[atom])
                        .containsExactly(
                                Vectors.multiply(expected.forcesEvPerAngstrom()[atom], rotation),
                                within(1e-3));
            }
        }
    }

    @Test
    void theOrderOfAtomsDoesNotMatter() {
        for (Structure structure : structures()) {
            int n = structure.atomCount();
            Prediction expected = predict(structure);
            Prediction reversed = predict(TestCrystals.reversed(structure));
            assertThat(reversed.energyEvPerAtom())
                    .isCloseTo(expected.energyEvPerAtom(), within(1e-5));
            for (int atom = 0; atom < n; atom++) {
                assertThat(reversed.forcesEvPerAngstrom()[n - 1 - atom])
                        .containsExactly(expected.forcesEvPerAngstrom()[atom], within(1e-3));
            }
        }
    }

    @Test
    void aSupercellHasTheSameEnergyPerAtomAndStress() {
        for (Structure structure : structures()) {
            Prediction cell = predict(structure);
            Prediction supercell = predict(doubled(structure));
            assertThat(supercell.energyEvPerAtom()).isCloseTo(cell.energyEvPerAtom(), within(1e-5));
            for (int i = 0; i < 3; i++) {
                assertThat(supercell.stressEvPerAngstrom3()[i])
                        .containsExactly(cell.stressEvPerAngstrom3()[i], within(1e-4));
            }
        }
    }

    static void assertSame(Prediction expected, Prediction actual) {
        assertThat(actual.energyEvPerAtom()).isCloseTo(expected.energyEvPerAtom(), within(1e-5));
        for (int atom = 0; atom < expected.forcesEvPerAngstrom().length; atom++) {
            assertThat(actual.forcesEvPerAngstrom()[atom])
                    .containsExactly(expected.forcesEvPerAngstrom()[atom], within(1e-3));
        }
        for (int i = 0; i < 3; i++) {
            assertThat(actual.stressEvPerAngstrom3()[i])
                    .containsExactly(expected.stressEvPerAngstrom3()[i], within(1e-5));
        }
    }

    private static Structure moved(Structure structure, int atom, int axis, double angstrom) {
        double[] cartesian = structure.cartesian(atom);
        cartesian[axis] += angstrom;
        double[][] frac = structure.fracs();
        frac[atom] = Vectors.multiply(cartesian, Vectors.inverse(structure.latticeVectors()));
        return new Structure(structure.latticeVectors(), structure.atomicNumbers(), frac);
    }

    private static Structure strained(Structure structure, int i, int j, double strain) {
        double[][] deformation = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
        deformation[i][j] += strain;
        return new Structure(
                Vectors.multiply(structure.latticeVectors(), deformation),
                structure.atomicNumbers(),
                structure.fracs());
    }

    private static Structure doubled(Structure structure) {
        double[][] lattice = structure.latticeVectors();
        int n = structure.atomCount();
        int[] atomicNumbers = new int[2 * n];
        double[][] frac = new double[2 * n][];
        for (int atom = 0; atom < 2 * n; atom++) {
            atomicNumbers[atom] = structure.atomicNumber(atom % n);
            frac[atom] = structure.fracs()[atom % n];
            int copy = atom / n;
            frac[atom][1] = (frac[atom][1] + copy) / 2;
        }
        for (int axis = 0; axis < 3; axis++) {
            lattice[1][axis] *= 2;
        }
        return new Structure(lattice, atomicNumbers, frac);
    }
}
