package io.nucleate.reward;

import io.nucleate.crystal.Words;
import io.nucleate.energy.Energetics;
import io.nucleate.energy.potential.Prediction;
import io.nucleate.energy.property.Estimate;
import io.nucleate.energy.property.Property;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/**
 * The quantities of an evaluated crystal that rewards can use. {@link Rewards#QUANTITIES} lists
 * their names and units.
 */
public enum Quantity {
    /** Energy above the hull of the known phases. */
    EHULL("ehull", 0.5, Needs.ENERGY, energetics -> exact(energetics.energyAboveHullEvPerAtom())),
    FORMATION_ENERGY(
            "formation-energy",
            1,
            Needs.ENERGY,
            energetics -> exact(energetics.formationEnergyEvPerAtom())),
    BAND_GAP(Property.BAND_GAP, 1),
    DIELECTRIC(Property.DIELECTRIC_ELECTRONIC, 5),
    DENSITY("density", 2, Needs.ENERGY, energetics -> exact(densityGramPerCm3(energetics))),
    VOLUME_PER_ATOM(
            "volume-per-atom",
            10,
            Needs.ENERGY,
            energetics -> exact(energetics.volumePerAtomAngstrom3())),
    /** Largest force on an atom. */
    FORCE("force", 1, Needs.FORCES, energetics -> forceMaxEvPerAngstrom(energetics.prediction())),
    /** Largest component of the stress, pressure or tension. */
    STRESS("stress", 10, Needs.FORCES, energetics -> stressMaxGpa(energetics.prediction()));

    /** Value of one atomic mass unit per cubic angstrom in g/cm³ (CODATA 2018). */
    private static final double GRAM_PER_CM3_PER_U_PER_ANGSTROM3 = 1.66053906660;

    private static final Words<Quantity> WORDS =
            new Words<>("quantity", Quantity.class, Quantity::label);

    private final String label;
    private final double scale;
    private final Needs needs;
    private final Function<Energetics, Optional<Estimate>> reading;

    Quantity(
            String label,
            double scale,
            Needs needs,
            Function<Energetics, Optional<Estimate>> reading) {
        this.label = label;
        this.scale = scale;
        this.needs = needs;
        this.reading = reading;
    }

    Quantity(Property property, double scale) {
        this(
                property.word(),
                scale,
                Needs.property(property),
                energetics -> Optional.ofNullable(energetics.properties().get(property)));
    }

    /** Returns the quantity with a name; empty if there is none. */
    static Optional<Quantity> of(String label) {
        return WORDS.find(label);
    }

    /** Returns the name of the quantity in expressions. */
    String label() {
        return label;
    }

    /**
     * Returns a difference that matters, in the quantity's unit. If a target is missed by it, the
     * reward is smaller by 1.
     */
    double scale() {
        return scale;
    }

    /** Returns what must be computed for this quantity. */
    Needs needs() {
        return needs;
    }

    /** Returns the name of the guard that fires if the quantity is not known. */
    String unknown() {
        return "unknown-" + label;
    }

    /**
     * Returns the interval in which the quantity lies: the estimate, and a number of standard
     * deviations to both sides; empty if the quantity is not known.
     */
    Optional<Interval> of(Energetics energetics, double deviations) {
        return reading.apply(energetics).map(estimate -> {
            double margin = deviations == 0 ? 0 : deviations * estimate.uncertainty();
            return new Interval(estimate.value() - margin, estimate.value() + margin);
        });
    }

    private static Optional<Estimate> exact(double value) {
        return Optional.of(new Estimate(value, 0));
    }

    private static double densityGramPerCm3(Energetics energetics) {
        double massU = energetics.composition().elements().stream()
                .mapToDouble(
                        element -> energetics.composition().fraction(element) * element.massU())
                .sum();
        return massU * GRAM_PER_CM3_PER_U_PER_ANGSTROM3 / energetics.volumePerAtomAngstrom3();
    }

    private static Optional<Estimate> forceMaxEvPerAngstrom(Prediction prediction) {
        return prediction.forcesEvPerAngstrom().length == 0
                ? Optional.empty()
                : exact(prediction.forceMaxEvPerAngstrom());
    }

    private static Optional<Estimate> stressMaxGpa(Prediction prediction) {
        return Arrays.stream(prediction.stressEvPerAngstrom3())
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs)
                .max()
                .stream()
                .mapToObj(max -> new Estimate(max * Prediction.GPA_PER_EV_PER_ANGSTROM3, 0))
                .findFirst();
    }
}
