package io.nucleate.crystal.symmetry;

import io.nucleate.crystal.AffineOperation;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.Vectors;
import io.nucleate.crystal.WyckoffPosition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Names the symmetry of the sites of a Wyckoff position: the crystal class of the operations that
 * leave a site where it is. It is the symbol of the International Tables A without its orientation:
 * {@code mm2}, where they have {@code mm2..} or {@code m.2m}.
 */
public final class SiteSymmetry {
    /** A point without symmetry of its own, for the free parameters of a position. */
    private static final double[] GENERIC = {0.13719, 0.28437, 0.35186};

    private static final double TOLERANCE = 1e-6;

    /** First space group of each of the 32 crystal classes. */
    private static final int[] FIRST_GROUPS = {
        1, 2, 3, 6, 10, 16, 25, 47, 75, 81, 83, 89, 99, 111, 123, 143, 147, 149, 156, 162, 168, 174,
        175, 177, 183, 187, 191, 195, 200, 207, 215, 221
    };

    /** Classes of which space groups write two orientations: P312 and P321. */
    private static final Map<String, String> WITHOUT_ORIENTATION =
            Map.of("312", "32", "3m1", "3m", "-31m", "-3m");

    private static final Map<Long, String> SYMBOLS = symbols();

    private SiteSymmetry() {}

    private static Map<Long, String> symbols() {
        Map<Long, String> symbols = new HashMap<>();
        for (int number : FIRST_GROUPS) {
            SpaceGroup group = SpaceGroup.of(number);
            String symbol = group.symbol().substring(1);
            symbols.put(
                    PointGroup.types(group.general().operations().stream()
                            .map(SiteSymmetry::rotation)
                            .toList()),
                    WITHOUT_ORIENTATION.getOrDefault(symbol, symbol));
        }
        return symbols;
    }

    /** Returns the crystal class of the sites of a position, such as {@code -43m}. */
    public static String of(SpaceGroup group, WyckoffPosition position) {
        return SYMBOLS.get(PointGroup.types(rotations(group, position)));
    }

    /** Returns the rotations of the operations that leave a site of a position where it is. */
    static List<int[][]> rotations(SpaceGroup group, WyckoffPosition position) {
        double[] site = position.first().apply(GENERIC);
        List<int[][]> rotations = new ArrayList<>();
        for (AffineOperation operation : group.general().operations()) {
            double[] image = operation.apply(site);
            double[] moved = new double[3];
            Arrays.setAll(moved, i -> Vectors.nearest(image[i] - site[i]));
            if (Vectors.norm(moved) < TOLERANCE) {
                rotations.add(rotation(operation));
            }
        }
        return rotations;
    }

    private static int[][] rotation(AffineOperation operation) {
        int[][] rotation = new int[3][3];
        for (int i = 0; i < 9; i++) {
            rotation[i / 3][i % 3] = operation.rotation(i / 3, i % 3);
        }
        return rotation;
    }
}
