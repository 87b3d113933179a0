package io.nucleate.learner.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.learner.pretraining.LearningRate.Schedule;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LearningRateTest {
    @ParameterizedTest
    @EnumSource(Schedule.class)
    void risesThenNeverRisesAgain(Schedule schedule) {
        LearningRate rate = new LearningRate(2e-3, 10, schedule);
        assertThat(rate.at(0, 110)).isCloseTo(2e-4, within(1e-15));
        assertThat(rate.at(9, 110)).isCloseTo(2e-3, within(1e-15));
        assertThat(rate.at(10, 110)).isCloseTo(2e-3, within(1e-15));
        for (long step = 10; step < 109; step++) {
            assertThat(rate.at(step + 1, 110)).isBetween(0.0, rate.at(step, 110));
        }
    }

    /** Expects parts of the peak rate, half way and at 85 % of the way. */
    @ParameterizedTest
    @CsvSource({"CONSTANT, 1, 1", "COSINE, 0.5, 0.0545", "LINEAR, 0.5, 0.15", "TRAPEZOID, 1, 0.5"})
    void falls(Schedule schedule, double halfWay, double nearTheEnd) {
        LearningRate rate = new LearningRate(1, 100, schedule);
        assertThat(rate.at(600, 1100)).isCloseTo(halfWay, within(1e-12));
        assertThat(rate.at(950, 1100)).isCloseTo(nearTheEnd, within(1e-4));
    }

    @Test
    void mustBePositive() {
        assertThatThrownBy(() -> new LearningRate(0, 10, Schedule.COSINE))
                .hasMessageContaining("positive");
    }
}
