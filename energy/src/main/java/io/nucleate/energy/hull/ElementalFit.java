package io.nucleate.energy.hull;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Element;

import org.ojalgo.matrix.decomposition.QR;
import org.ojalgo.matrix.store.MatrixStore;
import org.ojalgo.matrix.store.R064Store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Elemental references for a potential that has none, by least squares: those with which its
 * energies of known compounds come closest to the compounds' known formation energies.
 *
 * @param references fitted to four fifths of the compounds
 * @param fitted number of compounds that were fitted, and {@code heldOut} of those that were not,
 *     other chemical systems
 * @param meanAbsoluteErrorEv of the held-out formation energies, eV per atom
 */
public record ElementalFit(
        ElementalReferences references, int fitted, int heldOut, double meanAbsoluteErrorEv) {
    private static final int PARTS = 5;

    /**
     * Weight of an element's two references being equal, in compounds of pure element: a tie for
     * those rarely seen.
     */
    private static final double TIE = 0.1;

    /** Keeps the equations solvable where elements occur only together; far below one compound. */
    private static final double RIDGE = 1e-4;

    /**
     * A compound.
     *
     * @param energyEvPerAtom under the potential, and {@code formationEnergyEvPerAtom} as it is
     *     known, eV per atom
     */
    public record Sample(
            Composition composition, double energyEvPerAtom, double formationEnergyEvPerAtom) {}

    /** @throws IllegalArgumentException for too few samples to hold some out */
    public static ElementalFit of(String name, List<Sample> samples) {
        List<Sample> fitted = new ArrayList<>();
        List<Sample> heldOut = new ArrayList<>();
        for (Sample sample : samples) {
            (isHeldOut(sample.composition) ? heldOut : fitted).add(sample);
        }
        if (fitted.isEmpty()) {
            throw new IllegalArgumentException("no elemental references can be fitted to "
                    + samples.size() + " structures; use some thousands");
        }
        ElementalReferences references = new ElementalReferences(name, fit(fitted));
        heldOut.removeIf(
                sample -> !sample.composition.elements().stream().allMatch(references::knows));
        double error = heldOut.stream()
                .mapToDouble(sample -> Math.abs(references.formationEnergyEvPerAtom(
                                sample.composition, sample.energyEvPerAtom)
                        - sample.formationEnergyEvPerAtom))
                .average()
                .orElse(Double.NaN);
        return new ElementalFit(references, fitted.size(), heldOut.size(), error);
    }

    /** By a hash of the elements, so that a system is on one side whatever else is in the list. */
    private static boolean isHeldOut(Composition composition) {
        StringBuilder system = new StringBuilder();
        composition.elements().stream().sorted().forEach(element -> system.append(element.symbol())
                .append(' '));
        CRC32 hash = new CRC32();
        hash.update(system.toString().getBytes(StandardCharsets.UTF_8));
        return hash.getValue() % PARTS == 0;
    }

    /** Unknowns are the references, then what oxides and fluorides have beyond them. */
    private static Map<Element, ElementalReferences.Reference> fit(List<Sample> samples) {
        Set<Element> set = EnumSet.noneOf(Element.class);
        samples.forEach(sample -> set.addAll(sample.composition.elements()));
        List<Element> elements = List.copyOf(set);
        int n = elements.size();
        R064Store rows = R064Store.FACTORY.make(samples.size() + 2 * n, 2 * n);
        R064Store targets = R064Store.FACTORY.make(samples.size() + 2 * n, 1);
        for (int row = 0; row < samples.size(); row++) {
            Sample sample = samples.get(row);
            boolean second = ElementalReferences.isOxideOrFluoride(sample.composition);
            for (int e = 0; e < n; e++) {
                double fraction = sample.composition.fraction(elements.get(e));
                rows.set(row, e, fraction);
                rows.set(row, n + e, second ? fraction : 0);
            }
            targets.set(row, 0, sample.energyEvPerAtom - sample.formationEnergyEvPerAtom);
        }
        for (int e = 0; e < n; e++) {
            rows.set(samples.size() + e, e, RIDGE);
            rows.set(samples.size() + n + e, n + e, Math.sqrt(TIE));
        }
        QR<Double> qr = QR.R064.make(rows);
        qr.decompose(rows);
        MatrixStore<Double> solution = qr.getSolution(targets);
        Map<Element, ElementalReferences.Reference> references = new EnumMap<>(Element.class);
        for (int e = 0; e < n; e++) {
            double energy = solution.doubleValue(e);
            references.put(
                    elements.get(e),
                    new ElementalReferences.Reference(
                            energy, energy + solution.doubleValue(n + e)));
        }
        return references;
    }

    /** @param comments provenance and attribution, a sentence each */
    public void write(Path file, List<String> comments) throws IOException {
        references.write(file, comments);
    }
}
