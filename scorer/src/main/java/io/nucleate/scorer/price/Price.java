package io.nucleate.scorer.price;

import io.nucleate.crystal.Composition;
import io.nucleate.scorer.hull.ConvexHull.Decomposition;
import io.nucleate.scorer.potential.Prediction;
import io.nucleate.scorer.property.Estimate;
import io.nucleate.scorer.property.Property;
import io.nucleate.scorer.relax.Relaxed;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a structure once it has an energy.
 *
 * @param formationEnergyPerAtomEv energy of formation from the elements, eV per atom
 * @param decomposition what the known phases make of the composition
 * @param properties estimates of those properties that the pricer was asked for
 * @param relaxed how the structure came to be, where it was relaxed before it was priced
 * @param judgement of a {@link Judge}, which no reward may see; empty where none was asked
 */
public record Price(
        Composition composition,
        double volumePerAtomAngstrom3,
        Prediction prediction,
        double formationEnergyPerAtomEv,
        Decomposition decomposition,
        Map<Property, Estimate> properties,
        Optional<Relaxed> relaxed,
        Optional<Judgement> judgement)
        implements Pricing {

    /** @throws IllegalArgumentException for a volume that no structure has */
    public Price {
        if (!(volumePerAtomAngstrom3 > 0) || Double.isInfinite(volumePerAtomAngstrom3)) {
            throw new IllegalArgumentException(
                    "the volume of an atom cannot be " + volumePerAtomAngstrom3 + " cubic angstrom");
        }
        properties = Map.copyOf(properties);
    }

    /** A price of the energy alone. */
    public Price(
            Composition composition,
            double volumePerAtomAngstrom3,
            Prediction prediction,
            double formationEnergyPerAtomEv,
            Decomposition decomposition) {
        this(
                composition,
                volumePerAtomAngstrom3,
                prediction,
                formationEnergyPerAtomEv,
                decomposition,
                Map.of(),
                Optional.empty(),
                Optional.empty());
    }

    /** The same with these estimates. */
    public Price withProperties(Map<Property, Estimate> properties) {
        return new Price(
                composition,
                volumePerAtomAngstrom3,
                prediction,
                formationEnergyPerAtomEv,
                decomposition,
                properties,
                relaxed,
                judgement);
    }

    /** The same, of a structure that came out of this relaxation. */
    public Price withRelaxed(Relaxed relaxed) {
        return new Price(
                composition,
                volumePerAtomAngstrom3,
                prediction,
                formationEnergyPerAtomEv,
                decomposition,
                properties,
                Optional.of(relaxed),
                judgement);
    }

    /** The same with a judgement. */
    public Price withJudgement(Judgement judgement) {
        return new Price(
                composition,
                volumePerAtomAngstrom3,
                prediction,
                formationEnergyPerAtomEv,
                decomposition,
                properties,
                relaxed,
                Optional.of(judgement));
    }

    /** In eV per atom; negative for a phase below the hull of the known ones. */
    public double energyAboveHullEv() {
        return decomposition.energyAboveHullEv(formationEnergyPerAtomEv);
    }
}
