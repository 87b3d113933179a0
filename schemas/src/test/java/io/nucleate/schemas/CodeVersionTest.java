package io.nucleate.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CodeVersionTest {
    @Test
    void theBuildWroteItsVersion() {
        assertThat(CodeVersion.current())
                .matches("\\d+\\.\\d+\\.\\d+[^+ ]*(\\+[0-9a-f]{12}(-modified)?)?");
    }

    @Test
    void aTreeWithoutGitHasAVersionToo() {
        assertThat(CodeVersion.text("0.3.0", "", "")).isEqualTo("0.3.0");
        assertThat(CodeVersion.text("0.3.0", "1a2b3c4d5e6f", "false"))
                .isEqualTo("0.3.0+1a2b3c4d5e6f");
        assertThat(CodeVersion.text("0.3.0", "1a2b3c4d5e6f", "true"))
                .isEqualTo("0.3.0+1a2b3c4d5e6f-modified");
    }
}
