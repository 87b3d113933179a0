package io.nucleate.scorer.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nucleate.crystal.Composition;
import io.nucleate.scorer.hull.ConvexHull.Decomposition;
import io.nucleate.scorer.potential.Prediction;
import io.nucleate.scorer.price.Price;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EhullRewardTest extends RewardContract {
    private static final double HULL_EV = -1.5;

    @Override
    Reward reward() {
        return Rewards.named("ehull", EhullReward.Settings.DEFAULT);
    }

    @Override
    List<Price> prices() {
        List<Price> prices = new ArrayList<>();
        for (int phases = 0; phases < 4; phases++) {
            for (double energyAboveHull = -4; energyAboveHull < 200; energyAboveHull = energyAboveHull * 1.1 + 0.41) {
                prices.add(price("NaCl", energyAboveHull, phases));
            }
        }
        return prices;
    }

    private static Price price(String formula, double energyAboveHullEv, int knownPhases) {
        return new Price(
                Composition.parse(formula),
                new Prediction(-3, new double[0][], new double[0][], new double[0], new double[0][]),
                HULL_EV + energyAboveHullEv,
                new Decomposition(HULL_EV, Map.of("NaCl", 1.0), knownPhases));
    }

    @Test
    void fallsWithTheDistanceToTheHullDownToTheCap() {
        assertThat(reward().of(price("NaCl", 0.25, 1)).value()).hasValue(-0.25);
        assertThat(reward().of(price("NaCl", 7, 1)).value()).hasValue(-2);
        assertThat(reward().of(price("NaCl", 0, 1)).value().getAsDouble()).isZero();
    }

    @Test
    void isFlooredAtTheHull() {
        assertThat(reward().of(price("NaCl", -0.3, 1)).value().getAsDouble()).isZero();
    }

    @Test
    void abstainsOnSparseHulls() {
        assertThat(reward().of(price("NaCl", 0, 0))).isEqualTo(RewardValue.abstain(EhullReward.SPARSE_REFERENCE));
        assertThat(reward().of(price("LiFePO4", 0.1, 2)).guards()).containsExactly(EhullReward.SPARSE_REFERENCE);
        assertThat(reward().of(price("LiFePO4", 0.1, 3)).guards()).isEmpty();
        Reward everyHull = new EhullReward(new EhullReward.Settings(2, 0, 0.5));
        assertThat(everyHull.of(price("NaCl", 0.25, 0)).value()).hasValue(-0.25);
    }

    @Test
    void abstainsOnEnergiesNoCrystalHas() {
        assertThat(reward().of(price("NaCl", -0.6, 5))).isEqualTo(RewardValue.abstain(EhullReward.IMPLAUSIBLE_ENERGY));
    }

    @Test
    void refusesNonsense() {
        assertThatThrownBy(() -> new EhullReward.Settings(0, 1, 0.5)).hasMessageContaining("cap");
        assertThatThrownBy(() -> Rewards.named("hardness", EhullReward.Settings.DEFAULT))
                .hasMessageContaining("hardness")
                .hasMessageContaining("ehull");
    }
}
