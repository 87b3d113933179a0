package io.nucleate.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.Composition;
import io.nucleate.energy.EnergyWarnings;
import io.nucleate.energy.hull.ConvexHull;
import io.nucleate.energy.hull.HullGuards;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code hull}: distance of formation energies to the convex hull. */
@Command(
        name = "hull",
        description =
                "Adds to each JSON line, which has formula and formation_energy_ev_per_atom, its"
                        + " energy above the convex"
                        + " hull of known phases (negative below it) and the phases that it"
                        + " decomposes into, as atomic fractions; and warnings where that distance"
                        + " should be doubted.",
        mixinStandardHelpOptions = true,
        versionProvider = NucleateCommand.Version.class)
final class HullCommand implements Callable<Integer> {
    @Mixin
    private HullOption reference;

    @Mixin
    private JsonObjects objects;

    @Override
    public Integer call() throws IOException {
        ConvexHull hull = new ConvexHull(reference.load());
        return objects.answer(fields -> answer(hull, fields));
    }

    private static ObjectNode answer(ConvexHull hull, ObjectNode fields) {
        JsonNode formula = fields.path("formula");
        JsonNode energy = fields.path("formation_energy_ev_per_atom");
        if (!formula.isTextual() || !energy.isNumber() || !Double.isFinite(energy.doubleValue())) {
            throw new IllegalArgumentException(
                    "a line needs \"formula\", a string, and \"formation_energy_ev_per_atom\", a"
                            + " number");
        }
        Composition composition = Composition.parse(formula.textValue());
        ConvexHull.Decomposition decomposition = hull.decompose(composition);
        double energyAboveHullEvPerAtom =
                decomposition.energyAboveHullEvPerAtom(energy.doubleValue());
        fields.put("energy_above_hull_ev_per_atom", energyAboveHullEvPerAtom);
        putDecomposition(fields, decomposition);
        putWarnings(
                fields,
                EnergyWarnings.ofHull(
                        composition, decomposition, energyAboveHullEvPerAtom, HullGuards.DEFAULT));
        return fields;
    }

    /** Sets the field {@code warnings}; it is absent where there are none. */
    static void putWarnings(ObjectNode line, List<String> warnings) {
        line.remove("warnings");
        if (!warnings.isEmpty()) {
            warnings.forEach(line.putArray("warnings")::add);
        }
    }

    /**
     * Sets the fields on what known phases make of a composition; {@code reference_phases} tells
     * how many there are.
     */
    static ObjectNode putDecomposition(ObjectNode line, ConvexHull.Decomposition decomposition) {
        ObjectNode products = line.putObject("decomposition");
        decomposition.products().entrySet().stream()
                .sorted((a, b) -> Double.compare(b.getValue(), a.getValue()))
                .forEach(product -> products.put(product.getKey(), product.getValue()));
        return line.put("reference_phases", decomposition.knownPhases());
    }
}
