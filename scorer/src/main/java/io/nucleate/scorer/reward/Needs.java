package io.nucleate.scorer.reward;

import io.nucleate.energy.potential.RequestedQuantities;
import io.nucleate.energy.property.Property;

import java.util.EnumSet;
import java.util.Set;

/**
 * What must be computed of a crystal so that a reward can be given, and no more.
 *
 * @param quantities what is asked of the potential
 * @param properties what is predicted from its features
 */
public record Needs(RequestedQuantities quantities, Set<Property> properties) {
    public static final Needs ENERGY = new Needs(RequestedQuantities.ENERGY, Set.of());
    static final Needs FORCES = new Needs(RequestedQuantities.ENERGY_FORCES_STRESS, Set.of());

    static Needs property(Property property) {
        return new Needs(RequestedQuantities.ENERGY, Set.of(property));
    }

    /** What this and the other need. */
    public Needs and(Needs other) {
        Set<Property> both = EnumSet.noneOf(Property.class);
        both.addAll(properties);
        both.addAll(other.properties);
        return new Needs(
                quantities.compareTo(other.quantities) > 0 ? quantities : other.quantities,
                Set.copyOf(both));
    }
}
