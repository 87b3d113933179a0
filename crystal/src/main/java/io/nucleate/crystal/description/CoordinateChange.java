package io.nucleate.crystal.description;

import io.nucleate.crystal.AffineOperation;
import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.WyckoffPosition;

import java.util.ArrayList;
import java.util.List;

/**
 * A change of coordinates x → Px + p that leaves the operations of a space group as they are. Sites
 * get other letters, the crystal stays the same.
 */
public final class CoordinateChange {
    private final SpaceGroup group;
    private final ExactOperation map;
    /**
     * The old axis that each new one was. In hexagonal cells, whose a and b are equally long, this
     * is the identity.
     */
    private final int[] axes = {0, 1, 2};
    /** The destination of each letter, from a on. */
    private final List<Destination> destinations = new ArrayList<>();

    /**
     * The place to which a change takes the sites of one letter.
     *
     * @param letter the new Wyckoff letter
     * @param returning the group's operation that brings the changed point to the representatives
     *     of the new letter
     */
    private record Destination(char letter, AffineOperation returning) {}

    CoordinateChange(SpaceGroup group, ExactOperation map) {
        this.group = group;
        this.map = map;
        for (WyckoffPosition position : group.positions()) {
            destinations.add(destination(position));
        }
        if (!Holohedry.isHexagonal(group.crystalSystem())) {
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    if (map.matrix()[i][j] != 0) {
                        axes[i] = j;
                    }
                }
            }
        }
    }

    private Destination destination(WyckoffPosition from) {
        double[] point = map.apply(from.first().apply(Representatives.GENERIC));
        for (WyckoffPosition to : group.positions()) {
            // Points of a position of fewer parameters lie on positions of more, whose multiplicity
            // is higher.
            if (to.multiplicity() == from.multiplicity()) {
                for (AffineOperation operation : group.general().operations()) {
                    if (Representatives.isFixed(to.first(), operation.apply(point))) {
                        return new Destination(to.letter(), operation);
                    }
                }
            }
        }
        throw new IllegalStateException(map + " takes position '" + from.letter()
                + "' of space group " + group + " off every position");
    }

    /**
     * Tells whether no lattice parameter changes: axes keep their names, up to their sign and up to
     * other axes of the same length.
     */
    boolean keepsLattice() {
        Lattice marked = group.crystalSystem().constrain(new Lattice(3, 4, 5, 80, 95, 100));
        return apply(marked).equals(marked);
    }

    /** Returns the new letter of the sites that have a given letter. */
    public char letter(char from) {
        return destinations.get(WyckoffPosition.numberOf(from) - 1).letter();
    }

    /** Returns the new fractional coordinates of a point, not wrapped into the cell. */
    public double[] apply(double... point) {
        return map.apply(point);
    }

    public Lattice apply(Lattice lattice) {
        double[] old = lattice.parameters();
        return new Lattice(
                old[axes[0]],
                old[axes[1]],
                old[axes[2]],
                old[3 + axes[0]],
                old[3 + axes[1]],
                old[3 + axes[2]]);
    }

    /**
     * Returns the crystal in the new coordinates.
     *
     * @param originShift added to the new coordinates; 0 except along polar axes
     */
    public Crystal apply(Crystal crystal, double... originShift) {
        List<Site> sites = new ArrayList<>(crystal.sites().size());
        for (Site site : crystal.sites()) {
            Destination to = destinations.get(WyckoffPosition.numberOf(site.wyckoff()) - 1);
            double[] point = to.returning().apply(map.apply(site.xyz()));
            sites.add(new Site(
                    site.element(),
                    to.letter(),
                    point[0] + originShift[0],
                    point[1] + originShift[1],
                    point[2] + originShift[2]));
        }
        return new Crystal(group, apply(crystal.lattice()), sites).canonical();
    }

    @Override
    public String toString() {
        return map.toString();
    }
}
