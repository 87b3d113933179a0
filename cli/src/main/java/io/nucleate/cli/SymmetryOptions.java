package io.nucleate.cli;

import io.nucleate.crystal.symmetry.SymmetryFinder;

import picocli.CommandLine.Option;

/** How symmetry is found in structures that come without it. */
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
