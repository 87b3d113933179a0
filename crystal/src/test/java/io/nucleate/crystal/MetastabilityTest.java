package io.nucleate.crystal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetastabilityTest {
    @ParameterizedTest
    @CsvSource({"-1, true", "0, true", "0.0999, true", "0.1, false", "Infinity, false", "NaN, false"
    })
    void theBoundItselfIsTooFar(double energyAboveHullEvPerAtom, boolean isWithin) {
        assertThat(Metastability.isWithin(energyAboveHullEvPerAtom)).isEqualTo(isWithin);
    }
}
