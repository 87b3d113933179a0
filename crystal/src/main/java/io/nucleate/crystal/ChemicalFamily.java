package io.nucleate.crystal;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * A coarse kind of compound, by its most electronegative element. It serves to tell in which
 * chemistry a set of crystals is rich or poor.
 */
public enum ChemicalFamily {
    /** One element only. */
    ELEMENT,
    OXIDE,
    HALIDE,
    /** With S, Se or Te, but neither oxygen nor a halogen. */
    CHALCOGENIDE,
    /** With N, P, As or Sb, and none of the above. */
    PNICTIDE,
    /** Metals only, by {@link OxidationStates#isMetal}. */
    INTERMETALLIC,
    /** Such as borides, carbides, silicides, hydrides. */
    OTHER;

    private static final Set<Element> HALOGENS =
            EnumSet.of(Element.F, Element.Cl, Element.Br, Element.I);
    private static final Set<Element> CHALCOGENS = EnumSet.of(Element.S, Element.Se, Element.Te);
    private static final Set<Element> PNICTOGENS =
            EnumSet.of(Element.N, Element.P, Element.As, Element.Sb);

    /** Returns the name in lower case, as results spell it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the family of a composition; the first one that fits. */
    public static ChemicalFamily of(Composition composition) {
        Set<Element> elements = composition.elements();
        if (elements.size() == 1) {
            return ELEMENT;
        } else if (elements.contains(Element.O)) {
            return OXIDE;
        } else if (elements.stream().anyMatch(HALOGENS::contains)) {
            return HALIDE;
        } else if (elements.stream().anyMatch(CHALCOGENS::contains)) {
            return CHALCOGENIDE;
        } else if (elements.stream().anyMatch(PNICTOGENS::contains)) {
            return PNICTIDE;
        }
        return elements.stream().allMatch(OxidationStates::isMetal) ? INTERMETALLIC : OTHER;
    }
}
