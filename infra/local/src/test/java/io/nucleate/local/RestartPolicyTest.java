package io.nucleate.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class RestartPolicyTest {
    private static final Duration QUICK = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofMinutes(2);

    private final RestartPolicy policy = new RestartPolicy(true);

    @Test
    void waitsLongerAfterEachQuickDeathThenGivesUp() {
        Duration previous = Duration.ZERO;
        for (int death = 1; death < RestartPolicy.QUICK_DEATHS_MAX; death++) {
            Duration wait = policy.died(QUICK).orElseThrow();
            assertThat(wait).isGreaterThan(previous);
            previous = wait;
        }
        assertThat(policy.died(QUICK)).isEmpty();
    }

    @Test
    void longLifeForgives() {
        for (int i = 0; i < 100; i++) {
            assertThat(policy.died(QUICK)).isPresent();
            assertThat(policy.died(LONG))
                    .hasValueSatisfying(wait -> assertThat(wait).isLessThan(Duration.ofSeconds(1)));
        }
    }

    @Test
    void whatIsNotNeededIsTriedForEver() {
        RestartPolicy notNeeded = new RestartPolicy(false);
        for (int death = 0; death < 1000; death++) {
            assertThat(notNeeded.died(QUICK)).hasValueSatisfying(wait -> assertThat(wait)
                    .isLessThanOrEqualTo(Duration.ofSeconds(64)));
        }
        assertThat(notNeeded.isHopeless()).isTrue();
    }
}
