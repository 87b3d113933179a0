package io.nucleate.crystal.description;

import io.nucleate.crystal.AffineOperation;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.WyckoffPosition;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds the representatives of a Wyckoff position: the equivalent atoms that its first operation
 * maps onto themselves. For x,0,0 in a group with inversion, these are the atoms at x and at −x.
 */
final class Representatives {
    /**
     * A point on no symmetry element of any group, and not between two elements by a multiple of
     * 1/24.
     */
    static final double[] GENERIC = {0.1371, 0.2893, 0.4127};

    private static final Map<Integer, List<List<AffineOperation>>> CACHE =
            new ConcurrentHashMap<>();

    private Representatives() {}

    /**
     * Returns the group's operations that lead from one representative of a position to each of
     * them, the identity first.
     */
    static List<AffineOperation> of(SpaceGroup group, char letter) {
        return CACHE.computeIfAbsent(group.number(), number -> group.positions().stream()
                        .map(position -> find(group, position))
                        .toList())
                .get(WyckoffPosition.numberOf(letter) - 1);
    }

    private static List<AffineOperation> find(SpaceGroup group, WyckoffPosition position) {
        double[] point = position.first().apply(GENERIC);
        List<AffineOperation> found = new ArrayList<>();
        List<double[]> images = new ArrayList<>();
        for (AffineOperation operation : group.general().operations()) {
            double[] image = operation.apply(point);
            if (isFixed(position.first(), image)
                    && images.stream().noneMatch(other -> coincide(other, image))) {
                images.add(image);
                found.add(operation);
            }
        }
        return found;
    }

    /** Tells whether an operation maps a point onto itself, modulo whole cells. */
    static boolean isFixed(AffineOperation operation, double[] point) {
        return coincide(operation.apply(point), point);
    }

    private static boolean coincide(double[] point, double[] other) {
        for (int i = 0; i < 3; i++) {
            double difference = point[i] - other[i];
            if (Math.abs(difference - Math.rint(difference)) > 1e-6) {
                return false;
            }
        }
        return true;
    }
}
