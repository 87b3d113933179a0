package io.nucleate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import org.junit.jupiter.api.Test;

class DropoutTest {
    @Test
    void dropsItsRateAndKeepsTheMean() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray dropped = new Dropout(0.2, 5).apply(manager.ones(new Shape(101, 1001)));
            int zeros = 0;
            for (float value : dropped.toFloatArray()) {
                zeros += value == 0 ? 1 : 0;
                assertThat(value).isIn(0f, 1.25f);
            }
            assertThat(zeros / 101_101.0).isCloseTo(0.2, within(0.005));
        }
    }

    @Test
    void followsFromItsSeedAndChangesFromCallToCall() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray x = manager.ones(new Shape(7, 9));
            Dropout dropout = new Dropout(0.5, 5);
            float[] first = dropout.apply(x).toFloatArray();
            assertThat(dropout.apply(x).toFloatArray()).isNotEqualTo(first);
            assertThat(new Dropout(0.5, 5).apply(x).toFloatArray()).isEqualTo(first);
            assertThat(Dropout.NONE.apply(x)).isSameAs(x);
        }
    }

    @Test
    void theRateIsAFraction() {
        assertThatThrownBy(() -> new Dropout(1, 5)).hasMessageContaining("[0, 1)");
    }
}
