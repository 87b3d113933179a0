package io.nucleate.cli;

import io.nucleate.energy.hull.HullReference;

import picocli.CommandLine.Option;

/** The option of verbs that measure distances to a hull. */
final class HullOption {
    @Option(
            names = {"--hull-reference", "--phases"},
            paramLabel = "FILE",
            defaultValue = HullReference.SHIPPED,
            description = "The known phases under the hull: what `reference build` wrote, or a CSV"
                    + " with columns formula and formation_energy_ev_per_atom; may be gzipped."
                    + " Pure elements are at 0. Default: the shipped reference.")
    private String reference;

    HullReference load() {
        return HullReference.named(reference);
    }
}
