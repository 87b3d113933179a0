package io.nucleate.local.cli;

import io.nucleate.scorer.hull.ConvexHull;
import io.nucleate.scorer.hull.ElementalReferences;
import io.nucleate.scorer.hull.HullReference;
import io.nucleate.scorer.potential.Potential;
import io.nucleate.scorer.potential.Potentials;
import io.nucleate.scorer.price.StructurePricer;
import io.nucleate.scorer.property.PropertyModels;
import io.nucleate.tensors.Devices;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of verbs that price structures. */
final class PricingOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec verb;

    @Option(
            names = "--potential",
            paramLabel = "NAME",
            defaultValue = "chgnet",
            description = "The interatomic potential: chgnet. Default: ${DEFAULT-VALUE}.")
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
            defaultValue = "chgnet",
            description =
                    "Energies of the elements for formation energies: chgnet, fitted to that potential, or mp, the Materials"
                            + " Project's. Default: ${DEFAULT-VALUE}.")
    private String elementalReferences;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "auto",
            description = "Where the network runs: auto, cpu or gpu:N. Default: ${DEFAULT-VALUE}.")
    private String device;

    String elementalReferences() {
        return elementalReferences;
    }

    /** What prices energies; says on stderr where the potential and the hull do not belong together. */
    StructurePricer pricer() throws IOException {
        return pricer(Potentials.load(potential, device), PropertyModels.none());
    }

    /**
     * What prices energies and all properties that there are readouts for.
     *
     * @param readouts files with readouts instead of those shipped
     */
    StructurePricer pricer(List<Path> readouts) throws IOException {
        Potential loaded = Potentials.load(potential, device);
        return pricer(loaded, PropertyModels.available(readouts, loaded.name(), Devices.of(device)));
    }

    private StructurePricer pricer(Potential loaded, PropertyModels properties) {
        ElementalReferences references = ElementalReferences.named(elementalReferences);
        HullReference phases = HullReference.named(reference);
        phases.origin()
                .objection(loaded.name())
                .ifPresent(objection -> verb.commandLine().getErr().println("warning: " + objection));
        return new StructurePricer(loaded, references, new ConvexHull(phases)).withProperties(properties);
    }
}
