package io.nucleate.evaluation;

import io.nucleate.crystal.CovalentRadius;
import io.nucleate.crystal.Electronegativity;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Structure;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Describes a structure by numbers, to compare sets of structures for {@link Coverage}. It is
 * simpler than the Magpie and CrystalNN fingerprints of CDVAE, so coverages computed with it can be
 * compared only with each other.
 *
 * <p>The numbers of the composition are mean, standard deviation, minimum and maximum over the
 * atoms of four properties: atomic number, number of electrons outside the previous noble gas,
 * Pauling electronegativity and covalent radius. The numbers of the structure are mean and standard
 * deviation over the atoms of the number of neighbours in each of 16 shells of distance. A
 * neighbour counts in a shell with a Gaussian weight. The unit of distance is the cube root of the
 * volume per atom.
 */
final class Fingerprint {
    private static final List<ToDoubleFunction<Element>> PROPERTIES = List.of(
            Element::atomicNumber,
            Fingerprint::outerElectrons,
            Fingerprint::electronegativity,
            CovalentRadius::ofAngstrom);

    private static final int[] NOBLE_GASES = {0, 2, 10, 18, 36, 54, 86};

    private static final int SHELLS = 16;
    private static final double SHELL_WIDTH = 0.1;
    private static final double FIRST_SHELL = 0.5;
    private static final double REACH = FIRST_SHELL + (SHELLS + 2) * SHELL_WIDTH;

    /** Number of the numbers of the composition. The numbers of the structure follow them. */
    static final int COMPOSITION_LENGTH = 4 * PROPERTIES.size();

    static final int LENGTH = COMPOSITION_LENGTH + 2 * SHELLS;

    private Fingerprint() {}

    /** Returns the fingerprint of a structure, [{@link #LENGTH}]. */
    static double[] of(Structure structure) {
        double[] fingerprint = new double[LENGTH];
        int atoms = structure.atomCount();
        for (int p = 0; p < PROPERTIES.size(); p++) {
            double[] values = new double[atoms];
            for (int i = 0; i < atoms; i++) {
                values[i] = PROPERTIES.get(p).applyAsDouble(structure.element(i));
            }
            putMoments(values, fingerprint, 4 * p, 4 * p + 1);
            fingerprint[4 * p + 2] = Arrays.stream(values).min().orElseThrow();
            fingerprint[4 * p + 3] = Arrays.stream(values).max().orElseThrow();
        }
        double[][] shells = shells(structure);
        for (int s = 0; s < SHELLS; s++) {
            putMoments(
                    shells[s],
                    fingerprint,
                    COMPOSITION_LENGTH + s,
                    COMPOSITION_LENGTH + SHELLS + s);
        }
        return fingerprint;
    }

    private static void putMoments(double[] values, double[] target, int mean, int deviation) {
        double average = Arrays.stream(values).average().orElseThrow();
        double variance = Arrays.stream(values)
                .map(value -> (value - average) * (value - average))
                .average()
                .orElseThrow();
        target[mean] = average;
        target[deviation] = Math.sqrt(variance);
    }

    private static double outerElectrons(Element element) {
        int core = 0;
        for (int noble : NOBLE_GASES) {
            core = noble < element.atomicNumber() ? noble : core;
        }
        return element.atomicNumber() - core;
    }

    /**
     * Returns the electronegativity on the scale of Pauling. Noble gases without a value get that
     * of fluorine, the highest one, because they hold their electrons tightly.
     */
    private static double electronegativity(Element element) {
        double pauling = Electronegativity.ofPauling(element);
        return Double.isNaN(pauling) ? Electronegativity.ofPauling(Element.F) : pauling;
    }

    /** Returns the weighted number of neighbours in each shell of each atom: [shells][atoms]. */
    private static double[][] shells(Structure structure) {
        int atoms = structure.atomCount();
        double unit = Math.cbrt(structure.volume() / atoms);
        double[][] shells = new double[SHELLS][atoms];
        PeriodicImages.visit(
                structure,
                REACH * unit,
                (atom, neighbour, distance) -> count(shells, atom, distance / unit));
        return shells;
    }

    /** Adds a neighbour at a distance to the shells near it. */
    private static void count(double[][] shells, int atom, double distance) {
        int nearest = (int) Math.rint((distance - FIRST_SHELL) / SHELL_WIDTH);
        for (int s = Math.max(0, nearest - 2); s <= Math.min(SHELLS - 1, nearest + 2); s++) {
            double off = (distance - FIRST_SHELL) / SHELL_WIDTH - s;
            shells[s][atom] += Math.exp(-off * off / 2);
        }
    }
}
