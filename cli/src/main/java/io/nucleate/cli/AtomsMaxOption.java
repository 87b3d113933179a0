package io.nucleate.cli;

import io.nucleate.policy.constraints.Constraints;

import picocli.CommandLine.Option;

/** The option of verbs whose crystals have a formula, and so must have a largest cell. */
final class AtomsMaxOption {
    @Option(
            names = "--max-atoms",
            paramLabel = "N",
            defaultValue = "" + Constraints.ATOMS_MAX_DEFAULT,
            description = "At most so many atoms in the primitive cell. Default: ${DEFAULT-VALUE}.")
    private int atomsMax;

    /** Returns the number of atoms in the largest primitive cell. */
    int atomsMax() {
        return atomsMax;
    }
}
