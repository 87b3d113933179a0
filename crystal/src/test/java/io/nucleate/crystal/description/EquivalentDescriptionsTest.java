package io.nucleate.crystal.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.CrystalSystem;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Fixtures;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.Structure;
import io.nucleate.crystal.Vectors;
import io.nucleate.crystal.WyckoffPosition;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

class EquivalentDescriptionsTest {
    static List<SpaceGroup> groups() {
        return IntStream.rangeClosed(1, SpaceGroup.COUNT)
                .mapToObj(SpaceGroup::of)
                .toList();
    }

    /**
     * A different element on each of the group's most special positions, and one more on the last
     * of them.
     */
    private static Crystal crystal(SpaceGroup group, SplittableRandom random) {
        CrystalSystem system = group.crystalSystem();
        Lattice lattice = system.constrain(new Lattice(
                4 + random.nextDouble(),
                5 + random.nextDouble(),
                6 + random.nextDouble(),
                82,
                97,
                104));
        List<Site> sites = new ArrayList<>();
        int element = 20;
        for (WyckoffPosition position : group.positions()) {
            double[] xyz =
                    position.project(random.nextDouble(), random.nextDouble(), random.nextDouble());
            sites.add(new Site(
                    Element.ofAtomicNumber(element++), position.letter(), xyz[0], xyz[1], xyz[2]));
            if (sites.size() == 4 || position.multiplicity() > 24) {
                break;
            }
        }
        return new Crystal(group, lattice, sites);
    }

    @ParameterizedTest
    @MethodSource("groups")
    void everyChangeLeavesTheStructure(SpaceGroup group) {
        Crystal crystal = crystal(group, new SplittableRandom(group.number()));
        Structure before = crystal.structure();
        for (CoordinateChange change : Normalizer.of(group).changes()) {
            Crystal changed = change.apply(crystal, 0, 0, 0);
            double[][] frac =
                    Arrays.stream(before.fracs()).map(change::apply).toArray(double[][]::new);
            Structure expected =
                    new Structure(changed.lattice().vectors(), before.atomicNumbers(), frac);
            Fixtures.assertSame(changed.structure(), expected, 1e-6);
        }
    }

    @ParameterizedTest
    @MethodSource("groups")
    void drawnDescriptionsHaveTheSameDistances(SpaceGroup group) {
        SplittableRandom random = new SplittableRandom(group.number());
        Crystal crystal = crystal(group, random);
        double[] distances = distances(crystal);
        for (int i = 0; i < 5; i++) {
            Crystal drawn = EquivalentDescriptions.draw(crystal, random);
            assertThat(drawn.composition()).isEqualTo(crystal.composition());
            assertThat(drawn.lattice()).isEqualTo(crystal.lattice());
            assertThat(distances(drawn)).containsExactly(distances, within(1e-6));
        }
    }

    /**
     * Standard descriptions of equivalent ones agree, so that the standard one names the crystal.
     */
    @ParameterizedTest
    @MethodSource("groups")
    void equivalentDescriptionsHaveOneStandard(SpaceGroup group) {
        SplittableRandom random = new SplittableRandom(group.number());
        Crystal crystal = crystal(group, random);
        Crystal standard = EquivalentDescriptions.standard(crystal);
        assertThat(distances(standard)).containsExactly(distances(crystal), within(1e-6));
        for (CoordinateChange change : Normalizer.of(group).changes()) {
            Crystal other = EquivalentDescriptions.standard(change.apply(crystal, 0, 0, 0));
            Normalizer normalizer = Normalizer.of(group);
            for (int s = 0; s < standard.sites().size(); s++) {
                Site expected = standard.sites().get(s);
                Site actual = other.sites().get(s);
                assertThat(actual.wyckoff()).isEqualTo(expected.wyckoff());
                assertThat(actual.element()).isEqualTo(expected.element());
                for (int axis = 0; axis < 3; axis++) {
                    if (!normalizer.isPolar(0)
                            && !normalizer.isPolar(1)
                            && !normalizer.isPolar(2)) {
                        assertThat(Vectors.nearest(actual.xyz()[axis] - expected.xyz()[axis]))
                                .as("site %d of %s", s, standard)
                                .isCloseTo(0, within(1e-6));
                    }
                }
            }
            assertThat(other.lattice()).isEqualTo(standard.lattice());
        }
    }

    /** Rock salt, perovskite and a position on a line, whose descriptions can be written down. */
    @Test
    void drawsEveryDescriptionAndNoOther() {
        Crystal salt = crystal(225, 5.6, site("Na", 'a', 0, 0, 0), site("Cl", 'b', 0.5, 0.5, 0.5));
        Crystal swapped =
                crystal(225, 5.6, site("Cl", 'a', 0, 0, 0), site("Na", 'b', 0.5, 0.5, 0.5));
        assertThat(draws(salt)).containsExactlyInAnyOrder(salt, swapped);
        assertThat(EquivalentDescriptions.logCount(salt)).isCloseTo(Math.log(2), within(1e-12));
        assertThat(EquivalentDescriptions.standard(salt)).isEqualTo(salt);
        assertThat(EquivalentDescriptions.standard(swapped)).isEqualTo(salt);

        Crystal boride =
                crystal(225, 7.4, site("Hf", 'a', 0, 0, 0), site("B", 'i', 0.5, 0.66, 0.66));
        // Two origins, two senses, and the centring, which moves boron by half a diagonal of a
        // face.
        assertThat(draws(boride)).hasSize(8);
        assertThat(EquivalentDescriptions.logCount(boride)).isCloseTo(Math.log(8), within(1e-12));
        Site boron = EquivalentDescriptions.standard(boride).sites().get(1);
        assertThat(boron.y()).isCloseTo(0.16, within(1e-12));
    }

    private static Set<Crystal> draws(Crystal crystal) {
        SplittableRandom random = new SplittableRandom(3);
        Set<Crystal> drawn = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            Crystal one = EquivalentDescriptions.draw(crystal, random);
            drawn.add(new Crystal(
                    one.spaceGroup(),
                    one.lattice(),
                    one.sites().stream()
                            .map(s -> new Site(
                                    s.element(),
                                    s.wyckoff(),
                                    round(s.x()),
                                    round(s.y()),
                                    round(s.z())))
                            .toList()));
        }
        return drawn;
    }

    private static double round(double coordinate) {
        return Math.round(coordinate * 1e9) / 1e9;
    }

    private static Crystal crystal(int group, double a, Site... sites) {
        return new Crystal(SpaceGroup.of(group), new Lattice(a, a, a, 90, 90, 90), List.of(sites));
    }

    private static Site site(String element, char letter, double x, double y, double z) {
        return new Site(Element.valueOf(element), letter, x, y, z);
    }

    /** Sorted distances below 3.4 angstrom between atoms, the pairs of elements told apart. */
    private static double[] distances(Crystal crystal) {
        Structure structure = crystal.primitiveStructure();
        double[][] vectors = structure.latticeVectors();
        List<Double> distances = new ArrayList<>();
        for (int i = 0; i < structure.atomCount(); i++) {
            for (int j = 0; j < structure.atomCount(); j++) {
                double kinds =
                        1000.0 * structure.atomicNumber(i) + 10.0 * structure.atomicNumber(j);
                for (int image = 0; image < 27; image++) {
                    double[] difference = new double[3];
                    for (int k = 0; k < 3; k++) {
                        int cell = image / (int) Math.pow(3, k) % 3 - 1;
                        difference[k] =
                                Vectors.nearest(structure.frac(i, k) - structure.frac(j, k)) + cell;
                    }
                    double distance = Vectors.norm(Vectors.multiply(difference, vectors));
                    if (distance < 3.4) {
                        distances.add(kinds + distance);
                    }
                }
            }
        }
        return distances.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }
}
