package io.nucleate.learner.pretraining;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nucleate.crystal.Crystal;
import io.nucleate.learner.optimization.Adam;
import io.nucleate.learner.optimization.Backward;
import io.nucleate.learner.optimization.GradientMode;
import io.nucleate.learner.optimization.TrainingCheckpoint;
import io.nucleate.policy.LogProb;
import io.nucleate.policy.Policy;
import io.nucleate.policy.PolicyConfig;
import io.nucleate.policy.SpaceGroupDistribution;
import io.nucleate.tensors.SafeTensors;
import io.nucleate.tensors.Scalars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Maximum likelihood training (arXiv 2403.15734, section II C) in a directory: {@code best.safetensors} is the policy with the best
 * validation likelihood, {@code checkpoint.safetensors} everything needed to go on after an interruption with the same
 * numbers, {@code metrics.jsonl} one line for each epoch.
 */
public final class Pretraining {
    private static final String CHECKPOINT = "checkpoint.safetensors";
    private static final String METRICS = "metrics.jsonl";
    public static final String BEST = "best.safetensors";
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

    public Pretraining(PretrainingSettings settings, List<Crystal> training, List<Crystal> validation, Path directory) {
        if (training.isEmpty() || validation.isEmpty()) {
            throw new IllegalArgumentException("pre-training needs training and validation crystals; found "
                    + training.size() + " and " + validation.size());
        }
        this.settings = settings;
        this.training = training.stream().map(Crystal::canonical).toList();
        this.validation = validation.stream().map(Crystal::canonical).toList();
        this.directory = directory;
    }

    /**
     * Trains to the last epoch, from the directory's checkpoint if there is one.
     *
     * @throws IOException where the directory cannot be written, or holds a checkpoint of another configuration
     */
    public void run(PolicyConfig config, Device device, Listener listener) throws IOException {
        Files.createDirectories(directory);
        Path checkpoint = directory.resolve(CHECKPOINT);
        SafeTensors stored = Files.exists(checkpoint) ? SafeTensors.read(checkpoint) : null;
        try (Policy policy = stored == null
                        ? Policy.initialize(config, SpaceGroupDistribution.of(training), settings.seed(), device)
                        : restore(stored, config, device);
                Adam adam = new Adam(policy.parameters())) {
            int epoch = 0;
            double bestValidation = Double.NEGATIVE_INFINITY;
            if (stored != null) {
                TrainingCheckpoint.restore(stored, adam);
                epoch = Integer.parseInt(stored.metadata().get("epoch"));
                bestValidation = Double.parseDouble(stored.metadata().get("best_validation"));
            }
            while (epoch < settings.epochs()) {
                epoch++;
                EpochReport report = epoch(policy, adam, epoch, bestValidation, listener);
                if (report.best()) {
                    bestValidation = report.validation().total();
                    policy.toSafeTensors().write(directory.resolve(BEST));
                }
                save(policy, adam, epoch, bestValidation);
                append(report);
                listener.onEpoch(report);
            }
        }
    }

    private Policy restore(SafeTensors stored, PolicyConfig config, Device device) throws IOException {
        Policy policy = Policy.of(TrainingCheckpoint.weights(stored), device);
        String trained = stored.metadata().get("settings");
        if (!policy.config().equals(config) || !settings.identity().equals(trained)) {
            policy.close();
            throw new IOException(directory + " holds a checkpoint of another training (" + trained
                    + "); give the same settings to go on with it, or another directory");
        }
        return policy;
    }

    private void save(Policy policy, Adam adam, int epoch, double bestValidation) throws IOException {
        Map<String, String> progress = Map.of(
                "epoch",
                Integer.toString(epoch),
                "best_validation",
                Double.toString(bestValidation),
                "settings",
                settings.identity());
        TrainingCheckpoint.of(policy, adam, progress).write(directory.resolve(CHECKPOINT));
    }

    private void append(EpochReport report) throws IOException {
        Files.writeString(
                directory.resolve(METRICS),
                JSON.writeValueAsString(report) + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private EpochReport epoch(Policy policy, Adam adam, int epoch, double bestValidation, Listener listener) {
        long start = System.nanoTime();
        // Order and dropout follow from the epoch alone, so that a resumed training sees what an uninterrupted one
        // would.
        List<List<Crystal>> batches = batches(new Random(settings.seed() * 1_000_003 + epoch));
        Engine.getInstance().setRandomSeed((int) (settings.seed() * 7919 + epoch));
        long steps = (long) batches.size() * settings.epochs();
        double sum = 0;
        double rate = 0;
        for (int i = 0; i < batches.size(); i++) {
            long step = (long) (epoch - 1) * batches.size() + i;
            rate = settings.learningRate(step, steps);
            double loss = step(policy, adam, batches.get(i), rate);
            sum += loss * batches.get(i).size();
            listener.onBatch(step + 1, steps, loss);
        }
        LogProb validated = validate(policy);
        return new EpochReport(
                epoch,
                settings.epochs(),
                rate,
                sum / training.size(),
                validated,
                validated.total() > bestValidation,
                (System.nanoTime() - start) * 1e-9);
    }

    private double step(Policy policy, Adam adam, List<Crystal> batch, double rate) {
        double[] loss = {0};
        try (GradientMode ignored = GradientMode.recording()) {
            policy.forEachLogProb(batch, Integer.MAX_VALUE, (float) settings.dropout(), (logProb, indices) -> {
                // Divided by the nominal size, so that the crystals of a small last batch weigh no more than others.
                NDArray negative = Scalars.scale(logProb.sum(), -1.0 / settings.batchSize());
                loss[0] += negative.getFloat() * settings.batchSize() / batch.size();
                Backward.accumulate(negative);
            });
        }
        adam.step(rate, settings.maxGradientNorm(), settings.weightDecay());
        return loss[0];
    }

    /** Batches of equal length in random order; each epoch cuts them anew. */
    private List<List<Crystal>> batches(Random random) {
        List<Crystal> shuffled = new ArrayList<>(training);
        Collections.shuffle(shuffled, random);
        Map<Integer, List<Crystal>> bySites = shuffled.stream()
                .collect(Collectors.groupingBy(crystal -> crystal.sites().size(), TreeMap::new, Collectors.toList()));
        List<List<Crystal>> batches = new ArrayList<>();
        for (List<Crystal> group : bySites.values()) {
            for (int from = 0; from < group.size(); from += settings.batchSize()) {
                batches.add(group.subList(from, Math.min(group.size(), from + settings.batchSize())));
            }
        }
        Collections.shuffle(batches, random);
        return batches;
    }

    private LogProb validate(Policy policy) {
        double wyckoff = 0;
        double element = 0;
        double coordinate = 0;
        double lattice = 0;
        try (GradientMode ignored = GradientMode.off()) {
            for (LogProb logProb : policy.logProb(validation)) {
                wyckoff += logProb.wyckoff();
                element += logProb.element();
                coordinate += logProb.coordinate();
                lattice += logProb.lattice();
            }
        }
        int n = validation.size();
        return new LogProb(wyckoff / n, element / n, coordinate / n, lattice / n);
    }
}
