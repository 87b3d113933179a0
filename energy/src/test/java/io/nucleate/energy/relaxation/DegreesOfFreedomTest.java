package io.nucleate.energy.relaxation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.Structure;
import io.nucleate.crystal.TestCrystals;
import io.nucleate.crystal.WyckoffPosition;
import io.nucleate.crystal.symmetry.SymmetryFinder;
import io.nucleate.energy.potential.Prediction;
import io.nucleate.energy.potential.RequestedQuantities;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.SplittableRandom;

class DegreesOfFreedomTest {
    private final MorsePotential potential = new MorsePotential();
    private final SplittableRandom random = new SplittableRandom(5);

    private Prediction predict(Structure structure) {
        return potential
                .evaluate(List.of(structure), RequestedQuantities.ENERGY_FORCES_STRESS)
                .get(0)
                .orElseThrow();
    }

    private double[] somewhere(DegreesOfFreedom freedom) {
        return random.doubles(freedom.count(), -0.3, 0.3).toArray();
    }

    /** Takes one or two groups of each crystal system and each centring, polar ones among them. */
    @ParameterizedTest
    @ValueSource(
            ints = {
                1, 2, 5, 12, 14, 15, 19, 38, 43, 62, 70, 82, 88, 110, 139, 143, 146, 161, 166, 176,
                186, 194
            })
    void theGradientIsTheSlopeOfTheEnergy(int spaceGroup) {
        Crystal crystal = Crystals.random(spaceGroup, random);
        assertGradient(DegreesOfFreedom.of(crystal));
    }

    @Test
    void theGradientWithoutSymmetryIsTheSlopeOfTheEnergy() {
        assertGradient(DegreesOfFreedom.of(Crystals.random(4, random).structure()));
    }

    private void assertGradient(DegreesOfFreedom freedom) {
        double[] point = somewhere(freedom);
        double[] gradient = freedom.gradientEvPerAngstrom(point, predict(freedom.structure(point)));
        double step = 1e-5;
        for (int i = 0; i < point.length; i++) {
            double slope = (energyEv(freedom, point, i, step) - energyEv(freedom, point, i, -step))
                    / (2 * step);
            assertThat(gradient[i])
                    .as("amplitude %d", i)
                    .isCloseTo(slope, within(1e-6 * (1 + Math.abs(slope))));
        }
    }

    private double energyEv(DegreesOfFreedom freedom, double[] point, int amplitude, double step) {
        double[] moved = point.clone();
        moved[amplitude] += step;
        return predict(freedom.structure(moved)).energyEvPerAtom()
                * freedom.reference().atomCount();
    }

    /**
     * The structure that the potential evaluates is the crystal to the last digits, and the crystal
     * is symmetric by construction.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 15, 43, 88, 146, 166, 194, 206, 216, 227})
    void crystalAndStructureOfAPointAreTheSame(int spaceGroup) {
        Crystal crystal = Crystals.random(spaceGroup, random);
        DegreesOfFreedom freedom = DegreesOfFreedom.of(crystal);
        double[] point = somewhere(freedom);
        Crystal moved = freedom.crystal(point).orElseThrow();
        assertThat(moved.spaceGroup()).isEqualTo(crystal.spaceGroup());
        assertThat(moved.sites())
                .extracting(Site::wyckoff)
                .containsExactlyElementsOf(letters(crystal));
        Structure structure = freedom.structure(point);
        assertThat(structure.volume() / structure.atomCount())
                .isCloseTo(moved.lattice().volume() / moved.atomCount(), within(1e-10));
        double energy = predict(moved.primitiveStructure()).energyEvPerAtom();
        assertThat(predict(structure).energyEvPerAtom())
                .isCloseTo(energy, within(1e-10 * (1 + Math.abs(energy))));
    }

    private static List<Character> letters(Crystal crystal) {
        return crystal.sites().stream().map(Site::wyckoff).toList();
    }

    /** Symmetry is searched in the atoms, with a tolerance a million times finer than usual. */
    @ParameterizedTest
    @ValueSource(ints = {14, 62, 88, 166, 194, 216})
    void everyOperationOfTheGroupIsKept(int spaceGroup) {
        DegreesOfFreedom freedom = DegreesOfFreedom.of(Crystals.random(spaceGroup, random));
        Structure structure = freedom.structure(somewhere(freedom));
        assertThat(SymmetryFinder.find(structure, 1e-8).spaceGroup().number())
                .isEqualTo(spaceGroup);
    }

    @Test
    void thereAreAsManyAsTheSpaceGroupLeavesFree() {
        assertThat(DegreesOfFreedom.of(TestCrystals.rockSalt(Element.Na, Element.Cl, 5.6))
                        .count())
                .isEqualTo(1);
        assertThat(DegreesOfFreedom.of(Crystals.anatase(3.8, 9.6, 0.16)).count())
                .isEqualTo(3);
        assertThat(DegreesOfFreedom.of(TestCrystals.rockSalt(Element.Na, Element.Cl, 5.6)
                                .primitiveStructure())
                        .count())
                .isEqualTo(12);
    }

    /** A pattern has length 1, so an amplitude moves each of the m atoms of an orbit by 1/√m. */
    @Test
    void anAmplitudeIsSharedByItsOrbit() {
        Crystal anatase = Crystals.anatase(3.8, 9.6, 0.16);
        DegreesOfFreedom freedom = DegreesOfFreedom.of(anatase);
        double[] point = {0.2, 0, 0};
        Site moved = freedom.crystal(point).orElseThrow().sites().get(1);
        WyckoffPosition position = anatase.spaceGroup().position('e');
        int atoms = position.multiplicity() / anatase.spaceGroup().centring().latticePoints();
        assertThat(Math.abs(moved.z() - 0.16) * 9.6)
                .isCloseTo(0.2 / Math.sqrt(atoms), within(1e-12));
        assertThat(freedom.reachAngstrom(point)).isCloseTo(0.2 / Math.sqrt(atoms), within(1e-12));
    }
}
