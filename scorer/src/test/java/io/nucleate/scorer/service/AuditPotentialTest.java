package io.nucleate.scorer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

class AuditPotentialTest {
    private static final String CHGNET = "chgnet-0.3.0";
    private static final String SEVENNET = "sevennet-0-11Jul2024";
    private static final String L3I5 = "sevennet-l3i5-12Dec2024";

    @Test
    void oneThatDoesNotPayIsChosen() throws IOException {
        assertThat(chosen(CHGNET)).contains("sevennet-0");
        assertThat(chosen(SEVENNET)).contains("sevennet-l3i5");
        assertThat(chosen(CHGNET, SEVENNET)).contains("sevennet-l3i5");
        assertThat(chosen(SEVENNET, L3I5)).contains("chgnet");
    }

    private static Optional<String> chosen(String... paying) throws IOException {
        return AuditPotential.of(Optional.empty(), List.of(paying));
    }

    @Test
    void whatWasAskedForIsTakenUnlessItPays() throws IOException {
        Optional<String> asked = Optional.of("sevennet-l3i5");
        assertThat(AuditPotential.of(asked, List.of(CHGNET))).isEqualTo(asked);
        assertThat(AuditPotential.of(Optional.of("none"), List.of(CHGNET))).isEmpty();
        assertThatThrownBy(() -> AuditPotential.of(asked, List.of(CHGNET, L3I5)))
                .hasMessageContaining("pays no run")
                .hasMessageContaining(L3I5)
                .hasMessageContaining("nucleate.scorer.audit-potential");
        assertThatThrownBy(() -> AuditPotential.of(Optional.of("other"), List.of(CHGNET)))
                .hasMessageContaining("unknown potential 'other'");
    }
}
