package io.nucleate.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.nucleate.crystal.Material;
import io.nucleate.crystal.Result;
import io.nucleate.crystal.Structure;
import io.nucleate.energy.hull.ElementalFit;
import io.nucleate.energy.potential.Potential;
import io.nucleate.energy.potential.Potentials;
import io.nucleate.energy.potential.Prediction;
import io.nucleate.energy.potential.RequestedQuantities;

import me.tongfei.progressbar.ProgressBar;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;

/** {@code reference elements}: the elemental references of a potential. */
@Command(
        name = "elements",
        description =
                "Fits elemental references (a CSV), which turn a potential's energies into formation"
                        + " energies, to the " + ReferenceElementsCommand.FORMATION_ENERGY
                        + " of known crystals or structures."
                        + " A fifth of the chemical systems is held out and gives the error.",
        mixinStandardHelpOptions = true)
final class ReferenceElementsCommand implements Callable<Integer> {
    static final String FORMATION_ENERGY = "formation_energy_per_atom";
    private static final int BATCH = 64;
    private static final int SEED = 1;

    @Spec
    private CommandSpec spec;

    @Mixin
    private StructureInput input;

    @Option(
            names = "--potential",
            paramLabel = "NAME",
            required = true,
            description = "The potential, as for the verb score.")
    private String potential;

    @Mixin
    private DeviceOption device;

    @Option(
            names = "--max",
            paramLabel = "N",
            defaultValue = "5000",
            description = "At most so many structures, drawn at random. Default: ${DEFAULT-VALUE}.")
    private int max;

    @Option(
            names = "--max-atoms",
            paramLabel = "N",
            defaultValue = "20",
            description = "Only structures with at most so many atoms. Default: ${DEFAULT-VALUE}.")
    private int atomsMax;

    @Mixin
    private DataOutput output;

    @Override
    public Integer call() throws IOException {
        List<Material> materials = drawn();
        List<ElementalFit.Sample> samples;
        String name;
        try (Potential loaded = Potentials.load(potential, device.device());
                ProgressBar progress = Progress.bar("energies", materials.size())) {
            name = loaded.name();
            samples = samples(loaded, materials, progress);
        }
        ElementalFit fit = ElementalFit.of(output.file().toString(), samples);
        fit.write(output.file(), output.provenance());
        spec.commandLine()
                .getOut()
                .println(JsonNodeFactory.instance
                        .objectNode()
                        .put("potential", name)
                        .put("fitted", fit.fitted())
                        .put("held_out", fit.heldOut())
                        .put("held_out_mae_ev_per_atom", fit.meanAbsoluteErrorEvPerAtom()));
        return 0;
    }

    private List<Material> drawn() {
        List<Material> materials = new ArrayList<>(MaterialFiles.readAll(input.files()));
        materials.removeIf(material -> material.structure().atomCount() > atomsMax);
        if (materials.stream()
                .noneMatch(material -> material.properties().containsKey(FORMATION_ENERGY))) {
            throw new ParameterException(
                    spec.commandLine(),
                    "no structure with " + FORMATION_ENERGY + " in " + input.files());
        }
        materials.removeIf(material -> !material.properties().containsKey(FORMATION_ENERGY));
        Collections.shuffle(materials, new Random(SEED));
        return materials.subList(0, Math.min(max, materials.size()));
    }

    /** A structure that the potential cannot take has no part in the fit. */
    private static List<ElementalFit.Sample> samples(
            Potential potential, List<Material> materials, ProgressBar progress) {
        List<ElementalFit.Sample> samples = new ArrayList<>();
        for (int start = 0; start < materials.size(); start += BATCH) {
            List<Material> batch =
                    materials.subList(start, Math.min(materials.size(), start + BATCH));
            List<Structure> structures = batch.stream().map(Material::structure).toList();
            Iterator<Result<Prediction>> predictions =
                    potential.evaluate(structures, RequestedQuantities.ENERGY).iterator();
            for (Material material : batch) {
                predictions
                        .next()
                        .toOptional()
                        .ifPresent(prediction -> samples.add(new ElementalFit.Sample(
                                material.structure().composition(),
                                prediction.energyEvPerAtom(),
                                material.properties().get(FORMATION_ENERGY))));
            }
            progress.stepBy(batch.size());
        }
        return samples;
    }
}
