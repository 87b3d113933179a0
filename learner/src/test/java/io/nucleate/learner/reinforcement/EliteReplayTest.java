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

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * One crystal among 28, each with two descriptions, whose probabilities can be written down: the
 * expected reward is exact. Batches are small, so that the policy draws it rarely; what was drawn
 * once is not forgotten.
 */
class EliteReplayTest {
    private static final SpaceGroup GROUP = SpaceGroup.of(221);
    private static final Constraints CONSTRAINTS =
            Constraints.parse("template=221:a=1,b=2 elements=Na,K,Rb,Cs,F,Cl,Br,I");
    private static final Set<Element> WANTED = Set.of(Element.Cs, Element.Cl);
    private static final int BATCH = 4;
    private static final int BATCHES_MAX = 300;
    private static final double ENOUGH = 0.5;

    private static double reward(Crystal crystal) {
        return crystal.composition().elements().equals(WANTED) ? 1 : 0;
    }

    /** Only the wanted crystal pays: the sum of the probabilities of its descriptions. */
    private static double expectedReward(Policy policy) {
        List<Crystal> descriptions =
                List.of(salt(Element.Cs, Element.Cl), salt(Element.Cl, Element.Cs));
        return policy.logProb(descriptions).stream()
                .mapToDouble(p -> Math.exp(p.wyckoff() + p.element()))
                .sum();
    }

    private static Crystal salt(Element first, Element second) {
        return new Crystal(
                GROUP,
                new Lattice(4, 4, 4, 90, 90, 90),
                List.of(site(first, 'a'), site(second, 'b')));
    }

    private static Site site(Element element, char letter) {
        double[] xyz = GROUP.position(letter).project(0, 0, 0);
        return new Site(element, letter, xyz[0], xyz[1], xyz[2]);
    }

    /** Returns the batches after which the expected reward is enough. */
    private static int batches(EliteSettings elite, long seed) {
        ReinforcementSettings settings = new ReinforcementSettings(
                        Algorithm.NUCLEATE, BATCH, 2, 1e-3, 0.2, 1, 0.01, 4, 2, 0.99, 10, 2000, 1)
                .with(elite);
        try (Policy policy = TestPolicies.random(TestPolicies.TINIEST, seed).under(CONSTRAINTS);
                Policy pretrained =
                        TestPolicies.random(TestPolicies.TINIEST, seed).under(CONSTRAINTS);
                Learner learner = new Learner(settings, policy, pretrained)) {
            long sequence = 0;
            while (learner.version() < BATCHES_MAX && expectedReward(policy) < ENOUGH) {
                int version = learner.version();
                for (SampledCrystal drawn : policy.sample(
                        BATCH,
                        SamplingSettings.DEFAULT,
                        new SplittableRandom(1000 * seed + version))) {
                    learner.scored(
                            "g",
                            sequence++,
                            new Experience(
                                    drawn.crystal(),
                                    version,
                                    drawn.logProb().total(),
                                    reward(drawn.crystal())));
                }
            }
            return learner.version();
        }
    }

    @Test
    void theSameRewardTakesLessThanHalfTheCandidates() {
        int without = 0;
        int with = 0;
        for (long seed = 1; seed <= 3; seed++) {
            without += batches(EliteSettings.NONE, seed);
            with += batches(new EliteSettings(10, 0.25, 0.1), seed);
        }
        assertThat(with).isPositive().isLessThan(without / 2);
    }
}
