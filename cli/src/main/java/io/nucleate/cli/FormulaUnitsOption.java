package io.nucleate.cli;

import io.nucleate.policy.constraints.Constraints;

import picocli.CommandLine.Option;

/** The option of verbs that keep a formula. */
final class FormulaUnitsOption {
    @Option(
            names = "--formula-units",
            paramLabel = "Z",
            description = "Formula units in the conventional cell: 4 for rock salt. Default: any"
                    + " number that fits.")
    private Integer formulaUnits;

    boolean isGiven() {
        return formulaUnits != null;
    }

    /** Asks for the number, if there is one. */
    void applyTo(Constraints.Builder constraints) {
        if (formulaUnits != null) {
            constraints.formulaUnits(formulaUnits);
        }
    }
}
