package io.nucleate.crystal;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Set;

/**
 * A coarse class of materials by their anion. A material with several anions belongs to the first
 * class that it fits.
 */
public enum Chemistry {
    OXIDE("oxide", Set.of(Element.O)),
    OTHER_CHALCOGENIDE("other chalcogenide", Set.of(Element.S, Element.Se, Element.Te)),
    HALIDE("halide", Set.of(Element.F, Element.Cl, Element.Br, Element.I)),
    PNICTIDE("pnictide", Set.of(Element.N, Element.P, Element.As, Element.Sb)),

    /** Metals only, a single one too. */
    INTERMETALLIC("intermetallic", Set.of()),
    OTHER("other", Set.of());

    private final String words;
    private final Set<Element> anions;

    Chemistry(String words, Set<Element> anions) {
        this.words = words;
        this.anions = anions;
    }

    /**
     * Returns the class of a composition. A pure anion, such as sulfur, is {@link #OTHER}: it has
     * no cation.
     */
    public static Chemistry of(Composition composition) {
        Set<Element> elements = composition.elements();
        if (elements.size() > 1) {
            for (Chemistry chemistry : values()) {
                if (elements.stream().anyMatch(chemistry.anions::contains)) {
                    return chemistry;
                }
            }
        }
        return elements.stream().allMatch(OxidationStates::isMetal) ? INTERMETALLIC : OTHER;
    }

    /** Returns the class in words, as results have it. */
    @JsonValue
    public String words() {
        return words;
    }
}
