package io.nucleate.crystal.symmetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Fixtures;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.Structure;
import io.nucleate.crystal.StructureChecks;
import io.nucleate.crystal.Vectors;
import io.nucleate.crystal.WyckoffPosition;
import io.nucleate.crystal.description.Normalizer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

class SymmetryFinderTest {
    private static final double TOLERANCE = SymmetryFinder.DEFAULT_TOLERANCE_ANGSTROM;

    static List<SpaceGroup> groups() {
        return IntStream.rangeClosed(1, SpaceGroup.COUNT)
                .mapToObj(SpaceGroup::of)
                .toList();
    }

    static List<Crystal> crystals() {
        return Fixtures.crystals();
    }

    /**
     * Two special sites, random in letter and parameters, and three general ones, whose symmetry is
     * the group's and no more; no atoms so close that one could be taken for the other.
     */
    private static Crystal randomCrystal(SpaceGroup group, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Crystal crystal;
        do {
            crystal = randomCrystal(group, random);
        } while (StructureChecks.of(crystal.primitiveStructure()).shortestDistanceAngstrom() < 0.1);
        return crystal;
    }

    private static Crystal randomCrystal(SpaceGroup group, SplittableRandom random) {
        List<WyckoffPosition> positions = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            positions.add(group.positions().get(random.nextInt(group.positions().size())));
        }
        if (positions.get(0).equals(positions.get(1)) && !positions.get(0).hasFreeParameters()) {
            positions.remove(0);
        }
        for (int i = 0; i < 3; i++) {
            positions.add(group.general());
        }
        Element[] elements = {Element.O, Element.Ti, Element.Cs, Element.Cl, Element.Zn};
        List<Site> sites = new ArrayList<>();
        for (int i = 0; i < positions.size(); i++) {
            double[] xyz = positions
                    .get(i)
                    .project(random.nextDouble(), random.nextDouble(), random.nextDouble());
            sites.add(new Site(elements[i], positions.get(i).letter(), xyz[0], xyz[1], xyz[2]));
        }
        // Reduced, so that a triclinic cell is found with the same axes and not only the same
        // lattice.
        Lattice lattice = group.crystalSystem().constrain(new Lattice(6.1, 7.3, 8.9, 97, 98, 103));
        return new Crystal(group, lattice, sites);
    }

    @ParameterizedTest
    @MethodSource("groups")
    void findsEveryGroupInAnyCell(SpaceGroup group) {
        Disguise disguise = new Disguise(group.number());
        for (int seed = 0; seed < 4; seed++) {
            Crystal crystal = randomCrystal(group, 1000L * seed + group.number());
            Structure structure = disguise.of(crystal.primitiveStructure(), 3);
            FoundSymmetry found = SymmetryFinder.analyze(structure, TOLERANCE);
            assertThat(found.toleranceAngstrom()).isEqualTo(TOLERANCE);
            assertThat(found.displacementAngstrom()).isLessThan(1e-8);
            assertSameSites(found.crystal(), crystal);
            assertDescribes(found, structure, 1e-7);
            assertThat(SymmetryFinder.findOther(crystal, TOLERANCE)).isEmpty();
        }
    }

    /** Sites on positions of higher symmetry: face-centred by its description alone. */
    @Test
    void findsTheGroupThatACrystalHasBeyondItsOwn() {
        Lattice cube = new Lattice(7.4, 7.4, 7.4, 90, 90, 90);
        Crystal caesiumChloride = new Crystal(
                SpaceGroup.of(225),
                cube,
                List.of(
                        new Site(Element.Sm, 'a', 0, 0, 0),
                        new Site(Element.Sm, 'b', 0.5, 0.5, 0.5),
                        new Site(Element.Hg, 'c', 0.25, 0.25, 0.25)));
        Crystal found = SymmetryFinder.findOther(caesiumChloride, TOLERANCE).orElseThrow();
        assertThat(found.spaceGroup().number()).isEqualTo(221);
        assertThat(found.lattice().a()).isCloseTo(3.7, within(1e-9));

        Crystal fluorite = new Crystal(
                SpaceGroup.of(225),
                cube,
                List.of(
                        new Site(Element.Sm, 'a', 0, 0, 0),
                        new Site(Element.Hg, 'c', 0.25, 0.25, 0.25)));
        assertThat(SymmetryFinder.findOther(fluorite, TOLERANCE)).isEmpty();

        Crystal withoutSymmetry = new Crystal(
                SpaceGroup.of(1), cube, List.of(new Site(Element.Sm, 'a', 0.1, 0.2, 0.3)));
        assertThat(SymmetryFinder.findOther(withoutSymmetry, TOLERANCE)
                        .orElseThrow()
                        .spaceGroup())
                .isEqualTo(SpaceGroup.of(221));
    }

    /** Half the cell is a whole one too, but of the same group. */
    @Test
    void aSmallerCellOfTheSameGroupIsNoOtherGroup() {
        Crystal doubled = new Crystal(
                SpaceGroup.of(221),
                new Lattice(7.4, 7.4, 7.4, 90, 90, 90),
                List.of(
                        new Site(Element.Sm, 'a', 0, 0, 0),
                        new Site(Element.Sm, 'b', 0.5, 0.5, 0.5),
                        new Site(Element.Sm, 'c', 0, 0.5, 0.5),
                        new Site(Element.Sm, 'd', 0.5, 0, 0)));
        assertThat(SymmetryFinder.findOther(doubled, TOLERANCE)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("groups")
    void noiseBelowTheToleranceIsRemoved(SpaceGroup group) {
        Disguise disguise = new Disguise(group.number());
        Crystal crystal = randomCrystal(group, group.number());
        Structure noisy = disguise.perturbed(
                disguise.of(crystal.primitiveStructure(), 2), 0.2 * TOLERANCE, 2e-5);
        FoundSymmetry found = SymmetryFinder.analyze(noisy, TOLERANCE);
        assertSameSites(found.crystal(), crystal);
        assertThat(found.displacementAngstrom()).isLessThanOrEqualTo(TOLERANCE);
        assertDescribes(found, noisy, TOLERANCE);
    }

    @ParameterizedTest
    @MethodSource("crystals")
    void crystalsOfThePolicyAreFoundAgain(Crystal crystal) {
        FoundSymmetry found =
                SymmetryFinder.analyze(new Disguise(3).of(crystal.structure(), 1), TOLERANCE);
        assertSameSites(found.crystal(), crystal);
        FoundSymmetry again =
                SymmetryFinder.analyze(found.crystal().primitiveStructure(), TOLERANCE);
        assertSameSites(again.crystal(), crystal);
        double[] parameters = found.crystal().lattice().parameters();
        assertThat(again.crystal().lattice().parameters())
                .containsExactly(parameters, within(1e-6));
    }

    /**
     * Cells and coordinates from textbooks, not from our tables; the lattice parameters a and c
     * follow.
     */
    @Test
    void findsTheStructuresOfTheElements() {
        double[] origin = {0, 0, 0};
        double[][] fcc = {{0, 1.8, 1.8}, {1.8, 0, 1.8}, {1.8, 1.8, 0}};
        double[][] bcc = {{-1.6, 1.6, 1.6}, {1.6, -1.6, 1.6}, {1.6, 1.6, -1.6}};
        double[][] hcp = {{3.2, 0, 0}, {-1.6, 1.6 * Math.sqrt(3), 0}, {0, 0, 5.2}};
        assertElement(225, 3.6, 3.6, fcc, origin);
        assertElement(229, 3.2, 3.2, bcc, origin);
        assertElement(
                221, 3.3, 3.3, new double[][] {{3.3, 0, 0}, {0, 3.3, 0}, {0, 0, 3.3}}, origin);
        assertElement(227, 3.6, 3.6, fcc, origin, new double[] {0.25, 0.25, 0.25});
        assertElement(194, 3.2, 5.2, hcp, new double[] {1 / 3.0, 2 / 3.0, 0.25}, new double[] {
            2 / 3.0, 1 / 3.0, 0.75
        });
    }

    private static void assertElement(
            int spaceGroup, double a, double c, double[][] vectors, double[]... frac) {
        int[] numbers = new int[frac.length];
        Arrays.fill(numbers, 14);
        Crystal crystal = SymmetryFinder.find(
                new Disguise(spaceGroup).of(new Structure(vectors, numbers, frac), 4));
        assertThat(crystal.spaceGroup().number()).isEqualTo(spaceGroup);
        assertThat(crystal.sites()).hasSize(1);
        assertThat(crystal.lattice().a()).isCloseTo(a, within(1e-9));
        assertThat(crystal.lattice().c()).isCloseTo(c, within(1e-9));
    }

    /**
     * Noise below, at and above the tolerance, up to a size at which atoms can be taken for one
     * another: the promise holds.
     */
    @ParameterizedTest
    @MethodSource("crystals")
    void anyToleranceGivesAConsistentCrystal(Crystal crystal) {
        Disguise disguise = new Disguise(11);
        for (double tolerance : new double[] {0.02, 0.05, 0.1, 0.2, 0.4, 0.8}) {
            Structure noisy =
                    disguise.perturbed(disguise.of(crystal.primitiveStructure(), 2), 0.05, 1e-3);
            FoundSymmetry found = SymmetryFinder.analyze(noisy, tolerance);
            assertThat(found.displacementAngstrom()).isLessThanOrEqualTo(found.toleranceAngstrom());
            assertThat(found.toleranceAngstrom()).isLessThanOrEqualTo(tolerance);
        }
    }

    /** The displaced titanium of ferroelectric BaTiO3: 0.1 angstrom from the centre of its cell. */
    @ParameterizedTest
    @CsvSource({"0.01, 99", "0.04, 99", "0.2, 221"})
    void theToleranceDecidesWhetherADistortionIsSeen(double tolerance, int spaceGroup) {
        Structure structure = new Structure(
                new double[][] {{4, 0, 0}, {0, 4, 0}, {0, 0, 4.03}},
                new int[] {56, 22, 8, 8, 8},
                new double[][] {
                    {0, 0, 0}, {0.5, 0.5, 0.525}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}
                });
        assertThat(SymmetryFinder.find(structure, tolerance).spaceGroup().number())
                .isEqualTo(spaceGroup);
    }

    /**
     * A wave along a chain: within the tolerance of itself one atom further on, but not two, so
     * that it has to be lowered.
     */
    @Test
    void lowersTheToleranceWhereOperationsAreNoGroup() {
        double[][] frac = new double[8][];
        int[] numbers = new int[8];
        for (int i = 0; i < 8; i++) {
            frac[i] = new double[] {0, 0, (2 * i + 0.03 * Math.cos(Math.PI * i / 4 + 0.2)) / 16};
            numbers[i] = 29;
        }
        Structure chain = new Structure(
                new double[][] {{3, 0, 0}, {0.4, 4, 0}, {0.3, 0.2, 16}}, numbers, frac);
        FoundSymmetry found = SymmetryFinder.analyze(chain, 0.04);
        assertThat(found.toleranceAngstrom()).isBetween(0.01, 0.039);
        assertThat(found.displacementAngstrom()).isLessThanOrEqualTo(found.toleranceAngstrom());
        assertDescribes(found, chain, found.toleranceAngstrom());
    }

    /** Quartz and its mirror image. */
    @Test
    void tellsHandsApart() {
        Crystal right = new Crystal(
                SpaceGroup.of(154),
                new Lattice(4.913, 4.913, 5.405, 90, 90, 120),
                List.of(
                        new Site(Element.Si, 'a', 0.47, 0, 2 / 3.0),
                        new Site(Element.O, 'c', 0.413, 0.267, 0.786)));
        Structure structure = right.structure();
        double[][] mirrored = structure.latticeVectors();
        for (double[] vector : mirrored) {
            vector[2] = -vector[2];
        }
        Structure mirrorImage =
                new Structure(mirrored, structure.atomicNumbers(), structure.fracs());
        assertThat(SymmetryFinder.find(structure).spaceGroup().number()).isEqualTo(154);
        assertThat(SymmetryFinder.find(mirrorImage).spaceGroup().number()).isEqualTo(152);
    }

    /**
     * Cells come out reduced: monoclinic with an obtuse angle, triclinic with angles all acute or
     * none.
     */
    @Test
    void conventionalCellsAreReduced() {
        Crystal monoclinic =
                SymmetryFinder.find(randomCrystal(SpaceGroup.of(14), 5).primitiveStructure());
        assertThat(monoclinic.lattice().beta()).isBetween(90.0, 120.0);
        for (int seed = 0; seed < 10; seed++) {
            Lattice lattice = SymmetryFinder.find(new Disguise(seed)
                            .of(randomCrystal(SpaceGroup.of(2), seed).structure(), 1))
                    .lattice();
            assertThat(lattice.a()).isLessThanOrEqualTo(lattice.b());
            assertThat(lattice.b()).isLessThanOrEqualTo(lattice.c());
            assertThat(List.of(lattice.alpha() < 90, lattice.beta() < 90, lattice.gamma() < 90))
                    .containsOnly(lattice.alpha() < 90);
        }
    }

    @Test
    void refusesWhatHasNoAnswer() {
        Structure twice = new Structure(
                new double[][] {{3, 0, 0}, {0, 3, 0}, {0, 0, 3}},
                new int[] {11, 17},
                new double[][] {{0, 0, 0}, {0.001, 0, 0.999}});
        assertThatThrownBy(() -> SymmetryFinder.find(twice))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0.0042 angstrom apart, within the tolerance of 0.01");
        assertThat(SymmetryFinder.find(twice, 0.001).spaceGroup().number()).isEqualTo(38);
        assertThatThrownBy(() -> SymmetryFinder.find(twice, 0))
                .hasMessageContaining("must be a positive number");
        assertThatThrownBy(() -> SymmetryFinder.find(twice, Double.NaN))
                .hasMessageContaining("must be a positive number");
    }

    /**
     * Same group, and the same elements on the same letters but for a change of origin or axes that
     * the group allows.
     */
    private static void assertSameSites(Crystal actual, Crystal expected) {
        assertThat(actual.spaceGroup()).isEqualTo(expected.spaceGroup());
        assertThat(Normalizer.of(expected.spaceGroup()).changes())
                .extracting(change -> letters(change.apply(expected, 0, 0, 0)))
                .contains(letters(actual));
    }

    private static List<String> letters(Crystal crystal) {
        return crystal.sites().stream()
                .map(site -> site.element() + " " + site.wyckoff())
                .sorted()
                .toList();
    }

    /**
     * Every atom of the structure, seen in the conventional cell, is one of the crystal's, and the
     * crystal has no others.
     */
    private static void assertDescribes(
            FoundSymmetry found, Structure structure, double toleranceAngstrom) {
        double cells = Vectors.determinant(found.vectors());
        Structure conventional = found.crystal().structure();
        assertThat(Math.abs(cells) * structure.atomCount())
                .isCloseTo(conventional.atomCount(), within(1e-6));
        double[][] vectors = Vectors.multiply(found.vectors(), structure.latticeVectors());
        assertThat(Vectors.determinant(vectors)).isPositive();
        double[] expected = found.crystal().lattice().parameters();
        for (int i = 0; i < 3; i++) {
            assertThat(Vectors.norm(vectors[i]))
                    .isCloseTo(expected[i], within(2 * toleranceAngstrom));
        }
        double[][] toConventional = Vectors.inverse(found.vectors());
        double[][] metric = conventional.latticeVectors();
        double[][] positions = conventional.fracs();
        for (int atom = 0; atom < structure.atomCount(); atom++) {
            double[] x = new double[3];
            for (int i = 0; i < 3; i++) {
                x[i] = structure.frac(atom, i) - found.origin()[i];
            }
            double[] image = Vectors.multiply(x, toConventional);
            Element element = structure.element(atom);
            double nearest = IntStream.range(0, conventional.atomCount())
                    .filter(other -> conventional.element(other) == element)
                    .mapToDouble(other -> Vectors.norm(
                            Vectors.multiply(AtomicCell.between(image, positions[other]), metric)))
                    .min()
                    .orElseThrow();
            assertThat(nearest).isLessThanOrEqualTo(toleranceAngstrom);
        }
    }
}
