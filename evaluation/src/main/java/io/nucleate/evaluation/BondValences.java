package io.nucleate.evaluation;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.Structure;
import io.nucleate.crystal.Vectors;
import io.nucleate.crystal.symmetry.FoundSymmetry;
import io.nucleate.crystal.symmetry.SymmetryFinder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the likeliest oxidation states of the atoms of a structure from the lengths of their bonds,
 * so that the charges add up to zero. The method is that of pymatgen's BVAnalyzer (S. P. Ong et
 * al., Comput. Mater. Sci. 68, 314, 2013), with its settings: an ion's valence is the sum over its
 * bonds by the parameters of O'Keeffe and Brese; the likelihood of an oxidation state is that of
 * the sum in a normal distribution, times the frequency of the state in the ICSD.
 */
final class BondValences {
    /** One of two bonded atoms must be of these, and the other another element. */
    private static final Set<Element> ELECTRONEGATIVE = EnumSet.of(
            Element.H,
            Element.B,
            Element.C,
            Element.Si,
            Element.N,
            Element.P,
            Element.As,
            Element.Sb,
            Element.O,
            Element.S,
            Element.Se,
            Element.Te,
            Element.F,
            Element.Cl,
            Element.Br,
            Element.I);

    private static final double SOFTNESS_ANGSTROM = 0.31;
    private static final double REACH_ANGSTROM = 4;

    /** Distances computed with the GGA are too long by about so much. */
    private static final double DISTANCE_FACTOR = 1.015;

    private static final double SYMMETRY_TOLERANCE_ANGSTROM = 0.1;

    /** States less likely than this fraction of the likeliest one are not tried. */
    private static final double LIKELIHOOD_MIN = 0.01;

    private static final int TRIALS_MAX = 100_000;

    /** Nearest neighbours are those within this factor of the shortest distance. */
    private static final double NEAREST_FACTOR = 1.1;

    private static final double NEAREST_REACH_ANGSTROM = 10;

    private BondValences() {}

    /**
     * Returns the oxidation state of each atom; empty if no states add up to zero, or if there are
     * no parameters for an element.
     */
    static Optional<int[]> states(Structure structure) {
        for (int atomicNumber : structure.atomicNumbers()) {
            if (ChargeTable.of(Element.ofAtomicNumber(atomicNumber)).bond().isEmpty()) {
                return Optional.empty();
            }
        }
        List<List<Integer>> orbits;
        try {
            orbits = orbits(structure);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // as BVAnalyzer, which needs the symmetry
        }
        double[] sums = sums(structure);
        List<Orbit> likely = new ArrayList<>();
        for (List<Integer> atoms : orbits) {
            int first = atoms.get(0);
            Orbit orbit = Orbit.of(structure.element(first), sums[first], atoms);
            if (orbit.states.length == 0) {
                return Optional.empty();
            }
            likely.add(orbit);
        }
        likely.sort(Comparator.comparingDouble(
                orbit -> -ChargeTable.of(orbit.element).electronegativity()));
        return new Search(likely).best().map(best -> {
            int[] states = new int[structure.atomCount()];
            for (int i = 0; i < best.length; i++) {
                for (int atom : likely.get(i).atoms) {
                    states[atom] = best[i];
                }
            }
            return states;
        });
    }

    /**
     * Tells whether no two nearest neighbours can be ions of one another, in all of the structure.
     * LeMat-GenBench takes such a structure for a metal.
     */
    static boolean hasNoIonicBonds(Structure structure) {
        int atoms = structure.atomCount();
        double[] nearest = new double[atoms];
        Arrays.fill(nearest, NEAREST_REACH_ANGSTROM);
        PeriodicImages.visit(structure, NEAREST_REACH_ANGSTROM, (atom, neighbour, distance) -> {
            if (isOther(atom, neighbour, distance)) {
                nearest[atom] = Math.min(nearest[atom], distance);
            }
        });
        boolean[] ionic = new boolean[1];
        PeriodicImages.visit(structure, NEAREST_REACH_ANGSTROM, (atom, neighbour, distance) -> {
            if (isOther(atom, neighbour, distance)
                    && distance <= NEAREST_REACH_ANGSTROM
                    && distance < NEAREST_FACTOR * nearest[atom]
                    && isBond(structure.element(atom), structure.element(neighbour))) {
                ionic[0] = true;
            }
        });
        return !ionic[0];
    }

    private static boolean isOther(int atom, int neighbour, double distanceAngstrom) {
        return atom != neighbour || distanceAngstrom > 1e-8;
    }

    private static boolean isBond(Element a, Element b) {
        return a != b && (ELECTRONEGATIVE.contains(a) || ELECTRONEGATIVE.contains(b));
    }

    /** Returns the bond valence sum of each atom; bonds to less electronegative atoms count -1. */
    private static double[] sums(Structure structure) {
        double[] sums = new double[structure.atomCount()];
        PeriodicImages.visit(structure, REACH_ANGSTROM, (atom, neighbour, distance) -> {
            Element a = structure.element(atom);
            Element b = structure.element(neighbour);
            if (distance <= REACH_ANGSTROM && isBond(a, b)) {
                ChargeTable.Row p = ChargeTable.of(a);
                ChargeTable.Row q = ChargeTable.of(b);
                double valence =
                        Math.exp((length(p.bond().orElseThrow(), q.bond().orElseThrow())
                                        - DISTANCE_FACTOR * distance)
                                / SOFTNESS_ANGSTROM);
                sums[atom] += p.electronegativity() < q.electronegativity() ? valence : -valence;
            }
        });
        return sums;
    }

    /** Returns the length of a single bond, in angstrom. */
    private static double length(ChargeTable.Bond p, ChargeTable.Bond q) {
        double difference = Math.sqrt(p.c()) - Math.sqrt(q.c());
        return p.r()
                + q.r()
                - p.r() * q.r() * difference * difference / (p.c() * p.r() + q.c() * q.r());
    }

    /**
     * Returns the atoms that symmetry maps onto one another.
     *
     * @throws IllegalArgumentException if no symmetry can be found
     */
    private static List<List<Integer>> orbits(Structure structure) {
        FoundSymmetry found = SymmetryFinder.analyze(structure, SYMMETRY_TOLERANCE_ANGSTROM);
        Crystal crystal = found.crystal();
        Structure cell = crystal.structure();
        int[] siteOfAtom = new int[cell.atomCount()];
        int next = 0;
        for (int site = 0; site < crystal.sites().size(); site++) {
            Site one = crystal.sites().get(site);
            int end = next + crystal.spaceGroup().position(one.wyckoff()).multiplicity();
            Arrays.fill(siteOfAtom, next, end, site);
            next = end;
        }
        double[][] toCell = Vectors.inverse(found.vectors());
        Map<Integer, List<Integer>> orbits = new LinkedHashMap<>();
        for (int atom = 0; atom < structure.atomCount(); atom++) {
            double[] place = new double[3];
            for (int axis = 0; axis < 3; axis++) {
                place[axis] = structure.frac(atom, axis) - found.origin()[axis];
            }
            int nearest = nearest(cell, structure.element(atom), Vectors.multiply(place, toCell));
            orbits.computeIfAbsent(siteOfAtom[nearest], site -> new ArrayList<>())
                    .add(atom);
        }
        return new ArrayList<>(orbits.values());
    }

    /** Returns the atom of an element nearest to a place, in fractional coordinates. */
    private static int nearest(Structure cell, Element element, double[] place) {
        double[][] vectors = cell.latticeVectors();
        int nearest = -1;
        double shortest = Double.POSITIVE_INFINITY;
        for (int atom = 0; atom < cell.atomCount(); atom++) {
            double[] difference = new double[3];
            for (int axis = 0; axis < 3; axis++) {
                difference[axis] = Vectors.nearest(cell.frac(atom, axis) - place[axis]);
            }
            double distance = Vectors.norm(Vectors.multiply(difference, vectors));
            if (cell.element(atom) == element && distance < shortest) {
                nearest = atom;
                shortest = distance;
            }
        }
        return nearest;
    }

    /**
     * Equivalent atoms, with the states that they may have.
     *
     * @param states likely states, the likeliest first
     * @param likelihoods of these states
     */
    private record Orbit(Element element, List<Integer> atoms, int[] states, double[] likelihoods) {

        static Orbit of(Element element, double sum, List<Integer> atoms) {
            List<ChargeTable.Ion> ions = new ArrayList<>(ChargeTable.of(element).ions());
            double total =
                    ions.stream().mapToDouble(ion -> likelihood(ion, sum)).sum();
            ions.sort(Comparator.comparingDouble(ion -> -likelihood(ion, sum)));
            double least = ions.isEmpty() ? 0 : LIKELIHOOD_MIN * likelihood(ions.get(0), sum);
            List<ChargeTable.Ion> likely =
                    ions.stream().filter(ion -> likelihood(ion, sum) > least).toList();
            return new Orbit(
                    element,
                    atoms,
                    likely.stream().mapToInt(ChargeTable.Ion::state).toArray(),
                    likely.stream()
                            .mapToDouble(ion -> likelihood(ion, sum) / total)
                            .toArray());
        }

        private static double likelihood(ChargeTable.Ion ion, double sum) {
            double off = (sum - ion.mean()) / ion.deviation();
            return Math.exp(-off * off / 2) / ion.deviation() * ion.frequency();
        }

        int least() {
            return Arrays.stream(states).min().orElseThrow() * atoms.size();
        }

        int greatest() {
            return Arrays.stream(states).max().orElseThrow() * atoms.size();
        }
    }

    /** Tries the likely states of all orbits, for the likeliest choice without charge. */
    private static final class Search {
        private final List<Orbit> orbits;
        /** Least and greatest charge of the orbits from an index on. */
        private final int[] leastFrom;

        private final int[] greatestFrom;
        private final int[] chosen;
        private int trials;
        private double bestLikelihood;
        private int[] best;

        Search(List<Orbit> orbits) {
            this.orbits = orbits;
            this.leastFrom = new int[orbits.size() + 1];
            this.greatestFrom = new int[orbits.size() + 1];
            for (int i = orbits.size() - 1; i >= 0; i--) {
                leastFrom[i] = leastFrom[i + 1] + orbits.get(i).least();
                greatestFrom[i] = greatestFrom[i + 1] + orbits.get(i).greatest();
            }
            this.chosen = new int[orbits.size()];
        }

        Optional<int[]> best() {
            choose(0, 0, 1);
            return Optional.ofNullable(best);
        }

        private void choose(int index, int charge, double likelihood) {
            if (trials > TRIALS_MAX) {
                return;
            }
            if (charge + greatestFrom[index] < 0 || charge + leastFrom[index] > 0) {
                trials++;
                return;
            }
            if (index == orbits.size()) {
                trials++;
                if (likelihood > bestLikelihood && statesAreClose()) {
                    bestLikelihood = likelihood;
                    best = chosen.clone();
                }
                return;
            }
            Orbit orbit = orbits.get(index);
            for (int i = 0; i < orbit.states.length; i++) {
                chosen[index] = orbit.states[i];
                choose(
                        index + 1,
                        charge + orbit.states[i] * orbit.atoms.size(),
                        likelihood * orbit.likelihoods[i]);
            }
        }

        /** Tells whether the states of each element differ by 1 at most. */
        private boolean statesAreClose() {
            for (int i = 0; i < chosen.length; i++) {
                for (int j = 0; j < i; j++) {
                    if (orbits.get(i).element == orbits.get(j).element
                            && Math.abs(chosen[i] - chosen[j]) > 1) {
                        return false;
                    }
                }
            }
            return true;
        }
    }
}
