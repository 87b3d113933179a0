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
import io.nucleate.evaluation.LineLog;
import io.nucleate.evaluation.prediction.HeldOutFormula;
import io.nucleate.evaluation.prediction.PredictedStructure;
import io.nucleate.evaluation.prediction.PredictionOutcome;
import io.nucleate.evaluation.prediction.StructurePrediction;
import io.nucleate.evaluation.prediction.StructurePrediction.Draw;
import io.nucleate.policy.Policy;
import io.nucleate.policy.SamplingSettings;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.policy.search.ConditionalSampling;
import io.nucleate.schemas.ShortHash;

import me.tongfei.progressbar.ProgressBar;

import org.apache.commons.codec.digest.DigestUtils;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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
    /** Options that say how predicted crystals are written. */
    private static final List<String> OF_FORMULAS = List.of("-n", "-o", "--format", "--known");

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FORMULA",
            arity = "0..*",
            description = "Composition, such as CaTiO3; any number of formula units. Given to"
                    + " weights that have learned formulas; space groups are then drawn as they"
                    + " have learned them for it.")
    private List<String> formulas = List.of();

    @Mixin
    private WeightsOption weights;

    @Mixin
    private EnergyOptions energy;

    @Mixin
    private ThreadsOption threads;

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

    @Mixin
    private AtomsMaxOption largest;

    @Option(
            names = "--known",
            paramLabel = "FILE",
            description = "Known crystals; a prediction that matches one of them says which:"
                    + " matches.")
    private String knownFile;

    @ArgGroup(exclusive = false)
    private HeldOutOptions heldOut;

    /** The options of predictions whose result is known. */
    static final class HeldOutOptions {
        @Option(
                names = "--held-out",
                paramLabel = "FILE",
                required = true,
                description = "Instead of FORMULA: predicts formulas of these known crystals that"
                        + " are held out of training, and says how many of the known structures"
                        + " come out among the first 1, 5, 20.")
        private String file;

        @Option(
                names = "--formulas",
                paramLabel = "N",
                defaultValue = "200",
                description = "How many of them. Default: ${DEFAULT-VALUE}.")
        private int formulas;

        @Option(
                names = "--log",
                paramLabel = "FILE",
                defaultValue = "held-out.jsonl",
                description = "One JSON line for each formula that is done. Started again on the"
                        + " same file, it goes on. Default: ${DEFAULT-VALUE}.")
        private Path log;
    }

    @Override
    public Integer call() throws Exception {
        int count = number.count();
        if (formulas.isEmpty() == (heldOut == null)) {
            throw new ParameterException(
                    spec.commandLine(), "give formulas, or a file with --held-out");
        }
        if (draws < 1 || relaxations < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--draws and --relaxations must be at least 1");
        }
        if (heldOut != null) {
            requireHeldOut();
            predictHeldOut();
            return 0;
        }
        List<Constraints> wanted = formulas.stream().map(this::constraints).toList();
        StructureMatcher matcher = new StructureMatcher(Tolerances.DEFAULT);
        Optional<KnownStructures> known = Optional.ofNullable(knownFile)
                .map(file -> new KnownStructures(MaterialFiles.readAll(List.of(file)), matcher));
        SplittableRandom random = seed.random();
        try (Policy policy = weights.load(energy.device());
                EnergyCalculator calculator = energy.calculator(threads.threads());
                CrystalOutput.Sink sink = output.open(count > 1 || formulas.size() > 1);
                ProgressBar bar = Progress.bar("predicting", formulas.size())) {
            StructurePrediction prediction = prediction(calculator, matcher);
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

    private static StructurePrediction prediction(
            EnergyCalculator calculator, StructureMatcher matcher) {
        return new StructurePrediction(
                calculator,
                RelaxationSettings.DEFAULT,
                matcher,
                SymmetryFinder.DEFAULT_TOLERANCE_ANGSTROM);
    }

    private void requireHeldOut() {
        for (String option : OF_FORMULAS) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new ParameterException(
                        spec.commandLine(),
                        option + " does not go with --held-out, which writes match rates and its"
                                + " --log, and no crystals");
            }
        }
        if (heldOut.file.equals("-")) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--held-out needs a file, which its --log names by its content, and not the"
                            + " standard input");
        }
        if (heldOut.formulas < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--formulas must be at least 1, not " + heldOut.formulas);
        }
    }

    /** Predicts formulas whose structures are known, and says how often they were found. */
    private void predictHeldOut() throws IOException {
        String hash = hash(Path.of(heldOut.file));
        List<HeldOutFormula> all =
                HeldOutFormula.of(MaterialFiles.readAll(List.of(heldOut.file)), largest.atomsMax());
        List<HeldOutFormula> wanted = all.subList(0, Math.min(heldOut.formulas, all.size()));
        StructureMatcher matcher = new StructureMatcher(Tolerances.DEFAULT);
        Map<String, PredictionOutcome> done = new LinkedHashMap<>();
        try (Policy policy = weights.load(energy.device());
                EnergyCalculator calculator = energy.calculator(threads.threads())) {
            String settings = settings(policy, calculator, hash);
            try (LineLog log = LineLog.open(heldOut.log, line -> read(line, settings, done));
                    ProgressBar bar = Progress.bar("predicting", wanted.size())) {
                StructurePrediction prediction = prediction(calculator, matcher);
                for (HeldOutFormula each : wanted) {
                    String formula = each.formula().reducedFormula();
                    if (!done.containsKey(formula)) {
                        long start = System.nanoTime();
                        // By the formula, so that it does not matter which others are done.
                        SplittableRandom random =
                                new SplittableRandom(seed.orElse(1) * 31 + formula.hashCode());
                        List<PredictedStructure> ranked =
                                prediction.rank(draw(under(policy, constraints(formula)), random));
                        PredictionOutcome outcome = PredictionOutcome.of(
                                each, ranked, matcher, (System.nanoTime() - start) * 1e-9);
                        done.put(formula, outcome);
                        log.write(List.of(outcome.toJson().put("settings", settings)));
                    }
                    bar.step();
                }
            }
        }
        List<PredictionOutcome> outcomes = wanted.stream()
                .map(each -> done.get(each.formula().reducedFormula()))
                .toList();
        spec.commandLine().getOut().println(PredictionOutcome.summary(outcomes));
    }

    private static void read(
            ObjectNode line, String settings, Map<String, PredictionOutcome> done) {
        String before = line.path("settings").asText();
        if (!before.equals(settings)) {
            throw new IllegalArgumentException(
                    "other settings (" + before + ") than now (" + settings + ")");
        }
        PredictionOutcome outcome = PredictionOutcome.of(line);
        done.put(outcome.formula(), outcome);
    }

    private static String hash(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            return ShortHash.of(DigestUtils.sha256Hex(stream));
        }
    }

    /** Says what the outcomes depend on. */
    private String settings(Policy policy, EnergyCalculator calculator, String knownHash) {
        String hash = ShortHash.ofBytes(policy.toSafeTensors().toBytes());
        return "known crystals " + knownHash + ", weights " + hash + ", " + calculator.potential()
                + ", "
                + draws + " draws, " + relaxations + " relaxations, at most " + largest.atomsMax()
                + " atoms, seed " + seed.orElse(1);
    }

    private Constraints constraints(String formula) {
        try {
            return new Constraints.Builder()
                    .formula(Composition.parse(formula))
                    .atomsMax(largest.atomsMax())
                    .build();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private Policy under(Policy policy, Constraints constraints) {
        try {
            return policy.under(constraints).given(ConditionOptions.implied(policy, constraints));
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
