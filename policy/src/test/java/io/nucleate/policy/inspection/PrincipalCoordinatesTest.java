package io.nucleate.policy.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.Random;

class PrincipalCoordinatesTest {
    @Test
    void distancesInTheWidestDirectionsAreKept() {
        Random random = new Random(1);
        int n = 12;
        double[][] points = new double[n][];
        for (int i = 0; i < n; i++) {
            points[i] = new double[] {5 + 9 * random.nextGaussian(), 3 * random.nextGaussian()};
        }
        double[][] products = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                products[i][j] = points[i][0] * points[j][0] + points[i][1] * points[j][1];
            }
        }
        double[][] found = PrincipalCoordinates.of(products, 3);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                assertThat(Math.hypot(found[i][0] - found[j][0], found[i][1] - found[j][1]))
                        .isCloseTo(
                                Math.hypot(
                                        points[i][0] - points[j][0], points[i][1] - points[j][1]),
                                within(1e-6));
            }
            assertThat(found[i][2]).as("there is no third").isCloseTo(0, within(1e-3));
        }
    }
}
