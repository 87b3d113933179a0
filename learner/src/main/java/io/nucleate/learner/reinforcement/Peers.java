package io.nucleate.learner.reinforcement;

import io.nucleate.crystal.SpaceGroup;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The crystals that each crystal of a batch is compared with, itself among them: those of its space
 * group and {@linkplain Strata stratum} where they are at least {@link #MIN}; or else all of its
 * stratum. The policy does not choose the space group, so crystals of one group are answers to one
 * question.
 */
final class Peers {
    /** Fewest crystals of a space group that are compared with each other. */
    static final int MIN = 4;

    /** By crystal, the indices of its peers. */
    private final List<int[]> peers = new ArrayList<>();

    private record Group(SpaceGroup spaceGroup, int stratum) {}

    Peers(List<Experience> batch, Strata strata) {
        Map<Integer, int[]> byStratum = collect(batch, one -> strata.of(one.crystal()));
        Map<Group, int[]> byGroup = collect(batch, one -> group(one, strata));
        for (Experience one : batch) {
            int[] group = byGroup.get(group(one, strata));
            peers.add(group.length < MIN ? byStratum.get(strata.of(one.crystal())) : group);
        }
    }

    private Peers(List<Experience> batch, Map<Integer, int[]> byStratum, Strata strata) {
        batch.forEach(one -> peers.add(byStratum.get(strata.of(one.crystal()))));
    }

    /** Compares crystals with all of their stratum, whatever their space group. */
    static Peers ofStrata(List<Experience> batch, Strata strata) {
        return new Peers(batch, collect(batch, one -> strata.of(one.crystal())), strata);
    }

    /**
     * Divides a batch into the groups of {@link #MIN} crystals and more, and for each stratum the
     * rest.
     */
    static List<List<Integer>> parts(List<Experience> batch, Strata strata) {
        List<List<Integer>> parts = new ArrayList<>();
        Map<Integer, List<Integer>> rest = new TreeMap<>();
        collect(batch, one -> group(one, strata)).forEach((group, indices) -> {
            List<Integer> list = Arrays.stream(indices).boxed().toList();
            if (list.size() < MIN) {
                rest.computeIfAbsent(group.stratum(), stratum -> new ArrayList<>())
                        .addAll(list);
            } else {
                parts.add(list);
            }
        });
        // The order of equal rewards depends on it, and groups come in any.
        rest.values().forEach(Collections::sort);
        parts.addAll(rest.values());
        return parts;
    }

    /** Divides a batch into strata. */
    static Collection<int[]> strata(List<Experience> batch, Strata strata) {
        return collect(batch, one -> strata.of(one.crystal())).values();
    }

    private static Group group(Experience one, Strata strata) {
        return new Group(one.crystal().spaceGroup(), strata.of(one.crystal()));
    }

    private static <K> Map<K, int[]> collect(List<Experience> batch, Function<Experience, K> key) {
        Map<K, List<Integer>> lists = IntStream.range(0, batch.size())
                .boxed()
                .collect(Collectors.groupingBy(i -> key.apply(batch.get(i))));
        Map<K, int[]> arrays = new HashMap<>();
        lists.forEach((k, list) ->
                arrays.put(k, list.stream().mapToInt(Integer::intValue).toArray()));
        return arrays;
    }

    /** Returns, for each crystal, its value less the mean over its peers. */
    double[] centred(double[] values) {
        double[] centred = new double[values.length];
        for (int i = 0; i < centred.length; i++) {
            centred[i] = values[i] - mean(values, peers.get(i));
        }
        return centred;
    }

    /** Returns, for each crystal, its value less the mean of its other peers; 0 without any. */
    double[] lessOthers(double[] values) {
        double[] less = new double[values.length];
        for (int i = 0; i < less.length; i++) {
            int[] of = peers.get(i);
            if (of.length > 1) {
                double others = mean(values, of) * of.length - values[i];
                less[i] = values[i] - others / (of.length - 1);
            }
        }
        return less;
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
