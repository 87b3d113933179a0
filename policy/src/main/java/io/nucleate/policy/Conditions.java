package io.nucleate.policy;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What is known of a crystal before it is drawn. A policy that has learned conditions prefers what
 * fits them; it excludes nothing, as {@link io.nucleate.policy.constraints.Constraints} do.
 *
 * @param system the elements; empty where they are not known
 * @param formula the composition, whose amounts count only relative to one another
 * @param energyAboveHullEvPerAtom energy above the convex hull
 * @param bandGapEv electronic band gap
 */
public record Conditions(
        Set<Element> system,
        Optional<Composition> formula,
        OptionalDouble energyAboveHullEvPerAtom,
        OptionalDouble bandGapEv) {
    public static final Conditions NONE = new Conditions(
            Set.of(), Optional.empty(), OptionalDouble.empty(), OptionalDouble.empty());

    private static final int KINDS = Condition.values().length;
    private static final int ELEMENTS = PolicyConfig.ELEMENT_TYPES - 1;

    /**
     * Length of what {@link #write} writes: one for each kind of condition, two for each element,
     * one for each class of each quantity.
     */
    static final int FEATURES =
            KINDS + 2 * ELEMENTS + Condition.EHULL.classes() + Condition.GAP.classes();

    /**
     * Makes conditions.
     *
     * @throws IllegalArgumentException for a formula of other elements than the system's, and for a
     *     quantity in none of its classes
     */
    public Conditions {
        if (formula.isPresent()) {
            Set<Element> elements = formula.get().elements();
            if (!system.isEmpty() && !system.equals(elements)) {
                throw new IllegalArgumentException("the formula " + formula.get()
                        + " has other elements than the chemical system " + system);
            }
            system = elements;
        }
        energyAboveHullEvPerAtom.ifPresent(Condition.EHULL::requireClass);
        bandGapEv.ifPresent(Condition.GAP::requireClass);
        system = system.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(system));
    }

    /**
     * Returns all that is known of a crystal: its formula, and the quantities that are given and
     * lie in a class.
     */
    public static Conditions of(
            Crystal crystal, OptionalDouble energyAboveHullEvPerAtom, OptionalDouble bandGapEv) {
        return new Conditions(
                Set.of(),
                Optional.of(crystal.composition()),
                inClass(Condition.EHULL, energyAboveHullEvPerAtom),
                inClass(Condition.GAP, bandGapEv));
    }

    private static OptionalDouble inClass(Condition condition, OptionalDouble value) {
        return value.isPresent() && condition.hasClass(value.getAsDouble())
                ? value
                : OptionalDouble.empty();
    }

    /** Returns the kinds of conditions that are given; with a formula the elements as well. */
    public Set<Condition> given() {
        Set<Condition> given = EnumSet.noneOf(Condition.class);
        if (!system.isEmpty()) {
            given.add(Condition.SYSTEM);
        }
        if (formula.isPresent()) {
            given.add(Condition.FORMULA);
        }
        if (energyAboveHullEvPerAtom.isPresent()) {
            given.add(Condition.EHULL);
        }
        if (bandGapEv.isPresent()) {
            given.add(Condition.GAP);
        }
        return given;
    }

    public boolean isNone() {
        return given().isEmpty();
    }

    /** Returns these conditions less those of other kinds; a formula keeps its elements. */
    public Conditions only(Set<Condition> kinds) {
        boolean keepsFormula = kinds.contains(Condition.FORMULA);
        return new Conditions(
                kinds.contains(Condition.SYSTEM) || keepsFormula && formula.isPresent()
                        ? system
                        : Set.of(),
                keepsFormula ? formula : Optional.empty(),
                kinds.contains(Condition.EHULL) ? energyAboveHullEvPerAtom : OptionalDouble.empty(),
                kinds.contains(Condition.GAP) ? bandGapEv : OptionalDouble.empty());
    }

    /**
     * Writes the conditions as inputs of the network, over zeros: which kinds are given, the
     * elements, their fractions, and the classes of the quantities.
     */
    void write(float[] features, int offset) {
        for (Condition condition : given()) {
            features[offset + condition.ordinal()] = 1;
        }
        int elements = offset + KINDS;
        for (Element element : system) {
            features[elements + element.atomicNumber() - 1] = 1;
        }
        int fractions = elements + ELEMENTS;
        formula.ifPresent(composition -> composition
                .elements()
                .forEach(element -> features[fractions + element.atomicNumber() - 1] =
                        (float) composition.fraction(element)));
        int energies = fractions + ELEMENTS;
        energyAboveHullEvPerAtom.ifPresent(
                value -> features[energies + Condition.EHULL.classOf(value)] = 1);
        int gaps = energies + Condition.EHULL.classes();
        bandGapEv.ifPresent(value -> features[gaps + Condition.GAP.classOf(value)] = 1);
    }
}
