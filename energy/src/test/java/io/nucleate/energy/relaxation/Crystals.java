package io.nucleate.energy.relaxation;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.WyckoffPosition;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes crystals of every symmetry for tests. */
final class Crystals {
    private Crystals() {}

    /** Returns anatase, with three free parameters: a, c, and z of oxygen. */
    static Crystal anatase(double a, double c, double z) {
        return new Crystal(
                SpaceGroup.of(141),
                new Lattice(a, a, c, 90, 90, 90),
                List.of(
                        new Site(Element.Ti, 'b', 0, 0.25, 0.375),
                        new Site(Element.O, 'e', 0, 0.25, z)));
    }

    /**
     * Returns a random crystal with about 20 cubic angstrom per atom. One atom is on the general
     * position, and one on the special position of highest multiplicity.
     */
    static Crystal random(int spaceGroup, SplittableRandom random) {
        SpaceGroup group = SpaceGroup.of(spaceGroup);
        List<WyckoffPosition> positions = group.positions();
        List<Site> sites = new ArrayList<>();
        int atoms = 0;
        for (int i = Math.max(0, positions.size() - 2); i < positions.size(); i++) {
            double[] xyz = positions
                    .get(i)
                    .project(random.nextDouble(), random.nextDouble(), random.nextDouble());
            Element element = i == positions.size() - 1 ? Element.O : Element.Ti;
            sites.add(new Site(element, positions.get(i).letter(), xyz[0], xyz[1], xyz[2]));
            atoms += positions.get(i).multiplicity();
        }
        Lattice shape = group.crystalSystem()
                .constrain(new Lattice(
                        1 + 0.2 * random.nextDouble(),
                        1 + 0.2 * random.nextDouble(),
                        1 + 0.2 * random.nextDouble(),
                        80 + 20 * random.nextDouble(),
                        95 + 10 * random.nextDouble(),
                        80 + 20 * random.nextDouble()));
        double scale = Math.cbrt(20 * atoms / shape.volume());
        return new Crystal(group, shape.scaled(scale), sites);
    }
}
