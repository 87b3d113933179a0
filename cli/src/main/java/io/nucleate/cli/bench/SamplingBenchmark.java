package io.nucleate.cli.bench;

import io.nucleate.crystal.SpaceGroup;
import io.nucleate.policy.Policy;
import io.nucleate.policy.PolicyConfig;
import io.nucleate.policy.SampledCrystal;
import io.nucleate.policy.SamplingSettings;
import io.nucleate.policy.SpaceGroupDistribution;
import io.nucleate.tensors.Devices;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Rate of sampling, with what it depends on: the length of the crystals and the number of threads.
 * Crystals with an impossible lattice are drawn but not counted, nor are others drawn in their
 * place: a stream of samples needs no exact number.
 */
public final class SamplingBenchmark {
    /**
     * Several batches for each thread, so that one that waits for another at the end counts little.
     */
    private static final int CRYSTALS = 4096;

    private static final long SEED = 1;

    private final Policy policy;
    private final int threads;

    public SamplingBenchmark(Policy policy, int threads) {
        this.policy = policy;
        this.threads = threads;
    }

    /**
     * Random weights of the authors' default size; their crystals are about as long as those of the
     * training data.
     */
    public static Policy authorsSize(SpaceGroupDistribution spaceGroups, String device) {
        return Policy.initialize(PolicyConfig.reference(), spaceGroups, SEED, Devices.of(device));
    }

    /** {@code sample.*} of the command line's contract. */
    public Map<String, Object> run(double seconds) {
        SplittableRandom random = new SplittableRandom(SEED);
        draw(random);
        long drawn = 0;
        long crystals = 0;
        long tokens = 0;
        long start = System.nanoTime();
        double elapsed;
        do {
            List<SampledCrystal> possible = draw(random);
            drawn += CRYSTALS;
            crystals += possible.size();
            tokens += possible.stream()
                    .mapToLong(sample -> 5L * sample.crystal().sites().size() + 1)
                    .sum();
            elapsed = (System.nanoTime() - start) * 1e-9;
        } while (elapsed < seconds);
        Map<String, Object> rates = new LinkedHashMap<>();
        rates.put("sample.structuresPerSecond", Benchmarks.round(crystals / elapsed));
        rates.put("sample.tokensPerStructure", Benchmarks.round((double) tokens / crystals));
        rates.put("sample.impossibleFraction", Benchmarks.round(1 - (double) crystals / drawn));
        rates.put("sample.threads", threads);
        return rates;
    }

    private List<SampledCrystal> draw(SplittableRandom random) {
        List<SpaceGroup> groups = Stream.generate(() -> policy.spaceGroups().draw(random))
                .limit(CRYSTALS)
                .toList();
        return policy.sample(groups, SamplingSettings.DEFAULT, random, threads);
    }
}
