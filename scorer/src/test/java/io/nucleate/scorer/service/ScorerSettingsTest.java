package io.nucleate.scorer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nucleate.energy.hull.HullGuards;
import io.nucleate.scorer.reward.FomReward;
import io.nucleate.scorer.reward.Gates;
import io.nucleate.scorer.reward.RewardSettings;
import io.nucleate.scorer.reward.Rewards;
import io.nucleate.scorer.reward.StabilityWeight;
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
    void withoutAnySettingTheDefaultsHold() {
        ScorerSettings settings = settings(Map.of());
        assertThat(settings.reward()).isEqualTo("ehull");
        assertThat(settings.toRewardSettings()).isEqualTo(RewardSettings.DEFAULT);
        assertThat(settings.gates().toGates()).isEqualTo(Gates.DEFAULT);
    }

    @Test
    void everySettingOfRewardsIsRead() {
        ScorerSettings settings = settings(Map.of(
                "nucleate.scorer.reward", "ehull + 0.2*target(band-gap, 1.4, 0.3) if density < 6",
                "nucleate.scorer.ehull.cap-ev-per-atom", "1",
                "nucleate.scorer.ehull.phases-per-further-element", "2",
                "nucleate.scorer.ehull.below-hull-max-ev-per-atom", "0.25",
                "nucleate.scorer.stability.all-below-ev-per-atom", "0.05",
                "nucleate.scorer.stability.nothing-above-ev-per-atom", "0.5",
                "nucleate.scorer.fom.unit-ev", "5",
                "nucleate.scorer.fom.cap-ev", "40",
                "nucleate.scorer.target-cap", "4",
                "nucleate.scorer.deviations", "2"));
        RewardSettings expected = new RewardSettings(
                1,
                new HullGuards(2, 0.25),
                new StabilityWeight(0.05, 0.5),
                new FomReward.Settings(5, 40),
                4,
                2);
        assertThat(settings.toRewardSettings()).isEqualTo(expected);
        assertThat(Rewards.of(settings.reward(), expected).name()).isEqualTo(settings.reward());
    }

    @Test
    void propertiesAndTheirReadoutsAreLists() {
        assertThat(settings(Map.of()).properties()).isEmpty();
        ScorerSettings settings = settings(Map.of(
                "nucleate.scorer.properties", "band-gap,dielectric",
                "nucleate.scorer.readouts", "gap.safetensors,other/eps.safetensors"));
        assertThat(settings.properties()).contains(List.of("band-gap", "dielectric"));
        assertThat(settings.readouts())
                .contains(List.of("gap.safetensors", "other/eps.safetensors"));
    }

    @Test
    void aMisspeltSettingStopsTheStart() {
        assertThatThrownBy(() -> settings(Map.of("nucleate.scorer.stability.all-below", "0.05")))
                .hasMessageContaining("nucleate.scorer.stability.all-below");
    }
}
