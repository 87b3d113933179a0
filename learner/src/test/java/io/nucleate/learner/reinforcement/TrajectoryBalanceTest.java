package io.nucleate.learner.reinforcement;

import static org.assertj.core.api.Assertions.assertThat;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.policy.Policy;
import io.nucleate.policy.SampledCrystal;
import io.nucleate.policy.SamplingSettings;
import io.nucleate.policy.TestPolicies;
import io.nucleate.policy.constraints.Constraints;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;

/**
 * Learns a distribution that can be written down: under a template with fixed positions and four
 * elements there are twelve kinds of crystals, whose probabilities add up to one.
 */
class TrajectoryBalanceTest {
    private static final SpaceGroup GROUP = SpaceGroup.of(221);
    private static final Constraints CONSTRAINTS =
            Constraints.parse("template=221:a=1,b=2 elements=Na,K,Cl,Br");
    private static final List<Element> ELEMENTS =
            List.of(Element.Na, Element.K, Element.Cl, Element.Br);
    private static final double TAU = 0.5;
    private static final int BATCH = 64;

    private static double reward(Crystal crystal) {
        int first = ELEMENTS.indexOf(crystal.sites().get(0).element());
        int second = ELEMENTS.indexOf(crystal.sites().get(1).element());
        return (first * 4 + second * 7) % 5 / 4.0;
    }

    private static List<Crystal> kinds() {
        List<Crystal> kinds = new ArrayList<>();
        for (Element first : ELEMENTS) {
            for (Element second : ELEMENTS) {
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

    /** Probabilities of the kinds, their lattices aside. */
    private static double[] probabilities(Policy policy) {
        return policy.logProb(kinds()).stream()
                .mapToDouble(p -> Math.exp(p.wyckoff() + p.element()))
                .toArray();
    }

    private static double[] optimum(double[] pretrained) {
        List<Crystal> kinds = kinds();
        double[] optimum = new double[pretrained.length];
        double sum = 0;
        for (int i = 0; i < optimum.length; i++) {
            optimum[i] = pretrained[i] * Math.exp(reward(kinds.get(i)) / TAU);
            sum += optimum[i];
        }
        for (int i = 0; i < optimum.length; i++) {
            optimum[i] /= sum;
        }
        return optimum;
    }

    private static double totalVariation(double[] some, double[] others) {
        double sum = 0;
        for (int i = 0; i < some.length; i++) {
            sum += Math.abs(some[i] - others[i]) / 2;
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16})
    void theLearnedDistributionIsTheOptimumWhateverTheAgeOfTheData(int age) {
        ReinforcementSettings settings = new ReinforcementSettings(
                Algorithm.TRAJECTORY_BALANCE,
                BATCH,
                2,
                3e-3,
                0.2,
                1,
                TAU,
                16,
                2,
                0.99,
                10,
                2000,
                1);
        try (Policy policy = TestPolicies.tiny(1).under(CONSTRAINTS);
                Policy pretrained = TestPolicies.tiny(1).under(CONSTRAINTS);
                Learner learner = new Learner(settings, policy, pretrained)) {
            double[] start = probabilities(pretrained);
            double[] optimum = optimum(start);
            assertThat(totalVariation(start, optimum)).isGreaterThan(0.25);
            Queue<List<Experience>> waiting = new ArrayDeque<>();
            long sequence = 0;
            for (int version = 0; version < 120; version++) {
                waiting.add(draw(policy, version, version));
                List<Experience> batch =
                        version < age ? draw(pretrained, 0, 1000 + version) : waiting.remove();
                for (Experience one : batch) {
                    learner.scored("g", sequence++, one);
                }
            }
            assertThat(learner.version()).isEqualTo(120);
            assertThat(totalVariation(probabilities(policy), optimum)).isLessThan(0.05);
        }
    }

    private static List<Experience> draw(Policy policy, int version, int seed) {
        return policy.sample(BATCH, SamplingSettings.DEFAULT, new SplittableRandom(seed)).stream()
                .map(sampled -> experience(sampled, version))
                .toList();
    }

    private static Experience experience(SampledCrystal sampled, int version) {
        return new Experience(
                sampled.crystal(), version, sampled.logProb().total(), reward(sampled.crystal()));
    }
}
