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
 * All the ways in which one crystal can be written down in its space group's standard setting: the
 * changes of coordinates of the {@link Normalizer}, any origin along polar axes, and any
 * representative of each site. They have the same atoms at the same distances, and a policy gives
 * each of them a probability of its own.
 */
public final class EquivalentDescriptions {
    /** Steps per unit on which numbers are compared, so that rounding errors do not decide. */
    private static final double GRID = 1e7;

    private static final Comparator<Site> BY_COORDINATES =
            Comparator.comparing((Site site) -> grid(site.xyz()), (x, y) -> Arrays.compare(x, y));
    /**
     * Sites of a description count in their canonical order: letters first, then elements, then
     * coordinates.
     */
    private static final Comparator<Crystal> STANDARD = Comparator.comparing(
                    (Crystal crystal) -> grid(crystal.lattice().parameters()),
                    (x, y) -> Arrays.compare(x, y))
            .thenComparing(EquivalentDescriptions::letters, (x, y) -> Arrays.compare(x, y))
            .thenComparing(EquivalentDescriptions::elements, (x, y) -> Arrays.compare(x, y))
            .thenComparing(EquivalentDescriptions::coordinates, (x, y) -> Arrays.compare(x, y));

    private EquivalentDescriptions() {}

    /**
     * One of the equivalent descriptions, each as likely as any other. Axes keep their names: which
     * of several is called a follows from their lengths in every collection of crystals.
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
     * The description that equivalent ones share, up to the origin along polar axes, which stays:
     * the shortest axes first, then the earliest letters, the lightest elements and the smallest
     * coordinates.
     */
    public static Crystal standard(Crystal crystal) {
        return Normalizer.of(crystal.spaceGroup()).changes().stream()
                .map(change -> smallestRepresentatives(change.apply(crystal, 0, 0, 0)))
                .min(STANDARD)
                .orElseThrow();
    }

    /**
     * Natural logarithm of the number of descriptions that {@link #draw} chooses from; a polar axis
     * counts 2π, the measure of a coordinate as an angle.
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
