package io.nucleate.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.nucleate.policy.SamplingSettings;
import io.nucleate.schemas.RunSampling;

import org.junit.jupiter.api.Test;

class SamplingRecordsTest {
    @Test
    void whatIsNotSetDrawsAsThePolicySays() {
        assertThat(SamplingRecords.draws(SamplingRecords.standard()))
                .isEqualTo(SamplingSettings.DEFAULT);
    }

    @Test
    void allButTheFirstElementFollowTheGeneralTemperatureUnlessTheyHaveTheirOwn() {
        RunSampling warm = SamplingRecords.standard();
        warm.setTemperature(1.2);
        assertThat(SamplingRecords.draws(warm))
                .isEqualTo(SamplingSettings.at(1.2).withFirstElement(1));
        warm.setElementTemperature(0.8);
        warm.setCoordinateTemperature(0.5);
        warm.setLatticeTemperature(0.7);
        assertThat(SamplingRecords.draws(warm))
                .isEqualTo(new SamplingSettings(1.2, 1, 0.8, 0.5, 0.7, 1));
    }
}
