package io.nucleate.scorer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class ScorerSettingsTest {
    private static ScorerSettings settings(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withMapping(ScorerSettings.class)
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .build()
                .getConfigMapping(ScorerSettings.class);
    }

    @Test
    void readoutsAreAList() {
        assertThat(settings(Map.of()).readouts()).isEmpty();
        ScorerSettings settings = settings(
                Map.of("nucleate.scorer.readouts", "gap.safetensors,other/eps.safetensors"));
        assertThat(settings.readouts())
                .contains(List.of("gap.safetensors", "other/eps.safetensors"));
    }

    @Test
    void aMisspeltSettingStopsTheStart() {
        assertThatThrownBy(() -> settings(Map.of("nucleate.scorer.batch-sise", "8")))
                .hasMessageContaining("nucleate.scorer.batch-sise");
    }
}
