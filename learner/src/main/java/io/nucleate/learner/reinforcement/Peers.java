package io.nucleate.learner.reinforcement;

import io.nucleate.crystal.SpaceGroup;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The crystals that each crystal of a batch is compared with: those of its space group, itself
 * among them, where they are at least {@link #MIN}; or else the whole batch. The policy does not
 * choose the space group, so crystals of one group are answers to one question.
 */
final class Peers {
    /** Fewest crystals of a space group that are compared with each other. */
    static final int MIN = 4;

    /** By crystal, the indices of its peers. */
    private final List<int[]> peers = new ArrayList<>();

    Peers(List<Experience> batch) {
        int[] all = IntStream.range(0, batch.size()).toArray();
        Map<SpaceGroup, List<Integer>> groups = Arrays.stream(all)
                .boxed()
                .collect(Collectors.groupingBy(i -> batch.get(i).crystal().spaceGroup()));
        for (Experience experience : batch) {
            List<Integer> group = groups.get(experience.crystal().spaceGroup());
            peers.add(
                    group.size() < MIN
                            ? all
                            : group.stream().mapToInt(Integer::intValue).toArray());
        }
    }

    /** Returns, for each crystal, its value less the mean over its peers. */
    double[] centred(double[] values) {
        double[] centred = new double[values.length];
        for (int i = 0; i < centred.length; i++) {
            centred[i] = values[i] - mean(values, peers.get(i));
        }
        return centred;
    }

    /**
     * Returns, for each crystal, the standard deviation of the values of its peers from a mean.
     *
     * @param means what each crystal is compared with
     */
    double[] deviations(double[] values, double[] means) {
        double[] deviations = new double[values.length];
        for (int i = 0; i < deviations.length; i++) {
            int[] of = peers.get(i);
            double squares = 0;
            for (int peer : of) {
                squares += (values[peer] - means[i]) * (values[peer] - means[i]);
            }
            deviations[i] = Math.sqrt(squares / of.length);
        }
        return deviations;
    }

    private static double mean(double[] values, int[] of) {
        double sum = 0;
        for (int peer : of) {
            sum += values[peer];
        }
        return sum / of.length;
    }
}
