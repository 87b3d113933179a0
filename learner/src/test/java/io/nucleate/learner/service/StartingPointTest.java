package io.nucleate.learner.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Optional;

class StartingPointTest {
    @ParameterizedTest(name = "checkpoint {0}, published {1}: {2}")
    @CsvSource({
        ", , START",
        ", 0, START",
        ", 7, PUBLISHED",
        "7, , CHECKPOINT",
        "7, 6, CHECKPOINT",
        "7, 7, CHECKPOINT",
        "6, 7, PREDECESSOR",
        "5, 7, PUBLISHED"
    })
    void theTableHolds(Integer checkpoint, Integer published, StartingPoint expected) {
        assertThat(StartingPoint.of(
                        Optional.ofNullable(checkpoint), Optional.ofNullable(published)))
                .isEqualTo(expected);
    }
}
