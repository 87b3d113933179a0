package io.nucleate.scorer.hull;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Element;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/**
 * Energies per atom of the pure elements, which turn a potential's energy into a formation energy: E/atom minus the
 * composition's mean of the references.
 */
public final class ElementalReferences {
    private static final String TABLE = "elemental-references.csv";

    private final String name;
    private final Map<Element, Double> energiesEv;

    private ElementalReferences(String name, Map<Element, Double> energiesEv) {
        this.name = name;
        this.energiesEv = energiesEv;
    }

    /**
     * A set of references by name.
     *
     * @param name {@code chgnet}: fitted to CHGNet 0.3.0 over compounds, which cancels the potential's element-wise errors
     *     (its formation energies then lie 21 meV/atom from the density functional ones, on average); the four noble gases
     *     up to krypton, outside the fit, have the other set's. {@code mp}: the energies of the elements themselves in the
     *     Materials Project
     * @throws IllegalArgumentException for another name
     */
    public static ElementalReferences named(String name) {
        boolean fitted = name.equals("chgnet");
        if (!fitted && !name.equals("mp")) {
            throw new IllegalArgumentException("unknown elemental references '" + name + "'; use chgnet or mp");
        }
        Map<Element, Double> energies = new EnumMap<>(Element.class);
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(ElementalReferences.class.getResourceAsStream(TABLE), StandardCharsets.UTF_8))) {
            lines.lines()
                    .filter(line -> !line.startsWith("#") && !line.startsWith("element,"))
                    .map(line -> line.split(",", -1))
                    .forEach(cells -> {
                        String energy = fitted && !cells[3].isEmpty() ? cells[3] : cells[1];
                        energies.put(Element.of(cells[0]), Double.parseDouble(energy));
                    });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the elemental references", e);
        }
        return new ElementalReferences(name, energies);
    }

    public String name() {
        return name;
    }

    /** Whether there is a reference energy for the element. */
    public boolean knows(Element element) {
        return energiesEv.containsKey(element);
    }

    /**
     * Formation energy in eV per atom.
     *
     * @throws IllegalArgumentException for an element without reference
     */
    public double formationEnergyPerAtomEv(Composition composition, double energyPerAtomEv) {
        double references = 0;
        for (Element element : composition.elements()) {
            Double reference = energiesEv.get(element);
            if (reference == null) {
                throw new IllegalArgumentException(
                        "no elemental reference energy for " + element + ", so no formation energy of " + composition);
            }
            references += composition.fraction(element) * reference;
        }
        return energyPerAtomEv - references;
    }
}
