package io.nucleate.scorer.reward;

import io.nucleate.energy.Energetics;
import io.nucleate.energy.potential.Prediction;
import io.nucleate.energy.property.Estimate;
import io.nucleate.energy.property.Property;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/**
 * What may be known of a priced crystal, by the name under which rewards speak of it; units in
 * {@link Rewards#QUANTITIES}.
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

    /** Gram per cubic centimetre of one atomic mass unit per cubic angstrom (CODATA 2018). */
    private static final double GRAM_PER_CM3 = 1.66053906660;

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

    static Optional<Quantity> of(String label) {
        return Arrays.stream(values())
                .filter(quantity -> quantity.label.equals(label))
                .findFirst();
    }

    String label() {
        return label;
    }

    /**
     * A difference that matters, in the quantity's unit: what missing a target by so much costs one
     * unit of reward.
     */
    double scale() {
        return scale;
    }

    Needs needs() {
        return needs;
    }

    /** Guard that fires where it is not known. */
    String unknown() {
        return "unknown-" + label;
    }

    /**
     * Where it lies: the estimate and so many standard deviations to both sides.
     *
     * @return empty where nothing is known of it
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
        return massU * GRAM_PER_CM3 / energetics.volumePerAtomAngstrom3();
    }

    private static Optional<Estimate> forceMaxEvPerAngstrom(Prediction prediction) {
        return prediction.forcesEvPerAngstrom().length == 0
                ? Optional.empty()
                : exact(prediction.forceMaxEvPerAngstrom());
    }

    private static Optional<Estimate> stressMaxGpa(Prediction prediction) {
        return Arrays.stream(prediction.stressEvPerCubicAngstrom())
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs)
                .max()
                .stream()
                .mapToObj(max -> new Estimate(max * Prediction.GPA_PER_EV_PER_CUBIC_ANGSTROM, 0))
                .findFirst();
    }
}
