package io.nucleate.reward;

import io.nucleate.energy.potential.RequestedQuantities;
import io.nucleate.energy.property.Property;

import java.util.EnumSet;
import java.util.Set;

/**
 * The quantities that a reward needs. No more than these are computed.
 *
 * @param quantities quantities that the potential predicts
 * @param properties properties that are estimated from the potential's features
 * @param novelty whether the crystal must be looked up among the known materials
 */
public record Needs(RequestedQuantities quantities, Set<Property> properties, boolean novelty) {
    public static final Needs ENERGY = new Needs(RequestedQuantities.ENERGY, Set.of(), false);
    static final Needs FORCES =
            new Needs(RequestedQuantities.ENERGY_FORCES_STRESS, Set.of(), false);
    static final Needs NOVELTY = new Needs(RequestedQuantities.ENERGY, Set.of(), true);

    /** Returns the needs of a reward for a property. */
    static Needs property(Property property) {
        return new Needs(RequestedQuantities.ENERGY, Set.of(property), false);
    }

    /** Returns the needs of two rewards together. */
    public Needs and(Needs other) {
        Set<Property> both = EnumSet.noneOf(Property.class);
        both.addAll(properties);
        both.addAll(other.properties);
        return new Needs(
                quantities.compareTo(other.quantities) > 0 ? quantities : other.quantities,
                Set.copyOf(both),
                novelty || other.novelty);
    }
}
