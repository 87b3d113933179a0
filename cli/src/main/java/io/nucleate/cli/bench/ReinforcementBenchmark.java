package io.nucleate.cli.bench;

import io.nucleate.learner.reinforcement.Algorithm;
import io.nucleate.learner.reinforcement.Experience;
import io.nucleate.learner.reinforcement.Learner;
import io.nucleate.learner.reinforcement.ReinforcementSettings;
import io.nucleate.learner.reinforcement.ReinforcementTraining;
import io.nucleate.policy.Policy;
import io.nucleate.policy.SampledCrystal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Rate of reinforcement: densities, gradients and steps of the learner, without the broker. */
final class ReinforcementBenchmark {
    /**
     * As the authors' program learns: five steps on 100 crystals (arXiv 2504.02367, section IV).
     */
    static final ReinforcementSettings AUTHORS_SETTINGS = new ReinforcementSettings(
            Algorithm.PPO, 100, 5, 1e-4, 0.2, 1, 0.1, 1, 1, 0.95, 0, 2000, 1);

    private static final long SEED = 1;

    private final Policy policy;
    private final Policy pretrained;
    private final List<SampledCrystal> samples;
    private final int threads;

    /**
     * @param policy is changed by learning
     * @param samples are learned from in turn
     */
    ReinforcementBenchmark(
            Policy policy, Policy pretrained, List<SampledCrystal> samples, int threads) {
        this.policy = policy;
        this.pretrained = pretrained;
        this.samples = samples;
        this.threads = threads;
    }

    /**
     * {@code learn.ppo*} of the command line's contract.
     *
     * @param seconds least time that is measured; the first update warms up
     */
    Map<String, Object> run(ReinforcementSettings settings, double seconds) {
        Map<String, Object> rates = new LinkedHashMap<>();
        SplittableRandom random = new SplittableRandom(SEED);
        long[] sequence = {0};
        try (Learner learner = new Learner(
                settings,
                new ReinforcementTraining(settings, policy, pretrained, threads),
                System::nanoTime)) {
            double rate = Benchmarks.rate(seconds, () -> {
                for (int i = 0; i < settings.batchSize(); i++, sequence[0]++) {
                    SampledCrystal sample = samples.get((int) (sequence[0] % samples.size()));
                    Experience experience = new Experience(
                            sample.crystal(),
                            learner.version(),
                            sample.logProb().total(),
                            -random.nextDouble());
                    learner.scored("bench", sequence[0], experience);
                }
                return settings.batchSize();
            });
            rates.put("learn.ppoCrystalsPerSecond", rate);
            rates.put("learn.ppoEpochs", settings.epochs());
            rates.put("learn.ppoThreads", threads);
        }
        return rates;
    }
}
