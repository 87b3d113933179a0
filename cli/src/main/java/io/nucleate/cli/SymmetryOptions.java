package io.nucleate.cli;

import io.nucleate.crystal.symmetry.SymmetryFinder;

import picocli.CommandLine.Option;

/** The option of verbs that find symmetry in structures which come without it. */
final class SymmetryOptions {
    @Option(
            names = "--tolerance",
            paramLabel = "ANGSTROM",
            defaultValue = "" + SymmetryFinder.DEFAULT_TOLERANCE_ANGSTROM,
            description =
                    "Distance within which atoms are symmetric, for structures without symmetry."
                            + " Default: ${DEFAULT-VALUE}.")
    private double toleranceAngstrom;

    double toleranceAngstrom() {
        return toleranceAngstrom;
    }
}
