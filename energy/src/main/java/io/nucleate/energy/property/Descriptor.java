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
 * Describes a structure by numbers, which are the inputs of a readout. They are statistics over the
 * atoms, so they do not depend on the order of the atoms, the choice of the cell or its
 * orientation.
 *
 * <p>In this order: the mean, standard deviation, minimum and maximum over the atoms of each
 * feature of the potential, of the magnetic moments, and of four properties of the elements; the
 * logarithm of the volume per atom; and the square root of the atomic fraction of each element. The
 * root gives more weight to rare elements.
 */
final class Descriptor {
    /** Version in the file of a readout. It must change whenever the numbers or their order do. */
    static final String VERSION = "statistics-and-fractions-1";

    private static final List<ToDoubleFunction<Element>> ELEMENT_PROPERTIES = List.of(
            Descriptor::electronegativity,
            CovalentRadius::ofAngstrom,
            Descriptor::period,
            Descriptor::outerElectrons);

    private static final int[] NOBLE_GASES = {0, 2, 10, 18, 36, 54, 86};
    private static final int STATISTICS = 4;

    /** Number of elements with an atomic fraction: up to plutonium, as far as potentials go. */
    private static final int ELEMENTS = Element.Pu.atomicNumber();

    private Descriptor() {}

    /**
     * Returns how many numbers describe a structure.
     *
     * @param features number of features that the potential has of an atom
     */
    static int length(int features) {
        return STATISTICS * (features + 1 + ELEMENT_PROPERTIES.size()) + 1 + ELEMENTS;
    }

    /**
     * Describes a structure.
     *
     * @param prediction prediction of a potential for the structure
     * @return [{@link #length}]
     * @throws IllegalArgumentException if the prediction has no features of the atoms
     */
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

    /**
     * Writes mean, standard deviation, minimum and maximum over the atoms. The variance takes a
     * second pass, so that it is exactly 0 for equal numbers.
     */
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

    /** Returns the number of noble gases before an element, plus one: the period of the element. */
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

    /** Returns the number of electrons outside the shells of the previous noble gas. */
    private static double outerElectrons(Element element) {
        return element.atomicNumber() - NOBLE_GASES[nobleGasesBefore(element) - 1];
    }

    /**
     * Returns the electronegativity on the scale of Pauling. Noble gases without a value get that
     * of fluorine, the highest one, because they hold their electrons tightly.
     */
    private static double electronegativity(Element element) {
        double pauling = Electronegativity.ofPauling(element);
        return Double.isNaN(pauling) ? Electronegativity.ofPauling(Element.F) : pauling;
    }
}
