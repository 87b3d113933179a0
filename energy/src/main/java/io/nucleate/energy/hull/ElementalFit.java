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
 * Fits elemental references for a potential that has none. By least squares, it chooses the
 * references that bring the potential's energies of known compounds closest to the known formation
 * energies of these compounds.
 *
 * @param references references, fitted to about four fifths of the compounds
 * @param fitted number of compounds that they were fitted to
 * @param heldOut number of compounds that were held out; their chemical systems are not among the
 *     fitted ones
 * @param meanAbsoluteErrorEvPerAtom mean absolute error of the formation energies that were held
 *     out; {@code NaN} if there are none
 */
public record ElementalFit(
        ElementalReferences references,
        int fitted,
        int heldOut,
        double meanAbsoluteErrorEvPerAtom) {
    /** One part in this many is held out. */
    private static final int PARTS = 5;

    /**
     * Weight of the equation that sets the two references of an element equal. One compound of the
     * pure element has weight 1, so this decides only for elements with few compounds.
     */
    private static final double TIE_WEIGHT = 0.1;

    /**
     * Factor of the equation that sets a reference to 0. It keeps the equations solvable if some
     * elements occur only together, and is far too small to matter otherwise.
     */
    private static final double RIDGE = 1e-4;

    /**
     * A known compound.
     *
     * @param energyEvPerAtom energy that the potential predicts
     * @param formationEnergyEvPerAtom known formation energy
     */
    public record Sample(
            Composition composition, double energyEvPerAtom, double formationEnergyEvPerAtom) {}

    /**
     * Fits elemental references.
     *
     * @param name name of the references
     * @throws IllegalArgumentException if there is no sample to fit to
     */
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

    /**
     * Tells whether a compound is held out. A hash of its elements decides, so all compounds of a
     * chemical system are treated alike, whatever else is in the list.
     */
    private static boolean isHeldOut(Composition composition) {
        StringBuilder system = new StringBuilder();
        composition.elements().stream().sorted().forEach(element -> system.append(element.symbol())
                .append(' '));
        CRC32 hash = new CRC32();
        hash.update(system.toString().getBytes(StandardCharsets.UTF_8));
        return hash.getValue() % PARTS == 0;
    }

    /**
     * Solves the equations. The unknowns are the n references, and then the n differences between
     * the reference in oxides and fluorides and the first reference.
     */
    private static Map<Element, ElementalReferences.ElementEnergies> fit(List<Sample> samples) {
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
            rows.set(samples.size() + n + e, n + e, Math.sqrt(TIE_WEIGHT));
        }
        QR<Double> qr = QR.R064.make(rows);
        qr.decompose(rows);
        MatrixStore<Double> solution = qr.getSolution(targets);
        Map<Element, ElementalReferences.ElementEnergies> references = new EnumMap<>(Element.class);
        for (int e = 0; e < n; e++) {
            double energy = solution.doubleValue(e);
            references.put(
                    elements.get(e),
                    new ElementalReferences.ElementEnergies(
                            energy, energy + solution.doubleValue(n + e)));
        }
        return references;
    }

    /**
     * Writes the references to a file that {@link ElementalReferences#named} reads.
     *
     * @param comments provenance and attribution, one sentence each
     */
    public void write(Path file, List<String> comments) throws IOException {
        references.write(file, comments);
    }
}
