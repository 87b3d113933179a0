package io.nucleate.crystal.matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Random;

class LinearAssignmentTest {
    @Test
    void isTheCheapestOfAllPermutations() {
        Random random = new Random(3);
        for (int round = 0; round < 300; round++) {
            int n = 1 + random.nextInt(6);
            double[][] cost = new double[n + 1][n + 1];
            for (double[] row : cost) {
                Arrays.setAll(
                        row,
                        j -> random.nextInt(4) == 0
                                ? Double.POSITIVE_INFINITY
                                : random.nextDouble());
            }
            double expected = cheapest(cost, n, 0, new boolean[n]);
            int[] columns = LinearAssignment.solve(cost, n);
            if (expected == Double.POSITIVE_INFINITY) {
                assertThat(columns).isNull();
            } else {
                double sum = 0;
                for (int i = 0; i < n; i++) {
                    sum += cost[i][columns[i]];
                }
                assertThat(columns).doesNotHaveDuplicates();
                assertThat(sum).isCloseTo(expected, within(1e-12));
            }
        }
    }

    private static double cheapest(double[][] cost, int n, int row, boolean[] taken) {
        if (row == n) {
            return 0;
        }
        double cheapest = Double.POSITIVE_INFINITY;
        for (int j = 0; j < n; j++) {
            if (!taken[j]) {
                taken[j] = true;
                cheapest = Math.min(cheapest, cost[row][j] + cheapest(cost, n, row + 1, taken));
                taken[j] = false;
            }
        }
        return cheapest;
    }
}
