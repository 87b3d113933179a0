package io.nucleate.cli.bench;

import io.nucleate.crystal.Crystal;
import io.nucleate.learner.pretraining.Description;
import io.nucleate.learner.pretraining.EpochReport;
import io.nucleate.learner.pretraining.Example;
import io.nucleate.learner.pretraining.LearningRate;
import io.nucleate.learner.pretraining.Pretraining;
import io.nucleate.learner.pretraining.PretrainingSettings;
import io.nucleate.policy.PolicyConfig;
import io.nucleate.tensors.Devices;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Rate of maximum likelihood training, everything included: batches, gradients, optimiser, average.
 */
final class TrainingBenchmark {
    private static final int BATCH = 100;

    private final PolicyConfig config;
    private final List<Crystal> crystals;
    private final String device;
    private final int threads;

    /**
     * @param crystals to train on, of lengths as in the data; many, since a batch has crystals of
     *     one length only
     */
    TrainingBenchmark(PolicyConfig config, List<Crystal> crystals, String device, int threads) {
        this.config = config;
        this.crystals = crystals;
        this.device = device;
        this.threads = threads;
    }

    /**
     * {@code learn.pretrain*} of the command line's contract: the second of two epochs; the first
     * warms up.
     */
    Map<String, Object> run() throws IOException {
        LearningRate rate = new LearningRate(1e-4, 1, LearningRate.Schedule.CONSTANT);
        PretrainingSettings settings = new PretrainingSettings(
                2, 0, BATCH, rate, 0.1, 0.01, 1, 0.999, 0, false, Description.GIVEN, threads, 1);
        Path directory = Files.createTempDirectory("nucleate-bench");
        double[] seconds = {0};
        Pretraining.Listener listener = new Pretraining.Listener() {
            @Override
            public void onBatch(long step, long steps, double negativeLogLikelihood) {
                // Only whole epochs are timed.
            }

            @Override
            public void onEpoch(EpochReport report) {
                seconds[0] = report.seconds();
            }
        };
        try {
            List<Example> examples = crystals.stream().map(Example::of).toList();
            new Pretraining(settings, examples, examples.subList(0, 1), directory)
                    .run(config, Devices.of(device), listener);
        } finally {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        }
        long tokens = crystals.stream()
                .mapToLong(crystal -> 5L * crystal.sites().size() + 1)
                .sum();
        Map<String, Object> rates = new LinkedHashMap<>();
        rates.put(
                "learn.pretrainCrystalsPerSecond", Benchmarks.round(crystals.size() / seconds[0]));
        rates.put(
                "learn.pretrainTokensPerCrystal",
                Benchmarks.round((double) tokens / crystals.size()));
        rates.put("learn.pretrainThreads", threads);
        return rates;
    }
}
