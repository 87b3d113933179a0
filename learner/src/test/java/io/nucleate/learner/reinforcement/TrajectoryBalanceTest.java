package io.nucleate.learner.reinforcement;

import static org.assertj.core.api.Assertions.assertThat;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.policy.Policy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/** Learns a distribution that can be written down: twelve kinds of crystals. */
class TrajectoryBalanceTest {
    private static final List<Element> ELEMENTS =
            List.of(Element.Na, Element.K, Element.Cl, Element.Br);
    private static final PairToy TOY = new PairToy(ELEMENTS, TrajectoryBalanceTest::reward);
    private static final double TAU = 0.5;

    private static double reward(Crystal crystal) {
        int first = ELEMENTS.indexOf(crystal.sites().get(0).element());
        int second = ELEMENTS.indexOf(crystal.sites().get(1).element());
        return (first * 4 + second * 7) % 5 / 4.0;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16})
    void theLearnedDistributionIsTheOptimumWhateverTheAgeOfTheData(int age) {
        ReinforcementSettings settings = new ReinforcementSettings(
                Algorithm.TRAJECTORY_BALANCE, 64, 2, 3e-3, 0.2, 1, TAU, 16, 2, 0.99, 10, 2000, 1);
        try (Policy policy = TOY.policy(1);
                Policy pretrained = TOY.policy(1)) {
            double[] start = TOY.probabilities(pretrained);
            double[] optimum = TOY.optimum(start, TAU);
            assertThat(PairToy.totalVariation(start, optimum)).isGreaterThan(0.25);
            TOY.learn(settings, policy, pretrained, 120, age);
            assertThat(PairToy.totalVariation(TOY.probabilities(policy), optimum))
                    .isLessThan(0.05);
        }
    }
}
