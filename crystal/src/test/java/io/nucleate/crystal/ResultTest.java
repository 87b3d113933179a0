package io.nucleate.crystal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class ResultTest {
    private static final Result<Integer> BROKEN = Result.failure("broken", "it fell");

    @Test
    void functionsApplyToValuesAndLeaveFailuresAlone() {
        assertThat(Result.success(2).map(n -> "n" + n)).isEqualTo(Result.success("n2"));
        assertThat(BROKEN.map(n -> "n" + n)).isEqualTo(Result.failure("broken", "it fell"));
        assertThat(Result.success(2).flatMap(n -> Result.failure("odd", "it is " + n)))
                .isEqualTo(Result.failure("odd", "it is 2"));
    }

    @Test
    void aFailureSaysWhyThereIsNoValue() {
        assertThat(Result.success(2).orElseThrow()).isEqualTo(2);
        assertThat(BROKEN.toOptional()).isEmpty();
        assertThatThrownBy(BROKEN::orElseThrow)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("it fell");
    }

    @Test
    void aBatchIsGivenTheValuesOnlyAndFailuresKeepTheirPlaces() {
        List<List<Integer>> batches = new ArrayList<>();
        List<Result<Integer>> halves = Result.flatMapAll(
                List.of(Result.success(4), BROKEN, Result.success(3), Result.success(8)),
                numbers -> {
                    batches.add(numbers);
                    return numbers.stream()
                            .map(n -> n % 2 == 0
                                    ? Result.success(n / 2)
                                    : Result.<Integer>failure("odd", n + " is odd"))
                            .toList();
                });
        assertThat(batches).containsExactly(List.of(4, 3, 8));
        assertThat(halves)
                .containsExactly(
                        Result.success(2),
                        BROKEN,
                        Result.failure("odd", "3 is odd"),
                        Result.success(4));
        assertThat(Result.values(halves)).containsExactly(2, 4);
    }

    @Test
    void aBatchIsNotAskedForNothing() {
        assertThat(Result.mapAll(List.of(BROKEN), numbers -> {
                    throw new AssertionError("asked for nothing");
                }))
                .containsExactly(Result.failure("broken", "it fell"));
    }
}
