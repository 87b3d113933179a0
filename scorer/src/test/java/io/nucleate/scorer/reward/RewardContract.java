package io.nucleate.scorer.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.scorer.price.Price;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every reward must do; a new one adds a subclass. */
abstract class RewardContract {
    abstract Reward reward();

    /** Prices over the whole range that may occur, some of which make the reward abstain. */
    abstract List<Price> prices();

    @Test
    void isFiniteAndNoLessThanTheWorst() {
        for (Price price : prices()) {
            reward().of(price)
                    .value()
                    .ifPresent(value -> assertThat(value).isFinite().isGreaterThanOrEqualTo(reward().worst()));
        }
    }

    @Test
    void isTheSumOfItsTermsOrNamesTheGuard() {
        boolean abstained = false;
        boolean rewarded = false;
        for (Price price : prices()) {
            RewardValue value = reward().of(price);
            if (value.value().isPresent()) {
                double sum = value.terms().values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum();
                assertThat(value.value().getAsDouble()).isCloseTo(sum, within(1e-12));
                rewarded = true;
            } else {
                assertThat(value.guards()).isNotEmpty();
                abstained = true;
            }
        }
        assertThat(rewarded && abstained).as("samples cover both").isTrue();
    }

    @Test
    void isPure() {
        for (Price price : prices()) {
            assertThat(reward().of(price)).isEqualTo(reward().of(price));
        }
    }

    @Test
    void stoppedCrystalsAreWorthTheLeast() {
        RewardValue stopped = reward().stopped(List.of(Gates.SINGLE_ELEMENT));
        assertThat(stopped.value()).hasValue(reward().worst());
        assertThat(stopped.guards()).containsExactly(Gates.SINGLE_ELEMENT);
    }
}
