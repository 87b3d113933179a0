package io.nucleate.cli;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.nucleate.learner.optimization.TrainedWeights;
import io.nucleate.learner.pretraining.Description;
import io.nucleate.learner.pretraining.EpochReport;
import io.nucleate.learner.pretraining.Example;
import io.nucleate.learner.pretraining.LearningRate;
import io.nucleate.learner.pretraining.Pretraining;
import io.nucleate.learner.pretraining.PretrainingSettings;
import io.nucleate.learner.pretraining.TrainingData;
import io.nucleate.policy.Condition;
import io.nucleate.policy.Policy;
import io.nucleate.policy.PolicyConfig;
import io.nucleate.tensors.Devices;
import io.nucleate.tensors.SafeTensors;

import me.tongfei.progressbar.ProgressBar;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * {@code pretrain}: makes a policy by maximum likelihood. The defaults are the best that were
 * found.
 */
@Command(
        name = "pretrain",
        description =
                "Trains a policy on known crystals by maximum likelihood. Started again on the"
                        + " same directory with the same"
                        + " settings, it goes on after the last finished epoch. One JSON line"
                        + " per epoch.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        versionProvider = NucleateCommand.Version.class)
final class PretrainCommand implements Callable<Integer> {
    private static final double CONDITION_DROPOUT = 0.3;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description =
                    "Crystal JSON lines, gzipped or not; or structures in any format of the verb"
                            + " symmetry, among them a CSV table"
                            + " with a column of CIFs, as MP-20 has it.")
    private List<Path> files;

    @Option(
            names = "--times",
            paramLabel = "N",
            split = ",",
            description = "How often an epoch visits the crystals of each FILE: 3,1 lets known"
                    + " crystals weigh more than grown ones. Default: 1 for each.",
            showDefaultValue = CommandLine.Help.Visibility.NEVER)
    private List<Integer> times;

    @Mixin
    private SymmetryOptions symmetry;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            defaultValue = "pretrained",
            description = "Where the checkpoint and the best policy (" + TrainedWeights.BEST
                    + ") are kept.")
    private Path directory;

    @Option(
            names = "--start",
            paramLabel = "PATH",
            description = "Go on from these weights instead of random ones: "
                    + TrainedWeights.ACCEPTED + ". The sizes of the network are theirs.")
    private Path start;

    @Option(
            names = "--max-atoms",
            paramLabel = "N",
            defaultValue = "20",
            description = "Largest primitive cell to learn from.")
    private int atomsMax;

    @Option(
            names = "--max-energy-above-hull",
            paramLabel = "EV",
            defaultValue = "0.1",
            description = "Leave out crystals whose e_above_hull (or"
                    + " energy_above_hull_ev_per_atom) is this high or higher, in eV/atom.")
    private double energyAboveHullMaxEvPerAtom;

    @Option(names = "--epochs", defaultValue = "40")
    private int epochs;

    @Option(
            names = "--patience",
            paramLabel = "EPOCHS",
            defaultValue = "0",
            description = "End after so many epochs without a better validation; 0 for never.")
    private int patience;

    @Option(names = "--batch-size", defaultValue = "64")
    private int batchSize;

    @Option(names = "--learning-rate", defaultValue = "2e-3")
    private double learningRate;

    @Option(names = "--warmup-steps", defaultValue = "200")
    private int warmupSteps;

    @Option(
            names = "--schedule",
            defaultValue = "TRAPEZOID",
            description =
                    "How the learning rate falls after the warm-up: ${COMPLETION-CANDIDATES}.")
    private LearningRate.Schedule schedule;

    @Option(
            names = "--descriptions",
            paramLabel = "WHICH",
            defaultValue = "GIVEN",
            description = "Which of its equivalent descriptions a crystal is learned in:"
                    + " ${COMPLETION-CANDIDATES}; DRAWN draws"
                    + " another one in each epoch (symmetry augmentation).")
    private Description description;

    @Option(
            names = "--average-decay",
            defaultValue = "0.999",
            description =
                    "Decay of the moving average of the weights, which is validated and kept; 0"
                            + " for none.")
    private double averageDecay;

    @Option(names = "--threads", defaultValue = "1", description = "Threads that share each batch.")
    private int threads;

    @Option(names = "--dropout", defaultValue = "0.1")
    private double dropout;

    @Option(
            names = "--conditions",
            paramLabel = "A,B",
            description = "Kinds of conditions to learn, so that crystals can be drawn given them:"
                    + " system (the elements), formula, ehull (the class of e_above_hull or"
                    + " energy_above_hull_ev_per_atom, below 0.1 eV/atom) and gap (the class of"
                    + " band_gap or band_gap_ev), where the data have them. Default: none, or those"
                    + " that the weights of --start have learned.")
    private String conditions;

    @Option(
            names = "--condition-dropout",
            paramLabel = "P",
            description = "Probability that all conditions of a crystal are dropped at once, and of"
                    + " each that it is dropped alone. Default: " + CONDITION_DROPOUT + ".",
            showDefaultValue = CommandLine.Help.Visibility.NEVER)
    private Double conditionDropout;

    @Option(
            names = "--only-conditions",
            description = "Learn the conditions alone. Everything else stays as --start has it, and"
                    + " so do draws and likelihoods without conditions.")
    private boolean conditionsOnly;

    @Option(names = "--weight-decay", defaultValue = "0.02")
    private double weightDecay;

    @Option(names = "--max-gradient-norm", paramLabel = "NORM", defaultValue = "1")
    private double gradientNormMax;

    @Option(names = "--seed", defaultValue = "1")
    private long seed;

    @Option(names = "--layers", defaultValue = "6")
    private int layers;

    @Option(names = "--heads", defaultValue = "8", description = "Attention heads.")
    private int heads;

    @Option(names = "--key-size", defaultValue = "16", description = "Width of a head.")
    private int keySize;

    @Option(names = "--model-size", defaultValue = "128", description = "Width of a token.")
    private int modelSize;

    @Option(names = "--embed-size", defaultValue = "32", description = "Width of the embeddings.")
    private int embedSize;

    @Option(
            names = "--coordinate-components",
            paramLabel = "N",
            defaultValue = "16",
            description = "Von Mises components of a coordinate.")
    private int coordinateComponents;

    @Option(
            names = "--lattice-components",
            paramLabel = "N",
            defaultValue = "4",
            description = "Gaussian components of the lattice.")
    private int latticeComponents;

    @Option(
            names = "--max-sites",
            paramLabel = "N",
            defaultValue = "20",
            description = "Longest crystal, in Wyckoff positions.")
    private int sitesMax;

    @Mixin
    private DeviceOption device;

    @Override
    public Integer call() throws Exception {
        requireTimes();
        // Before the data, which may take minutes to read.
        SafeTensors weights = start == null ? null : TrainedWeights.read(start);
        PretrainingSettings settings;
        PolicyConfig config;
        try {
            Set<Condition> learned = learned(weights);
            requireOptionsOfConditions(weights, learned);
            settings = settings(learned);
            config = config(learned);
            weights = weights == null ? null : Policy.withConditions(weights, learned, seed);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        TrainingData data = read();
        try (ProgressBar bar = Progress.bar("pretrain", -1)) {
            Pretraining pretraining =
                    new Pretraining(settings, data.training(), data.validation(), directory);
            requireExamples(data.training());
            if (weights == null) {
                pretraining.run(config, Devices.of(device.device()), new Reporter(bar));
            } else {
                pretraining.run(weights, Devices.of(device.device()), new Reporter(bar));
            }
        }
        return 0;
    }

    /** @param weights to start from, or null */
    private void requireOptionsOfConditions(SafeTensors weights, Set<Condition> learned) {
        if (conditionsOnly && (weights == null || learned.isEmpty())) {
            throw new IllegalArgumentException(
                    "--only-conditions needs --conditions, and --start for all the rest");
        }
        if (conditionDropout != null && learned.isEmpty()) {
            throw new IllegalArgumentException("--condition-dropout needs --conditions");
        }
    }

    private PretrainingSettings settings(Set<Condition> learned) {
        return new PretrainingSettings(
                epochs,
                patience,
                batchSize,
                new LearningRate(learningRate, warmupSteps, schedule),
                dropout,
                weightDecay,
                gradientNormMax,
                averageDecay,
                conditionDropout(learned),
                conditionsOnly,
                description,
                threads,
                seed);
    }

    private PolicyConfig config(Set<Condition> learned) {
        return PolicyConfig.reference().toBuilder()
                .coordinateComponents(coordinateComponents)
                .latticeComponents(latticeComponents)
                .layers(layers)
                .heads(heads)
                .keySize(keySize)
                .modelSize(modelSize)
                .embedSize(embedSize)
                .sitesMax(sitesMax)
                .convention(PolicyConfig.Convention.SAMPLED)
                .conditions(learned)
                .build();
    }

    private TrainingData read() throws IOException {
        TrainingData data = TrainingData.NONE;
        for (int i = 0; i < files.size(); i++) {
            TrainingData ofFile = TrainingData.read(
                    files.get(i),
                    atomsMax,
                    sitesMax,
                    energyAboveHullMaxEvPerAtom,
                    symmetry.toleranceAngstrom());
            data = data.and(ofFile, times == null ? 1 : times.get(i));
        }
        return data;
    }

    private void requireTimes() {
        if (times != null
                && (times.size() != files.size() || times.stream().anyMatch(each -> each < 1))) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--times needs a number of at least 1 for each of the " + files.size()
                            + " files, found " + times);
        }
    }

    private double conditionDropout(Set<Condition> learned) {
        if (learned.isEmpty()) {
            return 0;
        }
        return conditionDropout == null ? CONDITION_DROPOUT : conditionDropout;
    }

    /** Nothing can be learned of a condition that no crystal has. */
    private void requireExamples(List<Example> training) {
        if (conditions == null) {
            return; // those of the weights are known already
        }
        for (Condition condition : Condition.parse(conditions)) {
            if (training.stream()
                    .noneMatch(example -> example.conditions().given().contains(condition))) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--conditions " + condition.word() + ": no training crystal has "
                                + String.join(" or ", Example.fields(condition))
                                + " in a class of the condition; leave the condition out, or give"
                                + " data that have it");
            }
        }
    }

    /** @param weights to start from, or null */
    private Set<Condition> learned(SafeTensors weights) {
        if (conditions != null) {
            return Condition.parse(conditions);
        }
        return weights == null
                ? Set.of()
                : PolicyConfig.ofMetadata(weights.metadata()).conditions();
    }

    private final class Reporter implements Pretraining.Listener {
        private final ObjectMapper json = new ObjectMapper();
        private final ProgressBar bar;

        Reporter(ProgressBar bar) {
            this.bar = bar;
        }

        @Override
        public void onBatch(long step, long steps, double negativeLogLikelihood) {
            bar.maxHint(steps)
                    .stepTo(step)
                    .setExtraMessage(
                            String.format(Locale.ROOT, "%.2f nats", negativeLogLikelihood));
        }

        @Override
        public void onEpoch(EpochReport report) {
            try {
                spec.commandLine().getOut().println(json.writeValueAsString(report));
                spec.commandLine().getOut().flush();
            } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
