package io.nucleate.crystal.description;

import io.nucleate.crystal.AffineOperation;
import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Finds equivalent descriptions of a crystal in the standard setting of its space group. They
 * differ by the changes of coordinates of the {@link Normalizer}, by the origin along polar axes,
 * and by the representative of each site. All have the same atoms at the same distances, but a
 * policy gives each of them a probability of its own.
 */
public final class EquivalentDescriptions {
    /**
     * Steps per unit of the grid on which numbers are compared, so that rounding errors do not
     * decide.
     */
    private static final double GRID = 1e7;

    private static final Comparator<Site> BY_COORDINATES =
            Comparator.comparing((Site site) -> grid(site.xyz()), (x, y) -> Arrays.compare(x, y));
    /**
     * Orders descriptions by their lattices, then by the letters, the elements and the coordinates
     * of their sites, which are in canonical order.
     */
    private static final Comparator<Crystal> STANDARD = Comparator.comparing(
                    (Crystal crystal) -> grid(crystal.lattice().parameters()),
                    (x, y) -> Arrays.compare(x, y))
            .thenComparing(EquivalentDescriptions::letters, (x, y) -> Arrays.compare(x, y))
            .thenComparing(EquivalentDescriptions::elements, (x, y) -> Arrays.compare(x, y))
            .thenComparing(EquivalentDescriptions::coordinates, (x, y) -> Arrays.compare(x, y));

    private EquivalentDescriptions() {}

    /**
     * Draws one of the equivalent descriptions, each with the same probability. Axes keep their
     * names: in every collection of crystals, their lengths decide which axis is called a.
     */
    public static Crystal draw(Crystal crystal, RandomGenerator random) {
        Normalizer normalizer = Normalizer.of(crystal.spaceGroup());
        List<CoordinateChange> changes = normalizer.changesKeepingLattice();
        double[] originShift = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            originShift[axis] = normalizer.isPolar(axis) ? random.nextDouble() : 0;
        }
        Crystal changed = changes.get(random.nextInt(changes.size())).apply(crystal, originShift);
        List<Site> sites = new ArrayList<>(changed.sites().size());
        for (Site site : changed.sites()) {
            List<AffineOperation> choices =
                    Representatives.of(crystal.spaceGroup(), site.wyckoff());
            sites.add(
                    moved(crystal.spaceGroup(), site, choices.get(random.nextInt(choices.size()))));
        }
        return new Crystal(crystal.spaceGroup(), changed.lattice(), sites).canonical();
    }

    /**
     * Returns the description that all equivalent ones share: the shortest axes first, then the
     * earliest letters, the lightest elements and the smallest coordinates. The origin along polar
     * axes stays as it is.
     */
    public static Crystal standard(Crystal crystal) {
        return Normalizer.of(crystal.spaceGroup()).changes().stream()
                .map(change -> smallestRepresentatives(change.apply(crystal, 0, 0, 0)))
                .min(STANDARD)
                .orElseThrow();
    }

    /**
     * Returns the natural logarithm of the number of descriptions that {@link #draw} chooses from.
     * A polar axis counts 2π, the range of a coordinate as an angle.
     */
    public static double logCount(Crystal crystal) {
        SpaceGroup group = crystal.spaceGroup();
        Normalizer normalizer = Normalizer.of(group);
        double sum = Math.log(normalizer.changesKeepingLattice().size());
        for (int axis = 0; axis < 3; axis++) {
            sum += normalizer.isPolar(axis) ? Math.log(2 * Math.PI) : 0;
        }
        for (Site site : crystal.sites()) {
            sum += Math.log(Representatives.of(group, site.wyckoff()).size());
        }
        return sum;
    }

    private static Crystal smallestRepresentatives(Crystal crystal) {
        List<Site> sites = new ArrayList<>(crystal.sites().size());
        for (Site site : crystal.sites()) {
            sites.add(Representatives.of(crystal.spaceGroup(), site.wyckoff()).stream()
                    .map(operation -> moved(crystal.spaceGroup(), site, operation))
                    .min(BY_COORDINATES)
                    .orElseThrow());
        }
        return new Crystal(crystal.spaceGroup(), crystal.lattice(), sites).canonical();
    }

    private static Site moved(SpaceGroup group, Site site, AffineOperation operation) {
        double[] image = operation.apply(site.xyz());
        double[] projected = group.position(site.wyckoff()).project(image[0], image[1], image[2]);
        return new Site(site.element(), site.wyckoff(), projected[0], projected[1], projected[2]);
    }

    private static char[] letters(Crystal crystal) {
        char[] letters = new char[crystal.sites().size()];
        for (int i = 0; i < letters.length; i++) {
            letters[i] = crystal.sites().get(i).wyckoff();
        }
        return letters;
    }

    private static int[] elements(Crystal crystal) {
        return crystal.sites().stream()
                .mapToInt(site -> site.element().atomicNumber())
                .toArray();
    }

    private static long[] coordinates(Crystal crystal) {
        return grid(crystal.sites().stream()
                .flatMapToDouble(site -> Arrays.stream(site.xyz()))
                .toArray());
    }

    private static long[] grid(double[] values) {
        return Arrays.stream(values)
                .mapToLong(value -> Math.round(value * GRID))
                .toArray();
    }
}
