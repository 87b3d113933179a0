package io.nucleate.crystal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

class CrystalTest {
    private static final Lattice CUBIC = new Lattice(5.64, 5.64, 5.64, 90, 90, 90);

    static List<Crystal> crystals() {
        return Fixtures.crystals();
    }

    /**
     * Every group once, three sites each, random within the letters and the lattice that it allows.
     */
    static List<Crystal> randomCrystals() {
        SplittableRandom random = new SplittableRandom(7);
        List<Crystal> crystals = new ArrayList<>();
        for (int number = 1; number <= SpaceGroup.COUNT; number++) {
            SpaceGroup group = SpaceGroup.of(number);
            List<Site> sites = new ArrayList<>();
            for (Element element : new Element[] {Element.O, Element.Ti, Element.Cs}) {
                WyckoffPosition position =
                        group.positions().get(random.nextInt(group.positions().size()));
                double[] xyz = position.project(
                        random.nextDouble(), random.nextDouble(), random.nextDouble());
                boolean taken =
                        sites.stream().anyMatch(site -> site.wyckoff() == position.letter());
                if (!taken || position.hasFreeParameters()) {
                    sites.add(new Site(element, position.letter(), xyz[0], xyz[1], xyz[2]));
                }
            }
            Lattice lattice =
                    group.crystalSystem().constrain(new Lattice(7.3, 6.1, 8.9, 74, 98, 109));
            crystals.add(new Crystal(group, lattice, sites));
        }
        return crystals;
    }

    @ParameterizedTest
    @MethodSource({"crystals", "randomCrystals"})
    void conventionalAndPrimitiveCellAreTheSameCrystal(Crystal crystal) {
        Structure conventional = crystal.structure();
        Structure primitive = crystal.primitiveStructure();
        int latticePoints = crystal.spaceGroup().centrings().length;

        assertThat(conventional.atomCount())
                .isEqualTo(crystal.atomCount())
                .isEqualTo(latticePoints * primitive.atomCount());
        assertThat(conventional.composition()).isEqualTo(crystal.composition());
        assertThat(primitive.composition().reducedFormula())
                .isEqualTo(conventional.composition().reducedFormula());
        assertThat(conventional.volume()).isCloseTo(crystal.lattice().volume(), within(1e-9));
        assertThat(primitive.volume() * latticePoints)
                .isCloseTo(conventional.volume(), within(1e-9));
        assertThat(Vectors.determinant(primitive.latticeVectors())).isPositive();

        List<Double> all = distances(conventional, 5);
        List<Double> fewer = distances(primitive, 5);
        assertThat(all).hasSize(latticePoints * fewer.size());
        for (int i = 0; i < fewer.size(); i++) {
            assertThat(all.get(i * latticePoints)).isCloseTo(fewer.get(i), within(1e-6));
        }
    }

    /**
     * Sorted distances of every atom to all others and all images within the radius, a hair below
     * so that no shell is cut in two.
     */
    private static List<Double> distances(Structure structure, double radius) {
        double[][] v = structure.latticeVectors();
        double[][] inverse = Vectors.inverse(v);
        int[] reach = new int[3];
        for (int i = 0; i < 3; i++) {
            double[] column = {inverse[0][i], inverse[1][i], inverse[2][i]};
            reach[i] = (int) Math.ceil(radius * Vectors.norm(column)) + 1;
        }
        List<Double> distances = new ArrayList<>();
        for (int i = 0; i < structure.atomCount(); i++) {
            for (int j = 0; j < structure.atomCount(); j++) {
                double[] between = new double[3];
                for (int k = 0; k < 3; k++) {
                    between[k] = structure.frac(j, k) - structure.frac(i, k);
                }
                addImages(distances, between, v, reach, radius - 1.234e-3);
            }
        }
        distances.sort(null);
        return distances;
    }

    private static void addImages(
            List<Double> distances, double[] between, double[][] v, int[] reach, double radius) {
        for (int a = -reach[0]; a <= reach[0]; a++) {
            for (int b = -reach[1]; b <= reach[1]; b++) {
                for (int c = -reach[2]; c <= reach[2]; c++) {
                    double[] image = {between[0] + a, between[1] + b, between[2] + c};
                    double distance = Vectors.norm(Vectors.multiply(image, v));
                    if (distance < radius) {
                        distances.add(distance);
                    }
                }
            }
        }
    }

    @Test
    void primitiveCellIsCompact() {
        Structure structure = new Crystal(
                        SpaceGroup.of(5),
                        new Lattice(30, 3, 5, 90, 150, 90),
                        List.of(new Site(Element.Si, 'c', 0.1, 0.2, 0.3)))
                .primitiveStructure();
        Lattice lattice = structure.lattice();
        for (double angle : new double[] {lattice.alpha(), lattice.beta(), lattice.gamma()}) {
            assertThat(angle).isBetween(60 - 1e-9, 120 + 1e-9);
        }
    }

    @Test
    void sitesAreProjectedAndSortedByLetter() {
        Crystal crystal = new Crystal(
                SpaceGroup.of(194),
                new Lattice(4.1346, 4.1346, 18.42557, 90, 90, 120),
                List.of(
                        new Site(Element.Te, 'f', 0.333, 0.667, 0.886204),
                        new Site(Element.O, 'a', 0, 0, 1),
                        new Site(Element.Ga, 'f', -0.6667, 0.6667, 0.182959)));
        assertThat(crystal.sites())
                .extracting(Site::element)
                .containsExactly(Element.O, Element.Te, Element.Ga);
        assertThat(crystal.sites().get(0).xyz()).containsExactly(0, 0, 0);
        assertThat(crystal.sites().get(2).xyz()).containsExactly(1 / 3.0, 2 / 3.0, 0.182959);
        assertThat(crystal.canonical().sites())
                .extracting(Site::element)
                .containsExactly(Element.O, Element.Ga, Element.Te);
        assertThat(crystal.composition()).isEqualTo(Composition.parse("O2Te4Ga4"));
    }

    @Test
    void refusesWhatIsNoCrystal() {
        SpaceGroup group = SpaceGroup.of(225);
        Site sodium = new Site(Element.Na, 'a', 0, 0, 0);
        assertThatThrownBy(() -> new Crystal(group, CUBIC, List.of()))
                .hasMessageContaining("at least one site");
        assertThatThrownBy(() -> new Crystal(group, CUBIC, List.of(sodium, sodium)))
                .hasMessageContaining(
                        "'a' of space group 225 (Fm-3m) is a fixed point and cannot be occupied"
                                + " twice");
        assertThatThrownBy(() ->
                        new Crystal(group, CUBIC, List.of(new Site(Element.Na, 'a', 0.1, 0, 0))))
                .hasMessageContaining(
                        "Na at (0.100000, 0.000000, 0.000000) is not on Wyckoff position 'a'"
                                + " (0,0,0)");
        assertThatThrownBy(
                        () -> new Crystal(group, new Lattice(4, 5, 4, 90, 90, 90), List.of(sodium)))
                .hasMessageContaining(
                        "[4.0, 5.0, 4.0, 90.0, 90.0, 90.0] is not cubic, as space group 225"
                                + " (Fm-3m)");
        assertThatThrownBy(() -> new Crystal(SpaceGroup.of(166), CUBIC, List.of(sodium)))
                .hasMessageContaining("is not trigonal");
        assertThatThrownBy(() -> new Site(Element.Na, '?', 0, 0, 0))
                .hasMessageContaining("not a Wyckoff letter");
    }

    @Test
    void latticesThatSpanNoVolumeAreRefused() {
        assertThatThrownBy(() -> new Lattice(0, 1, 1, 90, 90, 90))
                .hasMessageContaining("lattice length 0.0");
        assertThatThrownBy(() -> new Lattice(1, Double.NaN, 1, 90, 90, 90))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> new Lattice(1, 1, 1, 90, 180, 90))
                .hasMessageContaining("lattice angle 180.0");
        assertThatThrownBy(() -> new Lattice(1, 1, 1, 30, 30, 90))
                .hasMessageContaining("span no volume");
        assertThat(Lattice.isPossible(new double[] {1, 1, 1, 30, 30, 90})).isFalse();
        Lattice triclinic = new Lattice(4.1, 5.3, 6.7, 81, 97, 103);
        assertThat(Lattice.isPossible(triclinic.parameters())).isTrue();
        assertThat(Lattice.ofVectors(triclinic.vectors()).parameters())
                .containsExactly(triclinic.parameters(), within(1e-12));
        assertThat(Vectors.determinant(triclinic.vectors()))
                .isCloseTo(triclinic.volume(), within(1e-10));
    }
}
