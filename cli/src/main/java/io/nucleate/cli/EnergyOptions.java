package io.nucleate.cli;

import io.nucleate.energy.EnergyCalculator;
import io.nucleate.energy.hull.ConvexHull;
import io.nucleate.energy.hull.ElementalReferences;
import io.nucleate.energy.hull.HullReference;
import io.nucleate.energy.potential.Potential;
import io.nucleate.energy.potential.Potentials;
import io.nucleate.energy.property.PropertyModels;
import io.nucleate.tensors.Devices;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The options of verbs that price structures. */
final class EnergyOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec verb;

    @Option(
            names = "--potential",
            paramLabel = "NAME",
            defaultValue = "chgnet",
            description =
                    "The interatomic potential: chgnet, sevennet-0, or the model card (.json) of"
                            + " one in TorchScript."
                            + " Default: ${DEFAULT-VALUE}.")
    private String potential;

    @Option(
            names = {"--hull-reference", "--phases"},
            paramLabel = "FILE",
            defaultValue = HullReference.SHIPPED,
            description = ReferenceCommand.OPTION)
    private String reference;

    @Option(
            names = "--elemental-references",
            paramLabel = "NAME",
            description = "Energies of the elements for formation energies: chgnet or sevennet-0,"
                    + " fitted to these, mp, the"
                    + " Materials Project's, or a file of reference elements. Default:"
                    + " those that belong to the potential.")
    private String elementalReferences;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "auto",
            description = "Where the network runs: auto, cpu or gpu:N. Default: ${DEFAULT-VALUE}.")
    private String device;

    /**
     * What prices energies; says on stderr where the potential and the hull do not belong together.
     */
    EnergyCalculator calculator() throws IOException {
        return calculator(
                Potentials.load(potential, device), Optional.ofNullable(elementalReferences));
    }

    /**
     * What prices energies and all properties that there are readouts for.
     *
     * @param readouts files with readouts instead of those shipped
     */
    EnergyCalculator calculator(List<Path> readouts) throws IOException {
        Potential loaded = Potentials.load(potential, device);
        return calculator(loaded, Optional.ofNullable(elementalReferences))
                .withProperties(
                        PropertyModels.available(readouts, loaded.name(), Devices.of(device)));
    }

    /** The same hull under another potential, with the elemental references that belong to it. */
    EnergyCalculator calculatorWith(String otherPotential) throws IOException {
        return calculator(Potentials.load(otherPotential, device), Optional.empty());
    }

    private EnergyCalculator calculator(Potential loaded, Optional<String> references) {
        HullReference phases = HullReference.named(reference);
        phases.origin().objection(loaded.name()).ifPresent(objection -> verb.commandLine()
                .getErr()
                .println("warning: " + objection));
        return new EnergyCalculator(
                loaded, ElementalReferences.of(loaded, references), new ConvexHull(phases));
    }
}
