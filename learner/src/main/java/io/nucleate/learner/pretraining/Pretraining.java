package io.nucleate.learner.pretraining;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.nucleate.crystal.Crystal;
import io.nucleate.learner.optimization.ParallelGradient;
import io.nucleate.learner.optimization.TrainedWeights;
import io.nucleate.learner.optimization.TrainingCheckpoint;
import io.nucleate.learner.optimization.WeightAverage;
import io.nucleate.policy.Condition;
import io.nucleate.policy.Conditions;
import io.nucleate.policy.Dropout;
import io.nucleate.policy.LogProb;
import io.nucleate.policy.Policy;
import io.nucleate.policy.PolicyConfig;
import io.nucleate.policy.SpaceGroupDistribution;
import io.nucleate.tensors.Adam;
import io.nucleate.tensors.Backward;
import io.nucleate.tensors.GradientMode;
import io.nucleate.tensors.SafeTensors;
import io.nucleate.tensors.Scalars;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Maximum likelihood training (arXiv 2403.15734, section II C) in a directory:
 * {@code best.safetensors} is the policy with the best validation likelihood,
 * {@code checkpoint.safetensors} everything needed to go on after an interruption with the same
 * numbers, {@code metrics.jsonl} one line for each epoch.
 */
public final class Pretraining {
    private static final String LOCK = "lock";
    private static final String METRICS = "metrics.jsonl";
    private static final String AVERAGED = "average.updates";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PretrainingSettings settings;
    private final List<Example> training;
    private final List<Example> validation;
    private final Path directory;

    /** Hears of progress. */
    public interface Listener {
        void onBatch(long step, long steps, double negativeLogLikelihood);

        void onEpoch(EpochReport report);
    }

    public Pretraining(
            PretrainingSettings settings,
            List<Example> training,
            List<Example> validation,
            Path directory) {
        if (training.isEmpty() || validation.isEmpty()) {
            throw new IllegalArgumentException(
                    "pre-training needs training and validation crystals; found " + training.size()
                            + " and " + validation.size());
        }
        this.settings = settings;
        this.training = settings.description().settled(training);
        this.validation = settings.description().settled(validation);
        this.directory = directory;
    }

    /** Finished epochs and the best of them; epochs count from 1, 0 stands for none yet. */
    private record Progress(int epoch, int bestEpoch, double bestValidation) {
        static final Progress NONE = new Progress(0, 0, Double.NEGATIVE_INFINITY);

        static Progress of(Map<String, String> metadata) {
            return new Progress(
                    Integer.parseInt(metadata.get("epoch")),
                    Integer.parseInt(metadata.get("best_epoch")),
                    Double.parseDouble(metadata.get("best_validation")));
        }

        Map<String, String> toMetadata() {
            return Map.of(
                    "epoch",
                    Integer.toString(epoch),
                    "best_epoch",
                    Integer.toString(bestEpoch),
                    "best_validation",
                    Double.toString(bestValidation));
        }

        Progress after(EpochReport report) {
            return report.best()
                    ? new Progress(
                            report.epoch(),
                            report.epoch(),
                            EpochReport.score(report.validation(), report.conditional()))
                    : new Progress(report.epoch(), bestEpoch, bestValidation);
        }

        boolean isOver(PretrainingSettings settings) {
            return epoch >= settings.epochs()
                    || settings.patience() > 0 && epoch - bestEpoch >= settings.patience();
        }
    }

    /** Everything that training changes; the rest follows from the settings and the epoch. */
    private record State(
            Policy policy, Adam adam, WeightAverage average, ParallelGradient gradient) {}

    /**
     * Trains a network from random weights to the last epoch; from the directory's checkpoint if
     * there is one.
     *
     * @throws IOException where the directory cannot be written, or holds a checkpoint of another
     *     configuration
     */
    public void run(PolicyConfig config, Device device, Listener listener) throws IOException {
        try (Policy random = Policy.initialize(
                config,
                SpaceGroupDistribution.of(crystals(training)),
                settings.seed(),
                Device.cpu())) {
            run(random.toSafeTensors(), device, listener);
        }
    }

    /**
     * Trains given weights on to the last epoch; those of the directory's checkpoint if there is
     * one.
     *
     * @throws IOException where the directory cannot be written, is being written by another
     *     training, or holds a checkpoint of another configuration
     */
    public void run(SafeTensors start, Device device, Listener listener) throws IOException {
        Files.createDirectories(directory);
        try (FileChannel lock = lock()) {
            goOn(start, device, listener);
        }
    }

    /** Held while the channel is open, and gone with the process whatever becomes of it. */
    private FileChannel lock() throws IOException {
        FileChannel channel = FileChannel.open(
                directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!isFree(channel)) {
            channel.close();
            throw new IOException("another training writes to " + directory
                    + "; wait for it, or choose another directory");
        }
        return channel;
    }

    private static boolean isFree(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by this very process
        }
    }

    private void goOn(SafeTensors start, Device device, Listener listener) throws IOException {
        Path checkpoint = directory.resolve(TrainedWeights.CHECKPOINT);
        SafeTensors stored = Files.exists(checkpoint) ? SafeTensors.read(checkpoint) : null;
        try (Policy policy = stored == null
                        ? Policy.of(start, device)
                        : restore(stored, PolicyConfig.ofMetadata(start.metadata()), device);
                Adam adam = new Adam(trained(policy), policy.parameters().manager());
                WeightAverage average = new WeightAverage(
                        trained(policy), policy.parameters().manager(), settings.averageDecay());
                ParallelGradient gradient = new ParallelGradient(
                        policy, settings.threads(), trained(policy).keySet())) {
            State state = new State(policy, adam, average, gradient);
            Progress progress = Progress.NONE;
            if (stored != null) {
                TrainingCheckpoint.restore(stored, adam);
                average.restore(stored, Long.parseLong(stored.metadata().get(AVERAGED)));
                progress = Progress.of(stored.metadata());
            }
            while (!progress.isOver(settings)) {
                EpochReport report = epoch(state, progress, device, listener);
                progress = progress.after(report);
                save(state, progress);
                append(report);
                listener.onEpoch(report);
            }
        }
    }

    private Map<String, NDArray> trained(Policy policy) {
        return settings.conditionsOnly()
                ? policy.parameters().ofConditions()
                : policy.parameters().asMap();
    }

    private Policy restore(SafeTensors stored, PolicyConfig config, Device device)
            throws IOException {
        Policy policy = Policy.of(TrainingCheckpoint.weights(stored), device);
        String trained = stored.metadata().get("settings");
        if (!policy.config().equals(config) || !settings.identity().equals(trained)) {
            policy.close();
            throw new IOException(directory + " holds a checkpoint of another training (" + trained
                    + "); give the same settings to go on with it, or another directory");
        }
        return policy;
    }

    private void save(State state, Progress progress) throws IOException {
        Map<String, String> metadata = new TreeMap<>(progress.toMetadata());
        metadata.put("settings", settings.identity());
        metadata.put(AVERAGED, Long.toString(state.average().updates()));
        SafeTensors checkpoint = TrainingCheckpoint.of(state.policy(), state.adam(), metadata);
        Map<String, SafeTensors.Tensor> tensors = new LinkedHashMap<>(checkpoint.tensors());
        tensors.putAll(state.average().toTensors());
        new SafeTensors(checkpoint.metadata(), tensors)
                .write(directory.resolve(TrainedWeights.CHECKPOINT));
    }

    private void append(EpochReport report) throws IOException {
        Files.writeString(
                directory.resolve(METRICS),
                JSON.writeValueAsString(report) + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private EpochReport epoch(State state, Progress before, Device device, Listener listener)
            throws IOException {
        long start = System.nanoTime();
        int epoch = before.epoch() + 1;
        // Order, descriptions and dropouts follow from the epoch and the step alone, so that a
        // resumed training sees what an uninterrupted one would.
        List<List<Example>> batches = batches(new Random(settings.seed() * 1_000_003 + epoch));
        long steps = (long) batches.size() * settings.epochs();
        double sum = 0;
        double rate = 0;
        for (int i = 0; i < batches.size(); i++) {
            long step = (long) (epoch - 1) * batches.size() + i;
            rate = settings.learningRate().at(step, steps);
            double loss = step(state, batches.get(i), step, rate);
            sum += loss;
            listener.onBatch(step + 1, steps, loss / batches.get(i).size());
        }
        Validation validated = validate(state, before.bestValidation(), device);
        double seconds = (System.nanoTime() - start) * 1e-9;
        return new EpochReport(
                epoch,
                settings.epochs(),
                rate,
                sum / training.size(),
                validated.mean(),
                validated.conditional(),
                validated.score() > before.bestValidation(),
                seconds,
                seconds * (settings.epochs() - epoch));
    }

    /** @return the negative log-likelihood of the batch, given its space groups */
    private double step(State state, List<Example> batch, long step, double rate) {
        int shares = Math.min(state.gradient().shares(), batch.size());
        double loss = state.gradient().accumulate(shares, (policy, share) -> {
            List<Example> examples = batch.subList(
                    batch.size() * share / shares, batch.size() * (share + 1) / shares);
            long seed = (settings.seed() * 1_000_003 + step) * 64 + share;
            return accumulate(policy, examples, seed);
        });
        state.adam().step(rate, settings.gradientNormMax(), settings.weightDecay());
        state.average().update();
        return loss;
    }

    private double accumulate(Policy policy, List<Example> examples, long seed) {
        Dropout dropout = new Dropout(settings.dropout(), seed);
        Set<Condition> learned = policy.config().conditions();
        double[] sum = {0};
        if (learned.isEmpty()) {
            policy.forEachLogProb(
                    crystals(examples),
                    Integer.MAX_VALUE,
                    dropout,
                    (logProb, indices) -> sum[0] += backward(logProb, Optional.empty()));
        } else {
            ConditionDropout dropped = new ConditionDropout(learned, settings.conditionDropout());
            policy.forEachLogProb(
                    crystals(examples),
                    dropped.apply(examples, seed),
                    Integer.MAX_VALUE,
                    dropout,
                    (logProb, group, indices) -> sum[0] += backward(logProb, Optional.of(group)));
        }
        return sum[0];
    }

    /** @return the negative log-likelihood, without that of the space groups */
    private double backward(NDArray logProb, Optional<NDArray> spaceGroupLogProb) {
        NDArray negative = Scalars.scale(logProb.sum(), -1);
        NDArray loss = spaceGroupLogProb.map(group -> negative.sub(group.sum())).orElse(negative);
        // Divided by the nominal size, so that the crystals of a small last batch weigh no more
        // than others.
        Backward.accumulate(Scalars.scale(loss, 1.0 / settings.batchSize()));
        return negative.getFloat();
    }

    private static List<Crystal> crystals(List<Example> examples) {
        return examples.stream().map(Example::crystal).toList();
    }

    /** Batches of equal length in random order; each epoch cuts them anew. */
    private List<List<Example>> batches(Random random) {
        List<Example> shuffled = new ArrayList<>(settings.description().forEpoch(training, random));
        Collections.shuffle(shuffled, random);
        Map<Integer, List<Example>> bySites = shuffled.stream()
                .collect(Collectors.groupingBy(
                        example -> example.crystal().sites().size(),
                        TreeMap::new,
                        Collectors.toList()));
        List<List<Example>> batches = new ArrayList<>();
        for (List<Example> group : bySites.values()) {
            for (int from = 0; from < group.size(); from += settings.batchSize()) {
                batches.add(
                        group.subList(from, Math.min(group.size(), from + settings.batchSize())));
            }
        }
        Collections.shuffle(batches, random);
        return batches;
    }

    /**
     * How likely the validation crystals are.
     *
     * @param mean log-probability without conditions
     * @param conditional null where no conditions are learned
     */
    private record Validation(LogProb mean, EpochReport.Conditional conditional) {
        double score() {
            return EpochReport.score(mean, conditional);
        }
    }

    /** Validates the averaged weights, which are kept if they are the best so far. */
    private Validation validate(State state, double bestValidation, Device device)
            throws IOException {
        SafeTensors weights = state.average().weights(state.policy());
        Validation validation;
        try (Policy averaged = Policy.of(weights, device);
                GradientMode ignored = GradientMode.off()) {
            validation = new Validation(
                    mean(averaged.logProb(crystals(this.validation))),
                    averaged.config().conditions().isEmpty() ? null : conditional(averaged));
        }
        if (validation.score() > bestValidation) {
            weights.write(directory.resolve(TrainedWeights.BEST));
        }
        return validation;
    }

    private EpochReport.Conditional conditional(Policy averaged) {
        Set<Condition> learned = averaged.config().conditions();
        List<Crystal> crystals = crystals(validation);
        List<Conditions> known = validation.stream()
                .map(example -> example.conditions().only(learned))
                .toList();
        List<Conditions> formulas = known.stream()
                .map(conditions -> conditions.only(EnumSet.of(Condition.FORMULA, Condition.SYSTEM)))
                .toList();
        SpaceGroupDistribution frequencies = averaged.spaceGroups();
        return new EpochReport.Conditional(
                mean(averaged.logProb(crystals, known)),
                Arrays.stream(averaged.spaceGroupLogProb(crystals, formulas))
                        .average()
                        .orElseThrow(),
                crystals.stream()
                        .mapToDouble(crystal -> frequencies.logSmoothed(crystal.spaceGroup()))
                        .average()
                        .orElseThrow());
    }

    private static LogProb mean(List<LogProb> logProbs) {
        double wyckoff = 0;
        double element = 0;
        double coordinate = 0;
        double lattice = 0;
        for (LogProb logProb : logProbs) {
            wyckoff += logProb.wyckoff();
            element += logProb.element();
            coordinate += logProb.coordinate();
            lattice += logProb.lattice();
        }
        int n = logProbs.size();
        return new LogProb(wyckoff / n, element / n, coordinate / n, lattice / n);
    }
}
