package io.nucleate.learner.reinforcement;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.policy.Policy;
import io.nucleate.policy.SamplingSettings;
import io.nucleate.policy.TestPolicies;
import io.nucleate.policy.constraints.Constraints;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A distribution that can be written down: under a template with two fixed positions and n elements
 * there are n (n − 1) kinds of crystals, whose probabilities add up to one.
 */
record PairToy(List<Element> elements, ToDoubleFunction<Crystal> reward) {
    private static final SpaceGroup GROUP = SpaceGroup.of(221);

    /** Makes the small random policy of the toy. */
    Policy policy(long seed) {
        String names = elements.stream().map(Element::symbol).collect(Collectors.joining(","));
        return TestPolicies.tiny(seed)
                .under(Constraints.parse("template=221:a=1,b=2 elements=" + names));
    }

    List<Crystal> kinds() {
        List<Crystal> kinds = new ArrayList<>();
        for (Element first : elements) {
            for (Element second : elements) {
                if (first != second) {
                    kinds.add(new Crystal(
                            GROUP,
                            new Lattice(4, 4, 4, 90, 90, 90),
                            List.of(site(first, 'a'), site(second, 'b'))));
                }
            }
        }
        return kinds;
    }

    private static Site site(Element element, char letter) {
        double[] xyz = GROUP.position(letter).project(0, 0, 0);
        return new Site(element, letter, xyz[0], xyz[1], xyz[2]);
    }

    double[] rewards() {
        return kinds().stream().mapToDouble(reward).toArray();
    }

    /** Returns the probabilities of the kinds, their lattices aside. */
    double[] probabilities(Policy policy) {
        return policy.logProb(kinds()).stream()
                .mapToDouble(p -> Math.exp(p.wyckoff() + p.element()))
                .toArray();
    }

    /** Returns p · exp(r/tau)/Z. */
    double[] optimum(double[] pretrained, double tau) {
        double[] rewards = rewards();
        double[] optimum = IntStream.range(0, rewards.length)
                .mapToDouble(i -> pretrained[i] * Math.exp(rewards[i] / tau))
                .toArray();
        double sum =
                IntStream.range(0, optimum.length).mapToDouble(i -> optimum[i]).sum();
        return IntStream.range(0, optimum.length)
                .mapToDouble(i -> optimum[i] / sum)
                .toArray();
    }

    double meanReward(double[] probabilities) {
        double[] rewards = rewards();
        return IntStream.range(0, rewards.length)
                .mapToDouble(i -> probabilities[i] * rewards[i])
                .sum();
    }

    static double totalVariation(double[] some, double[] others) {
        return IntStream.range(0, some.length)
                .mapToDouble(i -> Math.abs(some[i] - others[i]) / 2)
                .sum();
    }

    /** Draws crystals, and prices them. */
    List<Experience> draw(Policy policy, int count, int version, int seed) {
        return policy.sample(count, SamplingSettings.DEFAULT, new SplittableRandom(seed)).stream()
                .map(sampled -> new Experience(
                        sampled.crystal(),
                        version,
                        sampled.logProb().total(),
                        reward.applyAsDouble(sampled.crystal())))
                .toList();
    }

    /**
     * Lets a policy learn from what it drew some versions before; until there are such, from what
     * the pretrained one draws.
     */
    void learn(
            ReinforcementSettings settings,
            Policy policy,
            Policy pretrained,
            int versions,
            int age) {
        Queue<List<Experience>> waiting = new ArrayDeque<>();
        int size = settings.batchSize();
        try (Learner learner = new Learner(settings, policy, pretrained)) {
            long sequence = 0;
            for (int version = 0; version < versions; version++) {
                waiting.add(draw(policy, size, version, version));
                List<Experience> batch = version < age
                        ? draw(pretrained, size, 0, 1000 + version)
                        : waiting.remove();
                for (Experience one : batch) {
                    learner.scored("g", sequence++, one);
                }
            }
        }
    }
}
