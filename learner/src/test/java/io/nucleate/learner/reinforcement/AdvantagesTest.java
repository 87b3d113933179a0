package io.nucleate.learner.reinforcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.TestCrystals;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The formulas with numbers. Where a crystal's density is the anchor's, the ratio is 1 and a
 * surrogate's value is the weighted advantage.
 */
class AdvantagesTest {
    private static final Offset<Double> TOLERANCE = within(1e-6);
    private static final Crystal SALT = TestCrystals.rockSalt(Element.Na, Element.Cl, 5.64);
    private static final Crystal OTHER =
            new Crystal(SpaceGroup.of(221), SALT.lattice(), SALT.sites());

    /** Five crystals, the last of another group, with rewards of 0, 1, 2, 5 and 7. */
    private static final double[] REWARDS = {0, 1, 2, 5, 7};

    private static final double[] PROXIMAL = {-3, -3, -3, -3, -3};

    /** ln(p_proximal/p_pretrained) is 2 for the second crystal. */
    private static final double[] REFERENCE = {-3, -5, -3, -3, -3};

    private static final double TAU = 0.5;

    private static List<Experience> batch(double behaviour) {
        List<Experience> batch = new ArrayList<>();
        for (int i = 0; i < REWARDS.length; i++) {
            batch.add(new Experience(i < 4 ? SALT : OTHER, 0, behaviour, REWARDS[i]));
        }
        return batch;
    }

    private static LearningRule rule(Algorithm algorithm) {
        return algorithm.rule(new ReinforcementSettings(
                algorithm, 5, 1, 1e-3, 0.2, 1, TAU, 16, 2, 0.99, 10, 2000, 1));
    }

    /** Values of the surrogate of a batch where the policy has certain densities. */
    private static double[] values(LearningRule rule, double behaviour, double... logProb) {
        return values(rule, behaviour, List.of(), logProb);
    }

    /** @param passedOver what was priced beside the batch */
    private static double[] values(
            LearningRule rule, double behaviour, List<Experience> passedOver, double... logProb) {
        List<Experience> batch = batch(behaviour);
        List<Experience> window =
                Stream.concat(batch.stream(), passedOver.stream()).toList();
        double[] excess = Arrays.copyOf(rule.excess(window), batch.size());
        LearningRule.Surrogate surrogate =
                rule.surrogate(batch, excess, new PolicyTraining.Densities(PROXIMAL, REFERENCE));
        rule.count(window);
        surrogate.beginStep(() -> logProb);
        float[] densities = new float[logProb.length];
        for (int i = 0; i < densities.length; i++) {
            densities[i] = (float) logProb[i];
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] values = surrogate
                    .of(
                            manager.create(densities),
                            IntStream.range(0, densities.length).toArray())
                    .toFloatArray();
            return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
        }
    }

    @Test
    void ppoComparesWithOneRunningMeanThatBeginsWithTheFirstBatch() {
        LearningRule rule = rule(Algorithm.PPO);
        assertThat(rule.baseline()).isEmpty();
        // The mean is 3, and the KL term takes 1 from the second.
        assertThat(values(rule, -3, PROXIMAL))
                .containsExactly(new double[] {-3, -3, -1, 2, 4}, TOLERANCE);
        rule.restore(new double[] {10});
        assertThat(values(rule, -3, PROXIMAL)[0]).isCloseTo(-(0.95 * 10 + 0.05 * 3), TOLERANCE);
        assertThat(rule.baseline()).containsExactly(0.95 * 10 + (1 - 0.95) * 3);
    }

    /** Neither weight nor floor: a bad crystal that has become e² times likelier costs as much. */
    @Test
    void ppoHasThePlainClip() {
        double likelier = -3 + 2;
        double[] values =
                values(rule(Algorithm.PPO), -3, likelier, likelier, likelier, likelier, likelier);
        double ratio = Math.exp(2);
        assertThat(values)
                .containsExactly(
                        new double[] {-3 * ratio, -3 * ratio, -ratio, 2 * 1.2, 4 * 1.2},
                        within(1e-4));
    }

    @Test
    void naiveIsAsNucleateWhereTheCrystalsAreFresh() {
        assertThat(values(counted(Algorithm.NAIVE), -3, PROXIMAL))
                .containsExactly(values(counted(Algorithm.NUCLEATE), -3, PROXIMAL), TOLERANCE);
    }

    /** Crystals that have become likelier or rarer since they were drawn, and no gradient step. */
    @Test
    void naiveClipsAroundThePolicyThatDrewTheCrystals() {
        double[] advantages = values(counted(Algorithm.NUCLEATE), -3, PROXIMAL);
        double good = advantages[4];
        double bad = advantages[0];
        assertThat(bad).isNegative();
        double[] likelier = values(counted(Algorithm.NAIVE), -3 - 1, PROXIMAL);
        assertThat(likelier[4]).isCloseTo(1.2 * good, within(1e-5));
        assertThat(likelier[0]).isCloseTo(Math.E * bad, within(1e-5));
        double[] rarer = values(counted(Algorithm.NAIVE), -3 + 1, PROXIMAL);
        assertThat(rarer[4]).isCloseTo(good / Math.E, within(1e-5));
        assertThat(rarer[0]).isCloseTo(0.8 * bad, within(1e-5));
        // The floor.
        assertThat(values(counted(Algorithm.NAIVE), -3 - 2, PROXIMAL)[0])
                .isCloseTo(3 * bad, within(1e-5));
    }

    /** A rule that has seen a batch, so that some rewards are less than it expects. */
    private static LearningRule counted(Algorithm algorithm) {
        LearningRule rule = rule(algorithm);
        rule.count(batch(-3));
        return rule;
    }

    @Test
    void groupRelativeComparesWithinAGroupAndALonelyCrystalWithTheBatch() {
        // Less KL, the first group has 0, 0, 2 and 5: mean 1.75, variance 4.1875; all of them have
        // mean 2.8 and variance 7.76.
        double std = Math.sqrt(4.1875);
        double[] advantages = {
            -1.75 / std, -1.75 / std, 0.25 / std, 3.25 / std, 4.2 / Math.sqrt(7.76)
        };
        assertThat(values(rule(Algorithm.GROUP_RELATIVE), -3, PROXIMAL))
                .containsExactly(advantages, TOLERANCE);
    }

    @Test
    void leaveOneOutComparesWithTheOthers() {
        double[] advantages = {-14 / 4.0, -14 / 4.0, 2 - 12 / 4.0, 5 - 9 / 4.0, 7 - 7 / 4.0};
        assertThat(values(rule(Algorithm.LEAVE_ONE_OUT), -3, PROXIMAL))
                .containsExactly(advantages, TOLERANCE);
    }

    /** Half as likely under the behaviour policy: the weight is 2, and no more if still less. */
    @Test
    void theDecoupledFormWeighsWhatTheBehaviourPolicyRarelyDrew() {
        double once = values(rule(Algorithm.LEAVE_ONE_OUT), -3, PROXIMAL)[4];
        assertThat(values(rule(Algorithm.LEAVE_ONE_OUT), -3 - Math.log(1.5), PROXIMAL)[4])
                .isCloseTo(1.5 * once, within(1e-5));
        assertThat(values(rule(Algorithm.LEAVE_ONE_OUT), -9, PROXIMAL)[4])
                .isCloseTo(2 * once, within(1e-5));
    }

    /** Whoever drew the crystals: the values do not depend on the behaviour policy. */
    @Test
    void trajectoryBalanceSquaresTheDistanceToThePeersMean() {
        // tau ln(p/p_pretrained) − r is 0, 0, −2, −5 in the first group, and −7.
        double[] excess = {1.75, 1.75, -0.25, -3.25, -4.2};
        double[] values = IntStream.range(0, excess.length)
                .mapToDouble(i -> -excess[i] * excess[i] / (2 * TAU))
                .toArray();
        assertThat(values(rule(Algorithm.TRAJECTORY_BALANCE), -3, PROXIMAL))
                .containsExactly(values, within(1e-4));
        assertThat(values(rule(Algorithm.TRAJECTORY_BALANCE), -30, PROXIMAL))
                .containsExactly(values, within(1e-4));
    }

    /** The best goes with the worst; the last crystal has no other of its group to go with. */
    @Test
    void preferencesPairTheBestWithTheWorstOfAGroup() {
        // The margins are 0, and −2 of the second pair, whose worse crystal gained 2 nats.
        double slope = 2 / (1 + Math.exp(-TAU * 2));
        assertThat(factors(Algorithm.DPO))
                .containsExactly(new double[] {-2.5, -2.5 * slope, 2.5 * slope, 2.5, 0}, TOLERANCE);
        assertThat(factors(Algorithm.IPO))
                .containsExactly(new double[] {-2.5, -2.5 * 3, 2.5 * 3, 2.5, 0}, TOLERANCE);
    }

    @Test
    void supervisedLearnsFromTheBestQuarter() {
        assertThat(factors(Algorithm.SUPERVISED))
                .containsExactly(new double[] {0, 0, 0, 2.5, 2.5}, TOLERANCE);
    }

    /** What the log-densities are multiplied with, whoever drew the crystals. */
    private static double[] factors(Algorithm algorithm) {
        double[] values = values(rule(algorithm), -30, PROXIMAL);
        return IntStream.range(0, values.length)
                .mapToDouble(i -> values[i] / PROXIMAL[i])
                .toArray();
    }

    /** The optimum costs nothing: p = p_pretrained exp(r/tau)/Z, whatever Z is. */
    @Test
    void trajectoryBalanceIsAtRestWhereThePolicyIsTheOptimum() {
        double[] optimum = new double[5];
        for (int i = 0; i < optimum.length; i++) {
            optimum[i] = REFERENCE[i] + REWARDS[i] / TAU - 4;
        }
        assertThat(values(rule(Algorithm.TRAJECTORY_BALANCE), -3, optimum))
                .containsExactly(new double[5], within(1e-6));
    }

    /** Two more of the first group, with rewards of 4 and 6; the KL term is that of the batch. */
    private static final List<Experience> PASSED_OVER =
            List.of(new Experience(SALT, 0, -3, 4), new Experience(SALT, 0, -3, 6));

    /** The mean of all seven is 25/7, that of the chosen 3. */
    @Test
    void rewardsAreComparedWithAllThatWasPriced() {
        double mean = 25.0 / 7;
        LearningRule ppo = rule(Algorithm.PPO);
        assertThat(values(ppo, -3, PASSED_OVER, PROXIMAL))
                .containsExactly(
                        new double[] {-mean, -mean, 2 - mean, 5 - mean, 7 - mean}, TOLERANCE);
        assertThat(ppo.baseline()).containsExactly(new double[] {mean}, within(1e-12));
        // Less the mean KL term of the others of the batch, 1/4 for all but the second.
        double[] advantages = IntStream.range(0, REWARDS.length)
                .mapToDouble(i -> REWARDS[i] - (25 - REWARDS[i]) / 6 + (i == 1 ? -1 : 0.25))
                .toArray();
        assertThat(values(rule(Algorithm.LEAVE_ONE_OUT), -3, PASSED_OVER, PROXIMAL))
                .containsExactly(advantages, within(1e-5));
    }

    /** Within the group the mean reward is 18/6, and the mean KL term of the chosen 1/4. */
    @Test
    void groupRelativeComparesRewardsWithAllOfTheGroupThatWasPriced() {
        double[] unscaled = {-2.75, -2.75, -0.75, 2.25};
        double std = Math.sqrt(Arrays.stream(unscaled).map(a -> a * a).sum() / 4);
        double[] values = values(rule(Algorithm.GROUP_RELATIVE), -3, PASSED_OVER, PROXIMAL);
        assertThat(Arrays.copyOf(values, 4))
                .containsExactly(Arrays.stream(unscaled).map(a -> a / std).toArray(), TOLERANCE);
    }

    @Test
    void theRunningMeansOfSpaceGroupsTakeAllThatWasPriced() {
        LearningRule rule = rule(Algorithm.NUCLEATE);
        Baseline expected = new Baseline(0.99, 10);
        values(rule, -3, PASSED_OVER, PROXIMAL);
        Stream.concat(batch(-3).stream(), PASSED_OVER.stream())
                .forEach(one -> expected.add(one.crystal().spaceGroup(), one.reward()));
        assertThat(rule.baseline()).containsExactly(expected.state());
    }
}
