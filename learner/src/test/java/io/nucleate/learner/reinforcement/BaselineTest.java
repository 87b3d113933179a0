package io.nucleate.learner.reinforcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.SpaceGroup;

import org.junit.jupiter.api.Test;

class BaselineTest {
    private static final SpaceGroup CUBIC = SpaceGroup.of(225);
    private static final SpaceGroup TRICLINIC = SpaceGroup.of(1);

    @Test
    void groupsHaveTheirOwnMeanAndRareOnesTheOverallOne() {
        Baseline baseline = new Baseline(0.999, 10);
        assertThat(baseline.expected(CUBIC)).isZero();
        for (int i = 0; i < 1000; i++) {
            baseline.add(CUBIC, -0.1);
            baseline.add(TRICLINIC, -1.9);
        }
        assertThat(baseline.expected(CUBIC)).isCloseTo(-0.1, within(0.05));
        assertThat(baseline.expected(TRICLINIC)).isCloseTo(-1.9, within(0.05));
        assertThat(baseline.expected(SpaceGroup.of(62))).isCloseTo(-1.0, within(0.01));
        baseline.add(SpaceGroup.of(62), 0);
        assertThat(baseline.expected(SpaceGroup.of(62))).isBetween(-0.95, -0.85);
    }

    @Test
    void theStateComesBack() {
        Baseline baseline = new Baseline(0.9, 5);
        baseline.add(CUBIC, 1);
        Baseline restored = new Baseline(0.9, 5);
        restored.restore(baseline.state());
        assertThat(restored.expected(CUBIC)).isEqualTo(baseline.expected(CUBIC));
    }
}
