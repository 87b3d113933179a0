package io.nucleate.crystal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Every one of the 230 groups and 1,731 Wyckoff positions. */
class SpaceGroupTest {
    /**
     * A point on no symmetry element of any group, and apart from them by more than the grid of
     * {@link #key}.
     */
    private static final double[] GENERIC = {0.1371, 0.2893, 0.4127};

    static List<SpaceGroup> groups() {
        return IntStream.rangeClosed(1, SpaceGroup.COUNT)
                .mapToObj(SpaceGroup::of)
                .toList();
    }

    @Test
    void thereAre1731Positions() {
        assertThat(groups().stream().mapToInt(group -> group.positions().size()).sum())
                .isEqualTo(1731);
    }

    @ParameterizedTest
    @MethodSource("groups")
    void lettersAreConsecutiveAndMultiplicitiesDivideTheGeneralOne(SpaceGroup group) {
        int number = 0;
        for (WyckoffPosition position : group.positions()) {
            assertThat(position.number()).isEqualTo(++number);
            assertThat(group.position(position.letter())).isSameAs(position);
            assertThat(group.general().multiplicity() % position.multiplicity()).isZero();
            assertThat(position.multiplicity() % group.centrings().length).isZero();
        }
        assertThat(group.general().first()).hasToString("x,y,z");
    }

    /**
     * The images of the representative under the operations of the position are as many as its
     * multiplicity and are exactly its images under the whole group: an orbit, so closed. For the
     * general position it says that the operations form a group.
     */
    @ParameterizedTest
    @MethodSource("groups")
    void positionsAreOrbitsOfTheGroup(SpaceGroup group) {
        for (WyckoffPosition position : group.positions()) {
            double[] representative = position.first().apply(GENERIC);
            Set<List<Long>> orbit = images(position.operations(), representative);
            assertThat(orbit).as("%s", position.letter()).hasSize(position.multiplicity());
            assertThat(images(group.general().operations(), representative))
                    .as("%s", position.letter())
                    .isEqualTo(orbit);
        }
    }

    @ParameterizedTest
    @MethodSource("groups")
    void theGeneralOrbitIsClosed(SpaceGroup group) {
        Set<List<Long>> orbit = images(group.general().operations(), GENERIC);
        for (AffineOperation first : group.general().operations()) {
            assertThat(images(group.general().operations(), first.apply(GENERIC)))
                    .isEqualTo(orbit);
        }
    }

    @ParameterizedTest
    @MethodSource("groups")
    void firstOperationsMapTheirImageOntoItself(SpaceGroup group) {
        for (WyckoffPosition position : group.positions()) {
            double[] once = position.project(GENERIC[0], GENERIC[1], GENERIC[2]);
            double[] twice = position.project(once[0], once[1], once[2]);
            assertThat(key(twice)).as("%s", position.letter()).isEqualTo(key(once));
        }
    }

    /**
     * Primitive cells rely on this: the first part of each list, shifted by the centrings, is the
     * whole list.
     */
    @ParameterizedTest
    @MethodSource("groups")
    void operationsAreListedOncePerCentring(SpaceGroup group) {
        double[][] centrings = group.centrings();
        for (WyckoffPosition position : group.positions()) {
            double[] representative = position.first().apply(GENERIC);
            Set<List<Long>> shifted = new HashSet<>();
            for (AffineOperation operation :
                    position.operations().subList(0, position.multiplicity() / centrings.length)) {
                double[] image = operation.apply(representative);
                for (double[] centring : centrings) {
                    shifted.add(key(
                            image[0] + centring[0],
                            image[1] + centring[1],
                            image[2] + centring[2]));
                }
            }
            assertThat(shifted)
                    .as("%s", position.letter())
                    .isEqualTo(images(position.operations(), representative));
        }
    }

    @ParameterizedTest
    @MethodSource("groups")
    void centringsFollowFromTheSymbol(SpaceGroup group) {
        Map<Character, Integer> counts = Map.of('P', 1, 'A', 2, 'C', 2, 'I', 2, 'R', 3, 'F', 4);
        double[][] centrings = group.centrings();
        assertThat(centrings).hasNumberOfRows(counts.get(group.symbol().charAt(0)));
        assertThat(centrings[0]).containsExactly(0, 0, 0);
        assertThat(group.centring().latticePoints()).isEqualTo(centrings.length);
        double[][] cell =
                group.centring().primitiveVectors(new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
        assertThat(Vectors.determinant(cell)).isCloseTo(1.0 / centrings.length, within(1e-12));
        for (double[] centring : centrings) {
            for (double coordinate : Vectors.multiply(centring, group.centring().toPrimitive())) {
                assertThat(coordinate).isCloseTo(Math.rint(coordinate), within(1e-12));
            }
        }
    }

    /**
     * Checks setting, crystal system and free parameters together: symmetry operations are
     * isometries of the constrained cell.
     */
    @ParameterizedTest
    @MethodSource("groups")
    void operationsPreserveTheMetricOfTheConstrainedLattice(SpaceGroup group) {
        Lattice lattice = group.crystalSystem().constrain(new Lattice(4.1, 5.3, 6.7, 81, 97, 103));
        double[][] v = lattice.vectors();
        double[][] metric = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                metric[i][j] = Vectors.dot(v[i], v[j]);
            }
        }
        for (AffineOperation operation : group.general().operations()) {
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    double image = 0;
                    for (int k = 0; k < 9; k++) {
                        image += operation.rotation(k / 3, i)
                                * metric[k / 3][k % 3]
                                * operation.rotation(k % 3, j);
                    }
                    assertThat(image).as("%s", operation).isCloseTo(metric[i][j], within(1e-10));
                }
            }
        }
    }

    /**
     * A free parameter moves the point, a variable coordinate depends on some free one, and nothing
     * else moves.
     */
    @ParameterizedTest
    @MethodSource("groups")
    void freeAxesAreThoseThatProjectionKeeps(SpaceGroup group) {
        for (WyckoffPosition position : group.positions()) {
            double[] here = position.project(GENERIC[0], GENERIC[1], GENERIC[2]);
            boolean anyVariable = false;
            for (int axis = 0; axis < 3; axis++) {
                if (position.isFree(axis)) {
                    double[] moved = here.clone();
                    moved[axis] += 0.01;
                    double[] projected = position.project(moved[0], moved[1], moved[2]);
                    assertThat(Vectors.nearest(projected[axis] - moved[axis]))
                            .isCloseTo(0, within(1e-12));
                    assertThat(position.isVariable(axis)).isTrue();
                }
                anyVariable |= position.isVariable(axis);
            }
            assertThat(anyVariable).isEqualTo(position.hasFreeParameters());
        }
    }

    @Test
    void knowsItsNames() {
        assertThat(SpaceGroup.of(14)).hasToString("14 (P2_1/c)");
        assertThat(SpaceGroup.of(166).symbol()).isEqualTo("R-3m");
        assertThat(SpaceGroup.of(225).position('l').multiplicity()).isEqualTo(192);
        assertThat(SpaceGroup.of(47).general().letter()).isEqualTo('A');
        assertThat(SpaceGroup.of(167).crystalSystem()).isEqualTo(CrystalSystem.TRIGONAL);
        assertThat(SpaceGroup.of(168).crystalSystem()).isEqualTo(CrystalSystem.HEXAGONAL);
        assertThatThrownBy(() -> SpaceGroup.of(0)).hasMessageContaining("0 is not in 1..230");
        assertThatThrownBy(() -> SpaceGroup.of(1).position('b'))
                .hasMessageContaining("its letters end at 'a'");
        assertThatThrownBy(() -> SpaceGroup.of(1).position('B'))
                .hasMessageContaining("not a Wyckoff letter");
    }

    private static Set<List<Long>> images(List<AffineOperation> operations, double[] point) {
        Set<List<Long>> images = new HashSet<>();
        for (AffineOperation operation : operations) {
            images.add(key(operation.apply(point)));
        }
        return images;
    }

    /** A point modulo lattice translations, on a grid of a millionth. */
    private static List<Long> key(double... point) {
        return List.of(gridded(point[0]), gridded(point[1]), gridded(point[2]));
    }

    private static long gridded(double coordinate) {
        return Math.floorMod(Math.round(coordinate * 1e6), 1_000_000L);
    }
}
