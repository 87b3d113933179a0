package io.nucleate.policy;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.SpaceGroup;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The frequencies of the space groups in the training data. They are the prior p(G) of the space
 * group G on which the network is conditioned.
 */
public final class SpaceGroupDistribution {
    private static final String KEY = "space_group_counts";

    /** Total of the counts that stand for probabilities. */
    private static final double PROBABILITY_UNITS = 1e15;

    /** Count of space group g at index g − 1. */
    private final long[] counts;

    private final long total;

    private SpaceGroupDistribution(long[] counts) {
        this.counts = counts;
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        this.total = sum;
    }

    /** Counts the space groups of crystals. */
    public static SpaceGroupDistribution of(Collection<Crystal> crystals) {
        long[] counts = new long[SpaceGroup.COUNT];
        for (Crystal crystal : crystals) {
            counts[crystal.spaceGroup().number() - 1]++;
        }
        return new SpaceGroupDistribution(counts);
    }

    /** Gives every group the same frequency, for weights that state none. */
    public static SpaceGroupDistribution uniform() {
        long[] counts = new long[SpaceGroup.COUNT];
        Arrays.fill(counts, 1);
        return new SpaceGroupDistribution(counts);
    }

    /**
     * Returns the distribution with given probabilities, to within 10^−15.
     *
     * @param logProbabilities of space group g at index g − 1
     */
    static SpaceGroupDistribution ofLogProbabilities(float[] logProbabilities) {
        long[] counts = new long[SpaceGroup.COUNT];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = Math.round(PROBABILITY_UNITS * Math.exp(logProbabilities[i]));
        }
        return new SpaceGroupDistribution(counts);
    }

    /**
     * Returns the logarithm of a group's probability where each group counts once more than in the
     * data, so that none is impossible.
     */
    public double logSmoothed(SpaceGroup group) {
        return Math.log((counts[group.number() - 1] + 1.0) / (total + counts.length));
    }

    float[] logSmoothed() {
        float[] logs = new float[counts.length];
        for (int i = 0; i < logs.length; i++) {
            logs[i] = (float) logSmoothed(SpaceGroup.of(i + 1));
        }
        return logs;
    }

    /**
     * Reads what {@link #toMetadata} wrote; {@link #uniform} where the metadata has no entry.
     *
     * @throws IllegalArgumentException for an entry that is no pair of a space group and a count
     */
    static SpaceGroupDistribution ofMetadata(Map<String, String> metadata) {
        String text = metadata.get(KEY);
        if (text == null) {
            return uniform();
        }
        long[] counts = new long[SpaceGroup.COUNT];
        for (String entry : text.split(",")) {
            if (!entry.matches("\\d{1,3}:\\d{1,18}")) {
                throw new IllegalArgumentException("the weights' metadata has " + KEY + " with '"
                        + entry + "', not a space group, a colon and a count");
            }
            String[] pair = entry.split(":");
            counts[SpaceGroup.of(Integer.parseInt(pair[0])).number() - 1] = Long.parseLong(pair[1]);
        }
        return new SpaceGroupDistribution(counts);
    }

    Map<String, String> toMetadata() {
        StringJoiner text = new StringJoiner(",");
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                text.add((i + 1) + ":" + counts[i]);
            }
        }
        return Map.of(KEY, text.toString());
    }

    /**
     * Returns the distribution over some of the groups. It is uniform where the training data had
     * none of them.
     *
     * @throws IllegalArgumentException where no group is left
     */
    public SpaceGroupDistribution restrictedTo(Predicate<SpaceGroup> allowed) {
        long[] restricted = new long[SpaceGroup.COUNT];
        long[] alike = new long[SpaceGroup.COUNT];
        long sum = 0;
        long groups = 0;
        for (int i = 0; i < counts.length; i++) {
            if (allowed.test(SpaceGroup.of(i + 1))) {
                restricted[i] = counts[i];
                alike[i] = 1;
                sum += counts[i];
                groups++;
            }
        }
        if (groups == 0) {
            throw new IllegalArgumentException("no space group is left to draw from");
        }
        return new SpaceGroupDistribution(sum > 0 ? restricted : alike);
    }

    public double probability(SpaceGroup group) {
        return (double) counts[group.number() - 1] / total;
    }

    public SpaceGroup draw(RandomGenerator random) {
        long remaining = random.nextLong(total);
        for (int i = 0; i < counts.length; i++) {
            remaining -= counts[i];
            if (remaining < 0) {
                return SpaceGroup.of(i + 1);
            }
        }
        throw new AssertionError("counts do not add up to their total");
    }
}
