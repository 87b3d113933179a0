package io.nucleate.learner.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Optional;

class StartingPointTest {
    @ParameterizedTest(name = "checkpoint {0}, published {1}, same weights {2}: {3}")
    @CsvSource({
        ", , false, START",
        ", 0, false, START",
        ", 7, false, PUBLISHED",
        "7, , false, CHECKPOINT",
        "7, 6, false, CHECKPOINT",
        "7, 7, true, CHECKPOINT",
        "7, 7, false, PUBLISHED",
        "6, 7, false, PREDECESSOR",
        "5, 7, false, PUBLISHED"
    })
    void theTableHolds(
            Integer checkpoint, Integer published, boolean isSame, StartingPoint expected) {
        assertThat(StartingPoint.of(
                        Optional.ofNullable(checkpoint), Optional.ofNullable(published), isSame))
                .isEqualTo(expected);
    }
}
