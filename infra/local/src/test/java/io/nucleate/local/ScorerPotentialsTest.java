package io.nucleate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nucleate.schemas.Run;
import io.nucleate.schemas.RunSettings;
import io.nucleate.schemas.TestRuns;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Map;

class ScorerPotentialsTest {
    private static final String JUDGE = "NUCLEATE_SCORER_JUDGE_POTENTIAL";

    private static Run pessimistic(String second) {
        return RunSettings.with(
                TestRuns.of("run"),
                Map.of("scoring.pessimistic", "true", "scoring.secondPotential", second));
    }

    @Test
    void scorersOfAPessimisticRunGetItsSecondPotentialAsTheirJudge() throws IOException {
        assertThat(ScorerPotentials.of(TestRuns.of("run"), Map.of())).isEmpty();
        assertThat(ScorerPotentials.of(pessimistic("sevennet-0-11Jul2024"), Map.of()))
                .isEqualTo(Map.of("nucleate.scorer.judge.potential", "sevennet-0"));
        assertThat(ScorerPotentials.of(
                        pessimistic("sevennet-0-11Jul2024"), Map.of(JUDGE, "sevennet-0")))
                .as("scorers read the variable themselves")
                .isEmpty();
    }

    @Test
    void anotherOneIsRefused() {
        assertThatThrownBy(() -> ScorerPotentials.of(pessimistic("mine-1"), Map.of()))
                .hasMessageContaining("no second potential 'mine-1'")
                .hasMessageContaining(JUDGE);
        assertThatThrownBy(() -> ScorerPotentials.of(
                        pessimistic("sevennet-0-11Jul2024"), Map.of(JUDGE, "sevennet-l3i5")))
                .hasMessageContaining("sevennet-0-11Jul2024")
                .hasMessageContaining("unset it");
    }
}
