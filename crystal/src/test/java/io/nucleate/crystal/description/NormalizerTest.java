package io.nucleate.crystal.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.AffineOperation;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.Vectors;
import io.nucleate.crystal.WyckoffPosition;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Every change of coordinates of every one of the 230 groups. */
class NormalizerTest {
    static List<SpaceGroup> groups() {
        return IntStream.rangeClosed(1, SpaceGroup.COUNT)
                .mapToObj(SpaceGroup::of)
                .toList();
    }

    /**
     * Index of the group in its Euclidean normaliser, shifts along polar axes left out: volume of
     * cell and number of operations of both as in International Tables A (2016), tables 3.5.2.3 to
     * 3.5.2.5, for cells of general metric.
     */
    @ParameterizedTest
    @CsvSource({
        "1, 2", "2, 8", "4, 8", "5, 4", "6, 4", "10, 8", "12, 4", "14, 8", "15, 4", "19, 16",
        "47, 8", "61, 8", "62, 8", "63, 4", "65, 4", "71, 4", "75, 8", "76, 4", "92, 4", "123, 4",
        "136, 4", "139, 2", "141, 2", "143, 24", "146, 4", "148, 4", "156, 12", "160, 2", "164, 4",
        "166, 2", "167, 2", "186, 2", "187, 12", "191, 2", "194, 2", "195, 8", "198, 8", "205, 2",
        "213, 2", "215, 4", "216, 8", "220, 2", "221, 2", "225, 2", "227, 2", "229, 1", "230, 1"
    })
    void asManyAsTheInternationalTablesSay(int number, int index) {
        assertThat(Normalizer.of(SpaceGroup.of(number)).changesKeepingLattice()).hasSize(index);
    }

    @ParameterizedTest
    @CsvSource({"47, 48", "61, 24", "62, 8", "65, 8", "10, 16", "14, 8", "225, 2"})
    void asManyWithRenamedAxesAsTheSymbolsAllow(int number, int changes) {
        assertThat(Normalizer.of(SpaceGroup.of(number)).changes()).hasSize(changes);
    }

    @ParameterizedTest
    @MethodSource("groups")
    void everyChangeKeepsTheGroup(SpaceGroup group) {
        List<AffineOperation> operations = group.general().operations();
        for (CoordinateChange change : Normalizer.of(group).changes()) {
            Set<List<Long>> before = operations.stream()
                    .map(operation -> key(change.apply(operation.apply(Representatives.GENERIC))))
                    .collect(Collectors.toSet());
            double[] changed = change.apply(Representatives.GENERIC);
            Set<List<Long>> after = operations.stream()
                    .map(operation -> key(operation.apply(changed)))
                    .collect(Collectors.toSet());
            assertThat(after).as("%s", change).isEqualTo(before);
        }
    }

    /** No change is another one, or the identity, up to the group and shifts along polar axes. */
    @ParameterizedTest
    @MethodSource("groups")
    void changesAreDistinctCosets(SpaceGroup group) {
        Normalizer normalizer = Normalizer.of(group);
        Set<Set<List<Long>>> orbits = new HashSet<>();
        for (CoordinateChange change : normalizer.changes()) {
            double[] changed = change.apply(Representatives.GENERIC);
            Set<List<Long>> orbit = new HashSet<>();
            for (AffineOperation operation : group.general().operations()) {
                double[] image = operation.apply(changed);
                for (int axis = 0; axis < 3; axis++) {
                    // Along polar axes only the sense of the axis tells changes apart.
                    image[axis] -= normalizer.isPolar(axis) ? changed[axis] : 0;
                }
                orbit.add(key(image));
            }
            double[] sense = new double[3];
            double[] origin = change.apply(0, 0, 0);
            for (int axis = 0; axis < 3; axis++) {
                sense[axis] = normalizer.isPolar(axis) ? changed[axis] - origin[axis] : 0;
            }
            orbit.add(key(sense));
            orbits.add(orbit);
        }
        assertThat(orbits).hasSameSizeAs(normalizer.changes());
    }

    /** Letters go to letters of the same multiplicity, one to one, and their points with them. */
    @ParameterizedTest
    @MethodSource("groups")
    void lettersArePermuted(SpaceGroup group) {
        for (CoordinateChange change : Normalizer.of(group).changes()) {
            Set<Character> letters = new HashSet<>();
            for (WyckoffPosition position : group.positions()) {
                WyckoffPosition to = group.position(change.letter(position.letter()));
                letters.add(to.letter());
                assertThat(to.multiplicity()).isEqualTo(position.multiplicity());
                double[] changed = change.apply(position.first().apply(Representatives.GENERIC));
                assertThat(group.general().operations())
                        .as("%s of %s under %s", position.letter(), group, change)
                        .anyMatch(operation ->
                                Representatives.isFixed(to.first(), operation.apply(changed)));
            }
            assertThat(letters).hasSameSizeAs(group.positions());
        }
    }

    /** Distances of points do not change, whatever the lattice of the crystal system. */
    @ParameterizedTest
    @MethodSource("groups")
    void everyChangeIsAnIsometry(SpaceGroup group) {
        Lattice lattice = group.crystalSystem().constrain(new Lattice(4.1, 5.3, 6.7, 81, 97, 103));
        double[] other = {0.61, 0.17, 0.83};
        for (CoordinateChange change : Normalizer.of(group).changes()) {
            double before = distance(Representatives.GENERIC, other, lattice);
            double after = distance(
                    change.apply(Representatives.GENERIC),
                    change.apply(other),
                    change.apply(lattice));
            assertThat(after).as("%s", change).isCloseTo(before, within(1e-9));
        }
    }

    /** Directions along which the tables of normalisers write an infinitesimal translation. */
    @ParameterizedTest
    @CsvSource({
        "1, xyz", "2, ''", "4, y", "8, xz", "25, z", "47, ''", "99, z", "111, ''", "160, z",
        "186, z", "195, ''"
    })
    void polarAxes(int number, String axes) {
        Normalizer normalizer = Normalizer.of(SpaceGroup.of(number));
        String polar = IntStream.range(0, 3)
                .filter(normalizer::isPolar)
                .mapToObj(axis -> "xyz".substring(axis, axis + 1))
                .collect(Collectors.joining());
        assertThat(polar).isEqualTo(axes);
    }

    /** P4_1 and P4_3 are mirror images: neither's changes may hold a mirror. */
    @Test
    void enantiomorphicPairsAreNotMixedUp() {
        for (int number : new int[] {
            76, 78, 91, 95, 92, 96, 144, 145, 151, 153, 152, 154, 169, 170, 171, 172, 178, 179, 180,
            181, 212, 213
        }) {
            for (CoordinateChange change : Normalizer.of(SpaceGroup.of(number)).changes()) {
                assertThat(handedness(change))
                        .as("%d: %s", number, change)
                        .isCloseTo(1, within(1e-9));
            }
        }
        assertThat(Normalizer.of(SpaceGroup.of(19)).changes())
                .anyMatch(change -> handedness(change) < 0);
    }

    private static double handedness(CoordinateChange change) {
        double[] origin = change.apply(0, 0, 0);
        double[][] columns = new double[3][3];
        for (int axis = 0; axis < 3; axis++) {
            double[] unit = new double[3];
            unit[axis] = 1;
            double[] image = change.apply(unit);
            for (int i = 0; i < 3; i++) {
                columns[axis][i] = image[i] - origin[i];
            }
        }
        return Vectors.determinant(columns);
    }

    private static double distance(double[] point, double[] other, Lattice lattice) {
        double[] difference = {point[0] - other[0], point[1] - other[1], point[2] - other[2]};
        return Vectors.norm(Vectors.multiply(difference, lattice.vectors()));
    }

    /** A point modulo whole cells, on a grid of a millionth. */
    private static List<Long> key(double[] point) {
        return java.util.Arrays.stream(point)
                .mapToObj(coordinate -> Math.floorMod(Math.round(coordinate * 1e6), 1_000_000L))
                .toList();
    }
}
