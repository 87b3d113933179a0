package io.nucleate.policy.search;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.WyckoffPosition;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A step from one crystal to another of the same space group and composition. Each of the first
 * three proposes the way back with the same density (coordinates in fractions of the cell), so that
 * Metropolis' rule applies as it is.
 */
public enum Move {
    /**
     * Two sites of the same multiplicity exchange their elements. The number of such pairs stays
     * the same.
     */
    EXCHANGE {
        @Override
        Optional<Crystal> propose(Crystal crystal, RandomGenerator random) {
            List<int[]> pairs = exchangeable(crystal);
            if (pairs.isEmpty()) {
                return Optional.empty();
            }
            int[] pair = pairs.get(random.nextInt(pairs.size()));
            Site first = crystal.sites().get(pair[0]);
            Site second = crystal.sites().get(pair[1]);
            List<Site> sites = new ArrayList<>(crystal.sites());
            sites.set(pair[0], withElementOf(first, second));
            sites.set(pair[1], withElementOf(second, first));
            return Optional.of(with(crystal, sites));
        }
    },
    /** The free coordinates of a site change a little. */
    SHIFT {
        @Override
        Optional<Crystal> propose(Crystal crystal, RandomGenerator random) {
            List<Integer> movable = new ArrayList<>();
            for (int i = 0; i < crystal.sites().size(); i++) {
                if (position(crystal, i).hasFreeParameters()) {
                    movable.add(i);
                }
            }
            if (movable.isEmpty()) {
                return Optional.empty();
            }
            int chosen = movable.get(random.nextInt(movable.size()));
            double[] xyz = crystal.sites().get(chosen).xyz();
            double deviation = SHIFT_DEVIATIONS[random.nextInt(SHIFT_DEVIATIONS.length)];
            for (int axis = 0; axis < 3; axis++) {
                xyz[axis] += deviation * random.nextGaussian();
            }
            return Optional.of(withSite(crystal, chosen, position(crystal, chosen), xyz));
        }
    },
    /**
     * A site goes to any place of any free Wyckoff position of the same multiplicity. The free
     * positions depend on the other sites only.
     */
    RELOCATE {
        @Override
        Optional<Crystal> propose(Crystal crystal, RandomGenerator random) {
            int chosen = random.nextInt(crystal.sites().size());
            List<WyckoffPosition> open = new ArrayList<>();
            for (WyckoffPosition position : crystal.spaceGroup().positions()) {
                if (position.multiplicity() == position(crystal, chosen).multiplicity()
                        && (position.hasFreeParameters()
                                || !isOccupied(crystal, position, chosen))) {
                    open.add(position);
                }
            }
            WyckoffPosition target = open.get(random.nextInt(open.size()));
            double[] xyz = {random.nextDouble(), random.nextDouble(), random.nextDouble()};
            return Optional.of(withSite(crystal, chosen, target, xyz));
        }
    },
    /**
     * All chains get a new crystal from the policy under the constraints. {@link StructureSearch}
     * draws it, and knows its density.
     */
    REDRAW {
        @Override
        Optional<Crystal> propose(Crystal crystal, RandomGenerator random) {
            throw new IllegalStateException("a new draw is not made from the crystal before");
        }
    };

    /** Standard deviations of a shift, in fractions of the cell, from fine to coarse. */
    private static final double[] SHIFT_DEVIATIONS = {0.005, 0.03, 0.15};

    /** Returns a neighbour of the crystal, in canonical order; empty where there is none. */
    abstract Optional<Crystal> propose(Crystal crystal, RandomGenerator random);

    /** Returns the pairs of sites of the same multiplicity with different elements. */
    private static List<int[]> exchangeable(Crystal crystal) {
        List<int[]> pairs = new ArrayList<>();
        for (int i = 0; i < crystal.sites().size(); i++) {
            for (int j = 0; j < i; j++) {
                if (crystal.sites().get(i).element() != crystal.sites().get(j).element()
                        && position(crystal, i).multiplicity()
                                == position(crystal, j).multiplicity()) {
                    pairs.add(new int[] {i, j});
                }
            }
        }
        return pairs;
    }

    private static WyckoffPosition position(Crystal crystal, int site) {
        return crystal.spaceGroup().position(crystal.sites().get(site).wyckoff());
    }

    private static boolean isOccupied(Crystal crystal, WyckoffPosition position, int except) {
        for (int i = 0; i < crystal.sites().size(); i++) {
            if (i != except && crystal.sites().get(i).wyckoff() == position.letter()) {
                return true;
            }
        }
        return false;
    }

    private static Site withElementOf(Site site, Site other) {
        return new Site(other.element(), site.wyckoff(), site.x(), site.y(), site.z());
    }

    private static Crystal withSite(
            Crystal crystal, int index, WyckoffPosition position, double[] xyz) {
        double[] projected = position.project(xyz[0], xyz[1], xyz[2]);
        List<Site> sites = new ArrayList<>(crystal.sites());
        sites.set(
                index,
                new Site(
                        crystal.sites().get(index).element(),
                        position.letter(),
                        projected[0],
                        projected[1],
                        projected[2]));
        return with(crystal, sites);
    }

    private static Crystal with(Crystal crystal, List<Site> sites) {
        return new Crystal(crystal.spaceGroup(), crystal.lattice(), sites).canonical();
    }
}
