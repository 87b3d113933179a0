package io.nucleate.energy.hull;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Element;
import io.nucleate.energy.potential.Potential;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Energies per atom of the pure elements, which turn a potential's energy into a formation energy:
 * E/atom minus the composition's mean of the references.
 *
 * <p>An element may have a second reference for oxides and fluorides. Formation energies of the
 * Materials Project carry corrections (MP2020: Wang et al., Scientific Reports 11, 15496, 2021)
 * that depend on just this, for metals computed with a Hubbard U and for anions; a potential that
 * was trained on energies without these corrections needs both.
 */
public final class ElementalReferences {
    private static final String MATERIALS_PROJECT = "mp";

    /** The sets that come with Nucleate. */
    public static final List<String> SHIPPED = List.of("chgnet", "sevennet-0", MATERIALS_PROJECT);

    static final String ELEMENT = "element";
    static final String ENERGY = "energy_ev_per_atom";
    static final String ENERGY_IN_OXIDES_AND_FLUORIDES =
            "energy_in_oxides_and_fluorides_ev_per_atom";

    private final String name;
    private final Map<Element, Reference> references;

    /** In eV per atom. */
    record Reference(double energyEv, double inOxidesAndFluoridesEv) {}

    ElementalReferences(String name, Map<Element, Reference> references) {
        this.name = name;
        this.references = references;
    }

    /**
     * A set of references.
     *
     * @param name {@code chgnet} or {@code sevennet-0}: fitted to that potential over compounds,
     *     which cancels its element-wise errors. {@code mp}: the energies of the elements
     *     themselves in the Materials Project. Else a file, CSV with the columns {@code element},
     *     {@code energy_ev_per_atom} and, optional,
     *     {@code energy_in_oxides_and_fluorides_ev_per_atom}
     * @throws IllegalArgumentException for another name, or naming the line of a file that cannot
     *     be understood
     */
    public static ElementalReferences named(String name) {
        if (!SHIPPED.contains(name)) {
            return read(name, Path.of(name));
        }
        String table = "elemental-references-" + name + ".csv";
        try (InputStream resource = ElementalReferences.class.getResourceAsStream(table)) {
            return parse(
                    name,
                    new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the elemental references", e);
        }
    }

    /**
     * The references to use with a potential.
     *
     * @param asked as {@link #named} takes it; empty for those that belong to the potential
     * @throws IllegalArgumentException for unknown references, or a potential to which none belong
     */
    public static ElementalReferences of(Potential potential, Optional<String> asked) {
        return named(asked.or(potential::elementalReferences)
                .orElseThrow(() -> new IllegalArgumentException(
                        "no elemental references belong to " + potential.name()
                                + "; name some, for example mp, or fit them"
                                + " with: reference elements")));
    }

    private static ElementalReferences read(String name, Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("unknown elemental references '" + name + "'; use "
                    + String.join(", ", SHIPPED) + " or a file that reference elements wrote");
        }
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            return parse(name, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot read the elemental references '" + name + "': " + e, e);
        }
    }

    private static ElementalReferences parse(String name, BufferedReader lines) throws IOException {
        Map<Element, Reference> references = new EnumMap<>(Element.class);
        List<String> titles = null;
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (line.startsWith("#")) {
                continue;
            }
            List<String> cells = Arrays.asList(line.split(",", -1));
            if (titles == null) {
                titles = cells;
                if (!titles.contains(ELEMENT) || !titles.contains(ENERGY)) {
                    throw new IllegalArgumentException("elemental references '" + name
                            + "' need a CSV header with the columns " + ELEMENT + " and " + ENERGY
                            + ", not '" + line + "'");
                }
                continue;
            }
            try {
                add(references, titles, cells);
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                throw new IllegalArgumentException(
                        "cannot read line " + number + " of '" + name + "': '" + line + "' ("
                                + e.getMessage() + ")",
                        e);
            }
        }
        return new ElementalReferences(name, references);
    }

    private static void add(
            Map<Element, Reference> references, List<String> titles, List<String> cells) {
        double energy = Double.parseDouble(cells.get(titles.indexOf(ENERGY)));
        int second = titles.indexOf(ENERGY_IN_OXIDES_AND_FLUORIDES);
        references.put(
                Element.of(cells.get(titles.indexOf(ELEMENT))),
                new Reference(energy, second < 0 ? energy : Double.parseDouble(cells.get(second))));
    }

    public String name() {
        return name;
    }

    /**
     * Tells whether they were fitted to compounds, as a file of {@code reference elements} is too;
     * else they are the energies of the elements themselves.
     */
    public boolean areFitted() {
        return !name.equals(MATERIALS_PROJECT);
    }

    /**
     * Tells whether these references and a potential know all elements of a composition, so that
     * the potential's energy gives a formation energy.
     */
    public boolean cover(Potential potential, Composition composition) {
        return composition.elements().stream()
                .allMatch(element -> potential.knows(element) && knows(element));
    }

    /** Tells whether there is a reference energy for the element. */
    public boolean knows(Element element) {
        return references.containsKey(element);
    }

    /** Whether the second reference of each element applies. */
    static boolean isOxideOrFluoride(Composition composition) {
        return composition.amount(Element.O) > 0 || composition.amount(Element.F) > 0;
    }

    /**
     * Formation energy in eV per atom.
     *
     * @throws IllegalArgumentException for an element without reference
     */
    public double formationEnergyEvPerAtom(Composition composition, double energyEvPerAtom) {
        boolean oxideOrFluoride = isOxideOrFluoride(composition);
        double elements = 0;
        for (Element element : composition.elements()) {
            Reference reference = references.get(element);
            if (reference == null) {
                throw new IllegalArgumentException("no elemental reference energy for " + element
                        + ", so no formation energy of " + composition);
            }
            elements += composition.fraction(element)
                    * (oxideOrFluoride ? reference.inOxidesAndFluoridesEv : reference.energyEv);
        }
        return energyEvPerAtom - elements;
    }

    /** Writes the references so that {@link #named} reads them, with comments before. */
    void write(Path file, List<String> comments) throws IOException {
        StringBuilder csv = new StringBuilder();
        comments.forEach(comment -> csv.append("# ").append(comment).append('\n'));
        csv.append(String.join(",", ELEMENT, ENERGY, ENERGY_IN_OXIDES_AND_FLUORIDES))
                .append('\n');
        references.forEach((element, reference) -> csv.append(String.format(
                java.util.Locale.ROOT,
                "%s,%.4f,%.4f%n",
                element,
                reference.energyEv,
                reference.inOxidesAndFluoridesEv)));
        Files.writeString(file, csv);
    }
}
