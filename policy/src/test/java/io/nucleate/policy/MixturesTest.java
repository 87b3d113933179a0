package io.nucleate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.SplittableRandom;

class MixturesTest {
    /**
     * I0(x) = 1/pi times the integral of exp(x cos t) over 0..pi. The published bound on the second
     * approximation, 1.9e-7 on a value of at least 0.3989, is 4.8e-7 in the logarithm.
     */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 1, 3.7, 3.75, 3.8, 10, 100, 3000})
    void besselAgreesWithItsIntegral(double x) {
        int steps = 200_000;
        double sum = 0;
        for (int i = 0; i < steps; i++) {
            sum += Math.exp(x * (Math.cos(Math.PI * (i + 0.5) / steps) - 1));
        }
        assertThat(Mixtures.logScaledBesselI0(x)).isCloseTo(Math.log(sum / steps), within(5e-7));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.5, 5, 200, 1e6})
    void vonMisesDrawsHaveTheMeanResultantLength(double concentration) {
        SplittableRandom random = new SplittableRandom(11);
        int draws = 40_000;
        double cosine = 0;
        double sine = 0;
        for (int i = 0; i < draws; i++) {
            double angle = Mixtures.drawVonMises(1.3, concentration, random) - 1.3;
            cosine += Math.cos(angle);
            sine += Math.sin(angle);
        }
        // The mean of cos is I1/I0, minus the derivative of -log(exp(-x) I0(x)) plus one.
        double h = 1e-4 * Math.max(1, concentration);
        double slope = (Mixtures.logScaledBesselI0(concentration + h)
                        - Mixtures.logScaledBesselI0(Math.max(0, concentration - h)))
                / (concentration + h - Math.max(0, concentration - h));
        assertThat(cosine / draws).isCloseTo(1 + slope, within(0.015));
        assertThat(sine / draws).isCloseTo(0, within(0.015));
    }

    @Test
    void topPKeepsTheLikeliestOnly() {
        SplittableRandom random = new SplittableRandom(12);
        double[] logits = {Math.log(0.5), Math.log(0.3), Math.log(0.2)};
        int[] counts = new int[3];
        for (int i = 0; i < 10_000; i++) {
            counts[Categorical.draw(logits, 1, 0.7, random)]++;
        }
        assertThat(counts[2]).isZero();
        assertThat(counts[0] / 10_000.0).isCloseTo(0.5 / 0.8, within(0.02));
    }
}
