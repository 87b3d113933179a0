package io.nucleate.local.cli;

import io.nucleate.scorer.hull.ConvexHull;
import io.nucleate.scorer.hull.ElementalReferences;
import io.nucleate.scorer.hull.HullReference;
import io.nucleate.scorer.potential.Potentials;
import io.nucleate.scorer.price.StructurePricer;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options of verbs that price structures. */
final class PricingOptions {
    @Option(
            names = "--potential",
            paramLabel = "NAME",
            defaultValue = "chgnet",
            description = "The interatomic potential: chgnet. Default: ${DEFAULT-VALUE}.")
    private String potential;

    @Option(
            names = "--phases",
            paramLabel = "FILE",
            description = "The known phases under the hull, as for the verb hull. Default: the shipped reference.")
    private Path phases;

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

    StructurePricer pricer() throws IOException {
        ElementalReferences references = ElementalReferences.named(elementalReferences);
        ConvexHull hull = new ConvexHull(phases == null ? HullReference.shipped() : HullReference.read(phases));
        return new StructurePricer(Potentials.load(potential, device), references, hull);
    }
}
