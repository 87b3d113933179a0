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
 * Reference energies of the pure elements. They turn the energy that a potential predicts into a
 * formation energy: the energy per atom, minus the mean of the references over the atoms.
 *
 * <p>An element may have a second reference, for oxides and fluorides. The formation energies of
 * the Materials Project contain corrections (MP2020: Wang et al., Scientific Reports 11, 15496,
 * 2021) for anions, and for metals that were computed with a Hubbard U, which depend on whether a
 * compound is an oxide or a fluoride. A potential that was trained on energies without these
 * corrections needs both references.
 */
public final class ElementalReferences {
    private static final String MATERIALS_PROJECT = "mp";

    /** Names of the references that come with Nucleate. */
    public static final List<String> SHIPPED =
            List.of("chgnet", "sevennet-0", "sevennet-l3i5", MATERIALS_PROJECT);

    static final String ELEMENT = "element";
    static final String ENERGY = "energy_ev_per_atom";
    static final String ENERGY_IN_OXIDES_AND_FLUORIDES =
            "energy_in_oxides_and_fluorides_ev_per_atom";

    private final String name;
    private final Map<Element, ElementEnergies> references;

    /**
     * The two references of an element.
     *
     * @param inOxidesAndFluoridesEvPerAtom reference in compounds with oxygen or fluorine
     */
    record ElementEnergies(double energyEvPerAtom, double inOxidesAndFluoridesEvPerAtom) {}

    ElementalReferences(String name, Map<Element, ElementEnergies> references) {
        this.name = name;
        this.references = references;
    }

    /**
     * Reads references.
     *
     * @param name {@code chgnet}, {@code sevennet-0} or {@code sevennet-l3i5}: references that were
     *     fitted to compounds for this potential, which cancels its errors for each element.
     *     {@code mp}: energies of the elements in the Materials Project. Otherwise the path of a
     *     CSV file with the columns {@code element}, {@code energy_ev_per_atom} and, optionally,
     *     {@code energy_in_oxides_and_fluorides_ev_per_atom}
     * @throws IllegalArgumentException if there is no such name or file, or if a line of the file
     *     cannot be read; the message names the line
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
     * Reads the references to use with a potential.
     *
     * @param asked a name as in {@link #named}; empty for the references that belong to the
     *     potential
     * @throws IllegalArgumentException if the references are unknown, or if none are asked for and
     *     none belong to the potential
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
        Map<Element, ElementEnergies> references = new EnumMap<>(Element.class);
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
            Map<Element, ElementEnergies> references, List<String> titles, List<String> cells) {
        double energy = Double.parseDouble(cells.get(titles.indexOf(ENERGY)));
        int second = titles.indexOf(ENERGY_IN_OXIDES_AND_FLUORIDES);
        references.put(
                Element.of(cells.get(titles.indexOf(ELEMENT))),
                new ElementEnergies(
                        energy, second < 0 ? energy : Double.parseDouble(cells.get(second))));
    }

    /** Returns the name by which the references were read. */
    public String name() {
        return name;
    }

    /**
     * Tells whether the references were fitted to compounds, as those in a file of the verb
     * {@code reference elements} are too. Otherwise they are energies of the elements themselves.
     */
    public boolean areFitted() {
        return !name.equals(MATERIALS_PROJECT);
    }

    /**
     * Tells whether these references and a potential know all elements of a composition. Then the
     * energy that the potential predicts can be turned into a formation energy.
     */
    public boolean cover(Potential potential, Composition composition) {
        return composition.elements().stream()
                .allMatch(element -> potential.knows(element) && knows(element));
    }

    /** Tells whether there is a reference for an element. */
    public boolean knows(Element element) {
        return references.containsKey(element);
    }

    /** Tells whether a composition has oxygen or fluorine, so that the second references apply. */
    static boolean isOxideOrFluoride(Composition composition) {
        return composition.amount(Element.O) > 0 || composition.amount(Element.F) > 0;
    }

    /**
     * Computes a formation energy, in eV per atom.
     *
     * @param energyEvPerAtom energy that the potential predicts for the composition
     * @throws IllegalArgumentException if an element has no reference
     */
    public double formationEnergyEvPerAtom(Composition composition, double energyEvPerAtom) {
        boolean oxideOrFluoride = isOxideOrFluoride(composition);
        double elements = 0;
        for (Element element : composition.elements()) {
            ElementEnergies reference = references.get(element);
            if (reference == null) {
                throw new IllegalArgumentException("no elemental reference energy for " + element
                        + ", so no formation energy of " + composition);
            }
            elements += composition.fraction(element)
                    * (oxideOrFluoride
                            ? reference.inOxidesAndFluoridesEvPerAtom
                            : reference.energyEvPerAtom);
        }
        return energyEvPerAtom - elements;
    }

    /** Writes comments and references to a file that {@link #named} reads. */
    void write(Path file, List<String> comments) throws IOException {
        StringBuilder csv = new StringBuilder();
        comments.forEach(comment -> csv.append("# ").append(comment).append('\n'));
        csv.append(String.join(",", ELEMENT, ENERGY, ENERGY_IN_OXIDES_AND_FLUORIDES))
                .append('\n');
        references.forEach((element, reference) -> csv.append(String.format(
                java.util.Locale.ROOT,
                "%s,%.4f,%.4f%n",
                element,
                reference.energyEvPerAtom,
                reference.inOxidesAndFluoridesEvPerAtom)));
        Files.writeString(file, csv);
    }
}
