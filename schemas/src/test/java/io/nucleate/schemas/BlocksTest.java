package io.nucleate.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Map;

class BlocksTest {
    private static Run run(String... settings) {
        return RunSettings.with(
                TestRuns.of("run"), Map.of("deterministic", "true", settings[0], settings[1]));
    }

    @Test
    void aBlockHoldsWhatTheLearnerAwaitsInWholeSamplingBatches() {
        assertThat(Blocks.of(TestRuns.of("run"))).isEmpty();
        assertThat(Blocks.of(run("learning.batchSize", "100"))).contains(new Blocks(128));
        assertThat(Blocks.of(run("learning.window", "500"))).contains(new Blocks(512));
    }
}
