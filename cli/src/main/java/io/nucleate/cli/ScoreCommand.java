package io.nucleate.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.Result;
import io.nucleate.crystal.io.CrystalJson;
import io.nucleate.crystal.io.StructureEntry;
import io.nucleate.energy.Energetics;
import io.nucleate.energy.EnergyCalculator;
import io.nucleate.energy.EnergyWarnings;
import io.nucleate.energy.Judge;
import io.nucleate.energy.potential.Prediction;
import io.nucleate.energy.potential.RequestedQuantities;
import io.nucleate.energy.property.Estimate;
import io.nucleate.energy.property.Property;
import io.nucleate.energy.relaxation.Relaxed;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** {@code score}: energies of structures in files. */
@Command(
        name = "score",
        description = "Computes the energy of structures as they are or relaxed: energy, forces,"
                + " stress, formation energy, energy above the convex hull, band gap and dielectric"
                + " constant. One JSON line for each: the fields of the input with ours added, whose"
                + " names the field computed lists; warnings, where the energy should be doubted;"
                + " found_space_group, where a crystal has another group than its line says;"
                + " with --relax the relaxed crystal, converged and steps;"
                + " error, where it failed. With --format the structures are written for other"
                + " programs instead; what failed is then told on stderr only.",
        mixinStandardHelpOptions = true,
        versionProvider = NucleateCommand.Version.class)
final class ScoreCommand implements Callable<Integer> {
    private static final int BATCH = 64;

    /** More, as the last of a batch to converge relax with few others beside them. */
    private static final int RELAXATION_BATCH = 512;

    /** Fields that are not ours on every line, so that those of an earlier score would stay. */
    private static final List<String> OURS_TOO =
            List.of("computed", "warnings", "found_space_group");

    @Spec
    private CommandSpec spec;

    @Mixin
    private EnergyOptions options;

    @Option(
            names = "--readout",
            paramLabel = "FILE",
            description =
                    "A property's readout by train-property, instead of the shipped one; may be"
                            + " repeated.")
    private List<Path> readouts = List.of();

    @Mixin
    private ThreadsOption threads;

    @Mixin
    private RelaxationOptions relaxation;

    @Option(
            names = "--judge",
            paramLabel = "NAME",
            description = "A second potential for what the first one puts near the hull. Default:"
                    + " none.")
    private String judge;

    @Option(
            names = "--judge-below",
            paramLabel = "EV",
            defaultValue = "0.1",
            description = "Energy above the hull, in eV/atom, below which a structure is judged."
                    + " Default: ${DEFAULT-VALUE}.")
    private double judgeBelowEv;

    @Mixin
    private CrystalOutput output;

    @Mixin
    private StructureInput input;

    @Override
    public Integer call() throws Exception {
        try {
            relaxation.settings();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
        int batchSize = relaxation.relax() ? RELAXATION_BATCH : BATCH;
        try (EnergyCalculator calculator = options.calculator(readouts, threads.threads());
                Judge second = judge();
                CrystalOutput.Sink sink = output.open(true);
                Stream<StructureEntry> entries = input.read()) {
            return new JsonLines(spec.commandLine(), sink::write)
                    .forEachBatch(
                            entries,
                            batchSize,
                            batch -> score(calculator, Optional.ofNullable(second), batch));
        }
    }

    /** Null where none was asked. */
    private Judge judge() throws IOException {
        return judge == null ? null : options.judge(judge, judgeBelowEv, threads.threads());
    }

    private List<ObjectNode> score(
            EnergyCalculator calculator, Optional<Judge> judge, List<StructureEntry> batch) {
        List<Result<Energetics>> evaluated = relaxation.relax()
                ? relaxation.evaluate(calculator, batch)
                : calculator.evaluate(
                        batch.stream().map(StructureEntry::structure).toList(),
                        RequestedQuantities.ENERGY_FORCES_STRESS);
        Iterator<Result<Energetics>> results = judge.map(
                        second -> Result.mapAll(evaluated, second::judge))
                .orElse(evaluated)
                .iterator();
        EnergyWarnings warnings = calculator.warnings();
        return batch.stream()
                .map(entry -> line(entry, results.next(), calculator.potential(), warnings))
                .toList();
    }

    /** The input's fields, less what an earlier score said, and ours with a list of their names. */
    private ObjectNode line(
            StructureEntry entry,
            Result<Energetics> result,
            String potential,
            EnergyWarnings warnings) {
        JsonLines.fields(entry).remove(OURS_TOO);
        if (result instanceof Result.Failure<Energetics> failure) {
            return JsonLines.failed(entry, failure.reason());
        }
        Energetics energetics = result.orElseThrow();
        ObjectNode computed = computed(entry, energetics, potential);
        HullCommand.putWarnings(computed, warnings.of(energetics));
        ObjectNode line = JsonLines.fields(entry);
        if (energetics.relaxed().isPresent()) {
            line.remove(CrystalJson.CRYSTAL_FIELDS);
            line.remove(CrystalJson.STRUCTURE_FIELDS);
        }
        line.setAll(computed);
        ArrayNode names = line.putArray("computed");
        computed.fieldNames().forEachRemaining(names::add);
        return line;
    }

    private ObjectNode computed(StructureEntry entry, Energetics energetics, String potential) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        if (energetics.relaxed().isPresent()) {
            putRelaxed(line, energetics.relaxed().get());
        } else if (entry.fields() == null || entry.crystal() != null) {
            // Forces are listed atom by atom, so the atoms must be as well.
            line.set("structure", CrystalJson.write(entry.structure()));
        }
        Prediction prediction = energetics.prediction();
        line.put("formula", energetics.composition().reducedFormula());
        line.put("energy_ev_per_atom", prediction.energyEvPerAtom());
        putRows(line.putArray("forces_ev_per_angstrom"), prediction.forcesEvPerAngstrom(), 1);
        putRows(
                line.putArray("stress_gpa"),
                prediction.stressEvPerAngstrom3(),
                Prediction.GPA_PER_EV_PER_ANGSTROM3);
        line.put("formation_energy_ev_per_atom", energetics.formationEnergyEvPerAtom());
        line.put("energy_above_hull_ev_per_atom", energetics.energyAboveHullEvPerAtom());
        putEstimate(line, energetics, Property.BAND_GAP, "band_gap%s_ev");
        putEstimate(line, energetics, Property.DIELECTRIC_ELECTRONIC, "dielectric_electronic%s");
        energetics.judgement().ifPresent(judgement -> line.put(
                        "judge_energy_ev_per_atom", judgement.energyEvPerAtom())
                .put("judge_energy_above_hull_ev_per_atom", judgement.energyAboveHullEvPerAtom())
                .put("judge_potential", judgement.potential()));
        energetics
                .relaxed()
                .map(Relaxed::crystal)
                .orElse(Optional.ofNullable(entry.crystal()))
                .ifPresent(crystal -> SymmetryCommand.putFoundGroup(
                        line, crystal, relaxation.toleranceAngstrom()));
        return HullCommand.putDecomposition(line, energetics.decomposition())
                .put("potential", potential)
                .put("hull_reference", energetics.hullReference());
    }

    private static void putEstimate(
            ObjectNode line, Energetics energetics, Property property, String field) {
        Estimate estimate = energetics.properties().get(property);
        if (estimate != null) {
            line.put(String.format(field, ""), estimate.value());
            line.put(String.format(field, "_uncertainty"), estimate.uncertainty());
        }
    }

    /**
     * The relaxed geometry instead of the given one, so that the line can be read again as a
     * crystal or a structure.
     */
    private static void putRelaxed(ObjectNode line, Relaxed relaxed) {
        if (relaxed.crystal().isPresent()) {
            line.setAll(CrystalJson.write(relaxed.crystal().get()));
            line.set("structure", CrystalJson.write(relaxed.structure()));
        } else {
            line.setAll(CrystalJson.write(relaxed.structure()));
        }
        line.put("relaxation", relaxed.crystal().isPresent() ? "symmetric" : "unconstrained")
                .put("converged", relaxed.converged())
                .put("steps", relaxed.steps())
                .put("initial_energy_ev_per_atom", relaxed.initialEnergyEvPerAtom())
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
