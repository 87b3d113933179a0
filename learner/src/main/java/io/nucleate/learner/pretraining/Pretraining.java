package io.nucleate.learner.pretraining;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.nucleate.crystal.Crystal;
import io.nucleate.learner.optimization.ParallelGradient;
import io.nucleate.learner.optimization.TrainedWeights;
import io.nucleate.learner.optimization.TrainingCheckpoint;
import io.nucleate.learner.optimization.WeightAverage;
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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
    private final List<Crystal> training;
    private final List<Crystal> validation;
    private final Path directory;

    /** Hears of progress. */
    public interface Listener {
        void onBatch(long step, long steps, double negativeLogLikelihood);

        void onEpoch(EpochReport report);
    }

    public Pretraining(
            PretrainingSettings settings,
            List<Crystal> training,
            List<Crystal> validation,
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
                            report.epoch(), report.epoch(), report.validation().total())
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
                config, SpaceGroupDistribution.of(training), settings.seed(), Device.cpu())) {
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
                Adam adam = new Adam(
                        policy.parameters().asMap(), policy.parameters().manager());
                WeightAverage average =
                        new WeightAverage(policy.parameters(), settings.averageDecay());
                ParallelGradient gradient = new ParallelGradient(policy, settings.threads())) {
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
        // Order, descriptions and dropout follow from the epoch and the step alone, so that a
        // resumed training sees
        // what
        // an uninterrupted one would.
        List<List<Crystal>> batches = batches(new Random(settings.seed() * 1_000_003 + epoch));
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
        LogProb validated = validate(state, before.bestValidation(), device);
        double seconds = (System.nanoTime() - start) * 1e-9;
        return new EpochReport(
                epoch,
                settings.epochs(),
                rate,
                sum / training.size(),
                validated,
                validated.total() > before.bestValidation(),
                seconds,
                seconds * (settings.epochs() - epoch));
    }

    /** @return the negative log-likelihood of the batch */
    private double step(State state, List<Crystal> batch, long step, double rate) {
        int shares = Math.min(state.gradient().shares(), batch.size());
        double loss = state.gradient().accumulate(shares, (policy, share) -> {
            List<Crystal> crystals = batch.subList(
                    batch.size() * share / shares, batch.size() * (share + 1) / shares);
            Dropout dropout = new Dropout(
                    settings.dropout(), (settings.seed() * 1_000_003 + step) * 64 + share);
            double[] sum = {0};
            policy.forEachLogProb(crystals, Integer.MAX_VALUE, dropout, (logProb, indices) -> {
                NDArray negative = Scalars.scale(logProb.sum(), -1);
                sum[0] += negative.getFloat();
                // Divided by the nominal size, so that the crystals of a small last batch weigh no
                // more than others.
                Backward.accumulate(Scalars.scale(negative, 1.0 / settings.batchSize()));
            });
            return sum[0];
        });
        state.adam().step(rate, settings.gradientNormMax(), settings.weightDecay());
        state.average().update();
        return loss;
    }

    /** Batches of equal length in random order; each epoch cuts them anew. */
    private List<List<Crystal>> batches(Random random) {
        List<Crystal> shuffled = new ArrayList<>(settings.description().forEpoch(training, random));
        Collections.shuffle(shuffled, random);
        Map<Integer, List<Crystal>> bySites = shuffled.stream()
                .collect(Collectors.groupingBy(
                        crystal -> crystal.sites().size(), TreeMap::new, Collectors.toList()));
        List<List<Crystal>> batches = new ArrayList<>();
        for (List<Crystal> group : bySites.values()) {
            for (int from = 0; from < group.size(); from += settings.batchSize()) {
                batches.add(
                        group.subList(from, Math.min(group.size(), from + settings.batchSize())));
            }
        }
        Collections.shuffle(batches, random);
        return batches;
    }

    /**
     * Mean log-probability of the validation crystals under the averaged weights, which are kept if
     * they are the best so far.
     */
    private LogProb validate(State state, double bestValidation, Device device) throws IOException {
        SafeTensors weights = state.average().weights(state.policy());
        double wyckoff = 0;
        double element = 0;
        double coordinate = 0;
        double lattice = 0;
        try (Policy averaged = Policy.of(weights, device);
                GradientMode ignored = GradientMode.off()) {
            for (LogProb logProb : averaged.logProb(validation)) {
                wyckoff += logProb.wyckoff();
                element += logProb.element();
                coordinate += logProb.coordinate();
                lattice += logProb.lattice();
            }
        }
        int n = validation.size();
        LogProb mean = new LogProb(wyckoff / n, element / n, coordinate / n, lattice / n);
        if (mean.total() > bestValidation) {
            weights.write(directory.resolve(TrainedWeights.BEST));
        }
        return mean;
    }
}
