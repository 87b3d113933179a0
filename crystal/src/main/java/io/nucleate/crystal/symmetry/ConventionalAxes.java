package io.nucleate.crystal.symmetry;

import static io.nucleate.crystal.symmetry.IntegerMatrices.multiply;
import static io.nucleate.crystal.symmetry.IntegerMatrices.primitive;
import static io.nucleate.crystal.symmetry.IntegerMatrices.scaled;

import io.nucleate.crystal.CrystalSystem;
import io.nucleate.crystal.Vectors;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Lists the conventional cells that a crystal class allows on a lattice. Their axes are along
 * symmetry directions, as short as possible, and right-handed. A cell has rows of whole numbers,
 * which are its vectors in units of the primitive ones. The most preferred cell comes first. Of the
 * several cells of one lattice, only some bring a given space group into its standard setting.
 */
final class ConventionalAxes {
    /** Brings a rhombohedral lattice from the reverse to the obverse setting. */
    private static final int[][] HALF_TURN = {{-1, 0, 0}, {0, -1, 0}, {0, 0, 1}};

    /**
     * Turns the axes of a cubic cell by a quarter. In a class without fourfold axes this makes
     * another setting, as of Pa-3.
     */
    private static final int[][] QUARTER_TURN = {{0, 1, 0}, {-1, 0, 0}, {0, 0, 1}};

    /** Lengths closer than this, in angstrom, do not decide between two cells. */
    private static final double TIE = 1e-5;

    private final List<int[][]> rotations;
    private final double[][] vectors;

    private ConventionalAxes(List<int[][]> rotations, double[][] vectors) {
        this.rotations = rotations;
        this.vectors = vectors;
    }

    /**
     * Lists the cells of a crystal system, the most preferred one first.
     *
     * @param rotations of the structure, in the primitive basis
     * @param vectors rows of the primitive basis in angstrom, reduced and right-handed
     */
    static List<int[][]> of(CrystalSystem system, List<int[][]> rotations, double[][] vectors) {
        ConventionalAxes axes = new ConventionalAxes(rotations, vectors);
        return switch (system) {
            case TRICLINIC -> List.<int[][]>of(axes.triclinic());
            case MONOCLINIC -> axes.monoclinic();
            case ORTHORHOMBIC -> axes.orthorhombic();
            case TETRAGONAL -> List.<int[][]>of(axes.aboutAxis(4));
            case TRIGONAL, HEXAGONAL -> withTurned(axes.aboutAxis(3), HALF_TURN);
            case CUBIC -> withTurned(axes.cubic(), QUARTER_TURN);
        };
    }

    private static List<int[][]> withTurned(int[][] basis, int[][] turn) {
        return List.of(basis, multiply(turn, basis));
    }

    /**
     * Returns the reduced cell with all angles acute, or else with none acute. This is Niggli's
     * cell, except for lattices with several equally short bases.
     */
    private int[][] triclinic() {
        double ab = Vectors.dot(vectors[0], vectors[1]);
        double ac = Vectors.dot(vectors[0], vectors[2]);
        double bc = Vectors.dot(vectors[1], vectors[2]);
        int[][] best = IntegerMatrices.identity(3);
        for (int[] signs : new int[][] {{1, 1, 1}, {1, -1, -1}, {-1, 1, -1}, {-1, -1, 1}}) {
            double x = signs[0] * signs[1] * ab;
            double y = signs[0] * signs[2] * ac;
            double z = signs[1] * signs[2] * bc;
            if ((x > 0 && y > 0 && z > 0) || (x <= 0 && y <= 0 && z <= 0)) {
                best = new int[][] {{signs[0], 0, 0}, {0, signs[1], 0}, {0, 0, signs[2]}};
            }
        }
        return best;
    }

    /**
     * Lists all bases of the plane that short vectors make, with unique axis b: short axes first,
     * then obtuse angles, then a before c.
     */
    private List<int[][]> monoclinic() {
        int[][] twofold = ofOrder(2).get(0);
        int[] b = axis(twofold);
        int[][] plane = plane(twofold);
        List<int[][]> cells = new ArrayList<>();
        for (int i = 0; i < 81; i++) {
            int[] m = {i / 27 - 1, i / 9 % 3 - 1, i / 3 % 3 - 1, i % 3 - 1};
            if (Math.abs(m[0] * m[3] - m[1] * m[2]) == 1) {
                cells.add(rightHanded(1, new int[][] {
                    sum(m[0], plane[0], m[1], plane[1]), b, sum(m[2], plane[0], m[3], plane[1])
                }));
            }
        }
        cells.sort(Comparator.comparingDouble(
                        (int[][] cell) -> Math.rint((length(cell[0]) + length(cell[2])) / TIE))
                .thenComparing(cell -> Vectors.dot(cartesian(cell[0]), cartesian(cell[2])) > TIE)
                .thenComparingDouble(cell -> Math.rint(length(cell[0]) / TIE)));
        return cells;
    }

    /** Lists the three axes in every order, ascending lengths first. */
    private List<int[][]> orthorhombic() {
        List<int[]> axes = distinctAxes(2);
        axes.sort(Comparator.comparingDouble(this::length));
        List<int[][]> cells = new ArrayList<>();
        for (int[] order :
                new int[][] {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}) {
            cells.add(rightHanded(
                    2, new int[][] {axes.get(order[0]), axes.get(order[1]), axes.get(order[2])}));
        }
        return cells;
    }

    /**
     * Returns the cell with c along the axis, a the shortest vector perpendicular to it, and b the
     * image of a.
     */
    private int[][] aboutAxis(int order) {
        int[][] rotation = proper(ofOrder(order).get(0));
        int[] a = plane(rotation)[0];
        return rightHanded(2, new int[][] {a, multiply(rotation, a), axis(rotation)});
    }

    private int[][] cubic() {
        List<int[]> axes = distinctAxes(ofOrder(4).isEmpty() ? 2 : 4);
        return rightHanded(2, new int[][] {axes.get(0), axes.get(1), axes.get(2)});
    }

    private List<int[][]> ofOrder(int order) {
        return rotations.stream()
                .filter(rotation -> PointGroup.order(rotation) == order)
                .toList();
    }

    private List<int[]> distinctAxes(int order) {
        List<int[]> axes = new ArrayList<>();
        for (int[][] rotation : ofOrder(order)) {
            int[] axis = axis(rotation);
            int[] opposite = scaled(axis, -1);
            if (axes.stream()
                    .noneMatch(known ->
                            Arrays.equals(known, axis) || Arrays.equals(known, opposite))) {
                axes.add(axis);
            }
        }
        return axes;
    }

    private static int[][] proper(int[][] rotation) {
        int sign = IntegerMatrices.determinant(rotation);
        return new int[][] {
            scaled(rotation[0], sign), scaled(rotation[1], sign), scaled(rotation[2], sign)
        };
    }

    /** Returns the sum of all powers of a rotation. It projects onto the axis. */
    private static int[][] projection(int[][] rotation) {
        int[][] proper = proper(rotation);
        int[][] power = IntegerMatrices.identity(3);
        int[][] sum = new int[3][3];
        for (int n = PointGroup.order(rotation); n > 0; n--) {
            for (int i = 0; i < 3; i++) {
                IntegerMatrices.subtract(sum[i], power[i], -1);
            }
            power = multiply(proper, power);
        }
        return sum;
    }

    /** Returns the shortest lattice vector along the axis of a rotation. */
    private static int[] axis(int[][] rotation) {
        int[][] projection = projection(rotation);
        for (int j = 0; j < 3; j++) {
            int[] column = {projection[0][j], projection[1][j], projection[2][j]};
            if (!isZero(column)) {
                return primitive(column);
            }
        }
        throw new IllegalArgumentException("a rotation has an axis");
    }

    /**
     * Returns a reduced basis of the lattice vectors perpendicular to the axis, the shorter one
     * first.
     */
    private int[][] plane(int[][] rotation) {
        int[] normal = Arrays.stream(projection(rotation))
                .filter(row -> !isZero(row))
                .findFirst()
                .orElseThrow();
        int[][] rows = new int[3][];
        for (int i = 0; i < 3; i++) {
            rows[i] = new int[] {normal[i], 0, 0, 0};
            rows[i][1 + i] = 1;
        }
        // What has no component along the normal is left of the unit vectors beside it.
        IntegerMatrices.toEchelon(rows);
        return reduced(Arrays.copyOfRange(rows[1], 1, 4), Arrays.copyOfRange(rows[2], 1, 4));
    }

    /**
     * Reduces a basis of the plane by Gauss' algorithm. A step must shorten a vector by more than
     * rounding does, or the reduction would never end on hexagonal planes.
     */
    private int[][] reduced(int[] u, int[] v) {
        int[] shorter = length(u) <= length(v) ? u : v;
        int[] longer = shorter == u ? v : u;
        double overlap = Vectors.dot(cartesian(shorter), cartesian(longer));
        int times = (int) Math.round(overlap / Vectors.dot(cartesian(shorter), cartesian(shorter)));
        int[] remainder = sum(1, longer, -times, shorter);
        return length(remainder) < length(longer) - TIE
                ? reduced(shorter, remainder)
                : new int[][] {shorter, longer};
    }

    private static boolean isZero(int[] row) {
        return row[0] == 0 && row[1] == 0 && row[2] == 0;
    }

    private static int[] sum(int p, int[] u, int q, int[] v) {
        return new int[] {p * u[0] + q * v[0], p * u[1] + q * v[1], p * u[2] + q * v[2]};
    }

    /** Returns the cell, with one of its vectors reversed if it was left-handed. */
    private static int[][] rightHanded(int turned, int[][] cell) {
        if (IntegerMatrices.determinant(cell) < 0) {
            cell[turned] = scaled(cell[turned], -1);
        }
        return cell;
    }

    private double[] cartesian(int[] coefficients) {
        return Vectors.multiply(
                new double[] {coefficients[0], coefficients[1], coefficients[2]}, vectors);
    }

    private double length(int[] coefficients) {
        return Vectors.norm(cartesian(coefficients));
    }
}
