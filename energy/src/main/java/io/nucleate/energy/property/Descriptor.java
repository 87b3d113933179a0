package io.nucleate.energy.property;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.CovalentRadius;
import io.nucleate.crystal.Electronegativity;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Structure;
import io.nucleate.energy.potential.Prediction;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;

/**
 * A structure as a readout sees it: statistics over the atoms, so that neither the order of the
 * atoms, nor the cell chosen, nor its orientation matters. Mean, standard deviation, least and
 * greatest of each of the potential's features of the atoms, of their magnetic moments and of what
 * the periodic table says of their elements; the logarithm of the volume per atom; and the root of
 * each element's atomic fraction, which lifts the rare ones.
 */
final class Descriptor {
    /** Stands in a readout's file, and changes whenever the numbers or their order do. */
    static final String VERSION = "statistics-and-fractions-1";

    private static final List<ToDoubleFunction<Element>> ELEMENT_PROPERTIES = List.of(
            Descriptor::electronegativity,
            CovalentRadius::ofAngstrom,
            Descriptor::period,
            Descriptor::outerElectrons);

    private static final int[] NOBLE_GASES = {0, 2, 10, 18, 36, 54, 86};
    private static final int STATISTICS = 4;

    /** Atomic fractions up to plutonium's; no potential here knows more. */
    private static final int ELEMENTS = Element.Pu.atomicNumber();

    private Descriptor() {}

    /** How many numbers there are for a potential with so many features of an atom. */
    static int length(int features) {
        return STATISTICS * (features + 1 + ELEMENT_PROPERTIES.size()) + 1 + ELEMENTS;
    }

    /** @throws IllegalArgumentException for a prediction without features of the atoms */
    static float[] of(Structure structure, Prediction prediction) {
        double[][] features = prediction.atomFeatures();
        int atoms = structure.atomCount();
        if (features.length != atoms) {
            throw new IllegalArgumentException(
                    "properties are read from features of the atoms, and of these the potential"
                            + " reports "
                            + features.length + " for " + atoms + " atoms; use chgnet");
        }
        float[] descriptor = new float[length(features[0].length)];
        int next = 0;
        for (int k = 0; k < features[0].length; k++) {
            int feature = k;
            next = putStatistics(descriptor, next, atoms, atom -> features[atom][feature]);
        }
        next = putStatistics(
                descriptor, next, atoms, atom -> prediction.magneticMomentsBohr()[atom]);
        for (ToDoubleFunction<Element> property : ELEMENT_PROPERTIES) {
            next = putStatistics(
                    descriptor,
                    next,
                    atoms,
                    atom -> property.applyAsDouble(structure.element(atom)));
        }
        descriptor[next++] = (float) Math.log(structure.volume() / atoms);
        Composition composition = structure.composition();
        for (int z = 1; z <= ELEMENTS; z++) {
            descriptor[next++] = (float) Math.sqrt(composition.fraction(Element.ofAtomicNumber(z)));
        }
        return descriptor;
    }

    /** Two passes: the variance of equal numbers must be 0, not the rounding of their squares. */
    private static int putStatistics(
            float[] descriptor, int from, int atoms, IntToDoubleFunction value) {
        double sum = 0;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (int atom = 0; atom < atoms; atom++) {
            double x = value.applyAsDouble(atom);
            sum += x;
            min = Math.min(min, x);
            max = Math.max(max, x);
        }
        double mean = sum / atoms;
        double squares = 0;
        for (int atom = 0; atom < atoms; atom++) {
            double off = value.applyAsDouble(atom) - mean;
            squares += off * off;
        }
        descriptor[from] = (float) mean;
        descriptor[from + 1] = (float) Math.sqrt(squares / atoms);
        descriptor[from + 2] = (float) min;
        descriptor[from + 3] = (float) max;
        return from + STATISTICS;
    }

    private static int nobleGasesBefore(Element element) {
        int count = 0;
        while (count < NOBLE_GASES.length && NOBLE_GASES[count] < element.atomicNumber()) {
            count++;
        }
        return count;
    }

    private static double period(Element element) {
        return nobleGasesBefore(element);
    }

    /** Electrons beyond the noble gas before. */
    private static double outerElectrons(Element element) {
        return element.atomicNumber() - NOBLE_GASES[nobleGasesBefore(element) - 1];
    }

    /**
     * Noble gases without one, which hold on to their electrons, count as the most electronegative
     * element.
     */
    private static double electronegativity(Element element) {
        double pauling = Electronegativity.ofPauling(element);
        return Double.isNaN(pauling) ? Electronegativity.ofPauling(Element.F) : pauling;
    }
}
