package io.nucleate.cli;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.io.StructureEntry;
import io.nucleate.energy.EnergyCalculator;
import io.nucleate.energy.Pricing;
import io.nucleate.energy.relaxation.Optimizer;
import io.nucleate.energy.relaxation.RelaxationSettings;
import io.nucleate.energy.relaxation.Relaxer;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;

/** Whether and how structures are relaxed before they are priced. */
final class RelaxationOptions {
    @Option(
            names = "--relax",
            description =
                    "Relax cell and atoms first, within the space group: that of a crystal line,"
                            + " else the one found in the"
                            + " atoms. The line then holds the relaxed crystal, converged and"
                            + " steps.")
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

    /** @throws IllegalArgumentException for settings with which nothing could be relaxed */
    RelaxationSettings settings() {
        if (unconstrained && !relax) {
            throw new IllegalArgumentException("--unconstrained says how to relax; add --relax");
        }
        return new RelaxationSettings(forceMaxEvPerAngstrom, stepsMax, optimizer);
    }

    /** Relaxes, then prices: as many as entries, in their order. */
    List<Pricing> calculate(EnergyCalculator calculator, List<StructureEntry> entries) {
        Relaxer relaxer = calculator.relaxer(settings());
        if (unconstrained) {
            return calculator.calculateRelaxed(relaxer.relaxUnconstrained(
                    entries.stream().map(StructureEntry::structure).toList()));
        }
        List<Pricing> results = new ArrayList<>(entries.size());
        List<Crystal> crystals = new ArrayList<>();
        for (StructureEntry entry : entries) {
            try {
                crystals.add(entry.crystal(symmetry.toleranceAngstrom()));
                results.add(null);
            } catch (IllegalArgumentException e) {
                results.add(new Pricing.Failure(
                        "no symmetry to keep: " + e.getMessage() + "; or use --unconstrained"));
            }
        }
        var relaxed = calculator.calculateRelaxed(relaxer.relax(crystals)).iterator();
        results.replaceAll(energetics -> energetics == null ? relaxed.next() : energetics);
        return results;
    }
}
