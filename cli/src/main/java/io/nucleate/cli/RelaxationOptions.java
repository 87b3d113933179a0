package io.nucleate.cli;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Material;
import io.nucleate.crystal.Result;
import io.nucleate.crystal.Structure;
import io.nucleate.crystal.io.StructureEntry;
import io.nucleate.energy.Energetics;
import io.nucleate.energy.EnergyCalculator;
import io.nucleate.energy.potential.Potential;
import io.nucleate.energy.relaxation.Optimizer;
import io.nucleate.energy.relaxation.RelaxationSettings;
import io.nucleate.energy.relaxation.Relaxer;
import io.nucleate.evaluation.EnergyMethod;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.List;
import java.util.function.Function;

/** The options of verbs that can relax structures before they take the energy. */
final class RelaxationOptions {
    @Option(
            names = "--relax",
            description =
                    "Relax cell and atoms first, within the space group: that of a crystal line,"
                            + " else the one found in the"
                            + " atoms.")
    private boolean relax;

    @Option(
            names = "--unconstrained",
            description = "With --relax: move every atom, without regard to symmetry.")
    private boolean unconstrained;

    @Option(
            names = "--fmax",
            paramLabel = "F",
            defaultValue = "0.05",
            description =
                    "With --relax: converged are forces up to F eV/angstrom, and a stress that"
                            + " times the volume per atom is"
                            + " up to F eV. Default: ${DEFAULT-VALUE}.")
    private double forceMaxEvPerAngstrom;

    @Option(
            names = "--max-steps",
            paramLabel = "N",
            defaultValue = "500",
            description =
                    "With --relax: give up after N steps, and say so. Default: ${DEFAULT-VALUE}.")
    private int stepsMax;

    @Option(
            names = "--min-descent",
            paramLabel = "D",
            defaultValue = "0",
            description = "With --relax: converged is also what fell by less than D eV/atom in the"
                    + " last step and is predicted to fall by less any more, such as 0.002."
                    + " Default: ${DEFAULT-VALUE}, for forces and stress alone.")
    private double descentMinEvPerAtom;

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            defaultValue = "lbfgs",
            description = "With --relax: lbfgs, or fire, which needs several times as many steps."
                    + " Default: ${DEFAULT-VALUE}.")
    private Optimizer optimizer;

    @Mixin
    private SymmetryOptions symmetry;

    boolean relax() {
        return relax;
    }

    double toleranceAngstrom() {
        return symmetry.toleranceAngstrom();
    }

    /** @throws IllegalArgumentException for settings with which nothing could be relaxed */
    RelaxationSettings settings() {
        if (unconstrained && !relax) {
            throw new IllegalArgumentException("--unconstrained says how to relax; add --relax");
        }
        return new RelaxationSettings(
                forceMaxEvPerAngstrom, descentMinEvPerAtom, stepsMax, optimizer);
    }

    /** Relaxes, then computes the energetics: as many as entries, in their order. */
    List<Result<Energetics>> evaluate(EnergyCalculator calculator, List<StructureEntry> entries) {
        return evaluate(calculator, entries, StructureEntry::structure, this::crystal);
    }

    /**
     * Returns how {@code evaluate} computes energies.
     *
     * @throws IllegalArgumentException for settings with which nothing could be relaxed
     */
    EnergyMethod method() {
        settings();
        return relax ? relaxing() : EnergyMethod.AS_SUBMITTED;
    }

    private EnergyMethod relaxing() {
        return new EnergyMethod() {
            @Override
            public boolean relaxes() {
                return true;
            }

            @Override
            public List<Result<Energetics>> energetics(
                    EnergyCalculator calculator, List<Material> materials) {
                return evaluate(
                        calculator, materials, Material::structure, material -> material.crystal()
                                .map(Result::success)
                                .orElseGet(() -> withoutSymmetry("none was found")));
            }
        };
    }

    private <T> List<Result<Energetics>> evaluate(
            EnergyCalculator calculator,
            List<T> inputs,
            Function<T, Structure> structure,
            Function<T, Result<Crystal>> crystal) {
        Relaxer relaxer = calculator.relaxer(settings());
        return calculator.evaluateRelaxed(
                unconstrained
                        ? relaxer.relaxUnconstrained(
                                inputs.stream().map(structure).toList())
                        : Result.flatMapAll(inputs.stream().map(crystal).toList(), relaxer::relax));
    }

    private Result<Crystal> crystal(StructureEntry entry) {
        try {
            return Result.success(entry.crystal(symmetry.toleranceAngstrom()));
        } catch (IllegalArgumentException e) {
            return withoutSymmetry(e.getMessage());
        }
    }

    private static Result<Crystal> withoutSymmetry(String reason) {
        return Result.failure(
                Potential.UNSUPPORTED,
                "no symmetry to keep: " + reason + "; or use --unconstrained");
    }
}
