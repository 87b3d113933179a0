package io.nucleate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;

class FailureTallyTest {
    private final FailureTally tally = new FailureTally();

    private String report() {
        StringWriter words = new StringWriter();
        tally.report(new PrintWriter(words), "error: %d of %d inputs failed");
        return words.toString();
    }

    @Test
    void silentWhereNothingFailed() {
        tally.succeeded();
        assertThat(report()).isEmpty();
        assertThat(tally.exitCode()).isZero();
    }

    @Test
    void reasonsThatDifferInNumbersAloneAreOne() {
        tally.succeeded();
        tally.failed("a line 2", "a line 2: atom 0 is 0.02 away");
        tally.failed("a line 3", "a line 3: atom 12 is 1.5e-3 away");
        assertThat(report())
                .isEqualTo("error: 2 of 3 inputs failed: atom 0 is 0.02 away (first: a line 2)\n");
        assertThat(tally.exitCode()).isEqualTo(1);
    }

    @Test
    void theMostFrequentReasonsComeFirstAndTheRestIsCounted() {
        String[] reasons = {"one", "two", "two", "three", "three", "three", "four", "five"};
        for (int i = 0; i < reasons.length; i++) {
            tally.failed("x " + i, reasons[i]);
        }
        assertThat(report().lines())
                .containsExactly(
                        "error: 8 of 8 inputs failed",
                        "  3x three (first: x 3)",
                        "  2x two (first: x 1)",
                        "  1x one (x 0)",
                        "  2x other reasons");
    }
}
