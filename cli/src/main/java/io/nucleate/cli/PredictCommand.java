package io.nucleate.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Material;
import io.nucleate.crystal.io.CrystalJson;
import io.nucleate.crystal.matching.PreparedStructure;
import io.nucleate.crystal.matching.StructureMatcher;
import io.nucleate.crystal.matching.Tolerances;
import io.nucleate.crystal.symmetry.SymmetryFinder;
import io.nucleate.energy.Energetics;
import io.nucleate.energy.EnergyCalculator;
import io.nucleate.energy.relaxation.RelaxationSettings;
import io.nucleate.evaluation.KnownStructures;
import io.nucleate.evaluation.prediction.PredictedStructure;
import io.nucleate.evaluation.prediction.StructurePrediction;
import io.nucleate.evaluation.prediction.StructurePrediction.Draw;
import io.nucleate.policy.Policy;
import io.nucleate.policy.SamplingSettings;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.policy.search.ConditionalSampling;

import me.tongfei.progressbar.ProgressBar;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;

/** {@code predict}: structures of a formula. */
@Command(
        name = "predict",
        description = "Predicts the crystal structures of formulas: draws crystals of any space"
                + " group from a policy, relaxes the likeliest arrangements, merges what comes out"
                + " the same, and ranks it by energy. One line for each structure, the lowest"
                + " energy first.",
        mixinStandardHelpOptions = true,
        versionProvider = NucleateCommand.Version.class)
final class PredictCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FORMULA",
            arity = "1..*",
            description = "Composition, such as CaTiO3; any number of formula units.")
    private List<String> formulas;

    @Mixin
    private WeightsOption weights;

    @Mixin
    private EnergyOptions energy;

    @Mixin
    private CrystalOutput output;

    @Mixin
    private CountOption number;

    @Mixin
    private SeedOption seed;

    @Option(
            names = "--draws",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Crystals drawn from the policy for each formula. Default:"
                    + " ${DEFAULT-VALUE}.")
    private int draws;

    @Option(
            names = "--relaxations",
            paramLabel = "N",
            defaultValue = "100",
            description = "How many of them are relaxed. Default: ${DEFAULT-VALUE}.")
    private int relaxations;

    @Option(
            names = "--max-atoms",
            paramLabel = "N",
            defaultValue = "" + Constraints.ATOMS_MAX_DEFAULT,
            description = "At most so many atoms in the primitive cell. Default: ${DEFAULT-VALUE}.")
    private int atomsMax;

    @Option(
            names = "--known",
            paramLabel = "FILE",
            description = "Known crystals; a prediction that matches one of them says which:"
                    + " matches.")
    private String knownFile;

    @Override
    public Integer call() throws Exception {
        int count = number.count();
        if (draws < 1 || relaxations < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--draws and --relaxations must be at least 1");
        }
        List<Constraints> wanted = formulas.stream().map(this::constraints).toList();
        StructureMatcher matcher = new StructureMatcher(Tolerances.DEFAULT);
        Optional<KnownStructures> known = Optional.ofNullable(knownFile)
                .map(file -> new KnownStructures(MaterialFiles.readAll(List.of(file)), matcher));
        SplittableRandom random = seed.random();
        try (Policy policy = weights.load(energy.device());
                EnergyCalculator calculator = energy.calculator();
                CrystalOutput.Sink sink = output.open(count > 1 || formulas.size() > 1);
                ProgressBar bar = Progress.bar("predicting", formulas.size())) {
            StructurePrediction prediction = new StructurePrediction(
                    calculator,
                    RelaxationSettings.DEFAULT,
                    matcher,
                    SymmetryFinder.DEFAULT_TOLERANCE_ANGSTROM);
            for (Constraints constraints : wanted) {
                List<PredictedStructure> ranked =
                        prediction.rank(draw(under(policy, constraints), random));
                for (int i = 0; i < Math.min(count, ranked.size()); i++) {
                    sink.write(line(i + 1, ranked.get(i), known));
                }
                bar.step();
            }
        }
        return 0;
    }

    private Constraints constraints(String formula) {
        try {
            return new Constraints.Builder()
                    .formula(Composition.parse(formula))
                    .atomsMax(atomsMax)
                    .build();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private Policy under(Policy policy, Constraints constraints) {
        try {
            return policy.under(constraints);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private List<Draw> draw(Policy constrained, SplittableRandom random) {
        List<Draw> drawn = ConditionalSampling.draw(
                        constrained,
                        draws,
                        SamplingSettings.DEFAULT,
                        random,
                        Runtime.getRuntime().availableProcessors())
                .stream()
                .map(draw -> new Draw(draw.sample().crystal(), draw.weight()))
                .toList();
        return StructurePrediction.choose(drawn, relaxations);
    }

    private static ObjectNode line(
            int rank, PredictedStructure predicted, Optional<KnownStructures> known) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        Energetics energetics = predicted.energetics();
        line.setAll(CrystalJson.write(predicted.crystal()));
        line.put("formula", energetics.composition().reducedFormula())
                .put("rank", rank)
                .put("energy_ev_per_atom", energetics.prediction().energyEvPerAtom())
                .put("formation_energy_ev_per_atom", energetics.formationEnergyEvPerAtom())
                .put("energy_above_hull_ev_per_atom", energetics.energyAboveHullEvPerAtom())
                .put("reference_phases", energetics.decomposition().knownPhases())
                .put("draws", predicted.draws())
                .put("weight", predicted.weight());
        known.flatMap(structures -> structures.find(
                        new Material(
                                "predicted",
                                Optional.of(predicted.crystal()),
                                energetics.structure(),
                                Map.of()),
                        PreparedStructure.of(energetics.structure())))
                .ifPresent(name -> line.put("matches", name));
        return line;
    }
}
