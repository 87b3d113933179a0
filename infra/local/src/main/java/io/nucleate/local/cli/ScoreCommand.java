package io.nucleate.local.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nucleate.crystal.io.CrystalJson;
import io.nucleate.crystal.io.StructureEntry;
import io.nucleate.crystal.io.StructureFiles;
import io.nucleate.scorer.potential.Prediction;
import io.nucleate.scorer.potential.Quantities;
import io.nucleate.scorer.price.Judge;
import io.nucleate.scorer.price.Price;
import io.nucleate.scorer.price.Pricing;
import io.nucleate.scorer.price.StructurePricer;
import io.nucleate.scorer.property.Estimate;
import io.nucleate.scorer.property.Property;
import io.nucleate.scorer.relax.Relaxed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code score}: energies of structures in files. */
@Command(
        name = "score",
        description =
                "Prices structures as they are or relaxed: energy, forces, stress, formation energy, energy above the convex hull,"
                        + " band gap and dielectric constant."
                        + " One JSON line for each; what fails has an error.",
        mixinStandardHelpOptions = true,
        versionProvider = NucleateCommand.Version.class)
final class ScoreCommand implements Callable<Integer> {
    private static final int BATCH = 64;

    /** More, as the last of a batch to converge relax with few others beside them. */
    private static final int RELAXATION_BATCH = 512;

    private static final List<String> GEOMETRY =
            List.of("space_group", "lattice", "sites", "lattice_vectors", "elements", "frac");

    @Spec
    private CommandSpec spec;

    @Mixin
    private PricingOptions options;

    @Option(
            names = "--readout",
            paramLabel = "FILE",
            description = "A property's readout by train-property, instead of the shipped one; may be repeated.")
    private List<Path> readouts = List.of();

    @Mixin
    private RelaxationOptions relaxation;

    @Option(
            names = "--judge",
            paramLabel = "NAME",
            description = "A second potential that prices what the first puts near the hull. Default: none.")
    private String judge;

    @Option(
            names = "--judge-below",
            paramLabel = "EV",
            defaultValue = "0.1",
            description =
                    "Energy above the hull, in eV/atom, below which a structure is judged. Default: ${DEFAULT-VALUE}.")
    private double judgeBelowEv;

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "CIF, POSCAR, extended XYZ, or crystal and structure JSON lines; - for the standard input.")
    private List<String> files;

    @Override
    public Integer call() throws Exception {
        JsonLines lines = new JsonLines(spec.commandLine().getOut());
        try {
            relaxation.settings();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
        int batchSize = relaxation.relax() ? RELAXATION_BATCH : BATCH;
        try (StructurePricer pricer = options.pricer(readouts);
                Judge second = judge();
                var entries = StructureFiles.read(files, System.in)) {
            lines.forEachBatch(entries, batchSize, batch -> score(pricer, Optional.ofNullable(second), batch));
        }
        return lines.exitCode();
    }

    /** Null where none was asked. */
    private Judge judge() throws IOException {
        return judge == null ? null : new Judge(options.pricerWith(judge), judgeBelowEv);
    }

    private List<ObjectNode> score(StructurePricer pricer, Optional<Judge> judge, List<StructureEntry> batch) {
        List<Pricing> priced = relaxation.relax()
                ? relaxation.price(pricer, batch)
                : pricer.price(batch.stream().map(StructureEntry::structure).toList(), Quantities.ENERGY_FORCES_STRESS);
        List<Pricing> prices =
                judge.map(j -> j.judge(priced, i -> batch.get(i).structure())).orElse(priced);
        List<ObjectNode> lines = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            StructureEntry entry = batch.get(i);
            lines.add(
                    prices.get(i) instanceof Price price
                            ? line(entry, price, pricer)
                            : JsonLines.failed(entry, ((Pricing.Failure) prices.get(i)).reason()));
        }
        return lines;
    }

    private static ObjectNode line(StructureEntry entry, Price price, StructurePricer pricer) {
        ObjectNode line = JsonLines.fields(entry);
        if (price.relaxed().isPresent()) {
            putRelaxed(line, price.relaxed().get());
        } else if (entry.fields() == null || entry.crystal() != null) {
            // Forces are listed atom by atom, so the atoms must be as well.
            line.set("structure", CrystalJson.write(entry.structure()));
        }
        Prediction prediction = price.prediction();
        line.put("formula", price.composition().reducedFormula());
        line.put("energy_ev_per_atom", prediction.energyPerAtomEv());
        putRows(line.putArray("forces_ev_per_angstrom"), prediction.forcesEvPerAngstrom(), 1);
        putRows(
                line.putArray("stress_gpa"),
                prediction.stressEvPerCubicAngstrom(),
                Prediction.GPA_PER_EV_PER_CUBIC_ANGSTROM);
        line.put("formation_energy_ev_per_atom", price.formationEnergyPerAtomEv());
        line.put("energy_above_hull_ev_per_atom", price.energyAboveHullEv());
        putEstimate(line, price, Property.BAND_GAP, "band_gap%s_ev");
        putEstimate(line, price, Property.DIELECTRIC_ELECTRONIC, "dielectric_electronic%s");
        price.judgement().ifPresent(judgement -> line.put("judge_energy_ev_per_atom", judgement.energyPerAtomEv())
                .put("judge_energy_above_hull_ev_per_atom", judgement.energyAboveHullEv())
                .put("judge_potential", judgement.potential()));
        return HullCommand.putDecomposition(line, price.decomposition())
                .put("potential", pricer.potential())
                .put("hull_reference", pricer.hullReference());
    }

    private static void putEstimate(ObjectNode line, Price price, Property property, String field) {
        Estimate estimate = price.properties().get(property);
        if (estimate != null) {
            line.put(String.format(field, ""), estimate.value());
            line.put(String.format(field, "_uncertainty"), estimate.uncertainty());
        }
    }

    /** The relaxed geometry instead of the given one, so that the line can be read again as a crystal or a structure. */
    private static void putRelaxed(ObjectNode line, Relaxed relaxed) {
        line.remove(GEOMETRY);
        if (relaxed.crystal().isPresent()) {
            line.setAll(CrystalJson.write(relaxed.crystal().get()));
            line.set("structure", CrystalJson.write(relaxed.structure()));
        } else {
            line.setAll(CrystalJson.write(relaxed.structure()));
        }
        line.put("relaxation", relaxed.crystal().isPresent() ? "symmetric" : "unconstrained")
                .put("converged", relaxed.converged())
                .put("steps", relaxed.steps())
                .put("initial_energy_ev_per_atom", relaxed.initialEnergyPerAtomEv())
                .put("force_max_ev_per_angstrom", relaxed.prediction().forceMaxEvPerAngstrom())
                .put("stress_max_gpa", relaxed.stressMaxGpa());
    }

    private static void putRows(ArrayNode array, double[][] rows, double factor) {
        for (double[] row : rows) {
            ArrayNode node = array.addArray();
            for (double value : row) {
                node.add(value * factor);
            }
        }
    }
}
