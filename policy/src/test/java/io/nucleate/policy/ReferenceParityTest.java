package io.nucleate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.nucleate.crystal.Crystal;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.List;

/**
 * Log-probabilities by part of 80 crystals from 60 space groups, computed in double precision by
 * the authors' code v0.4.2.
 */
class ReferenceParityTest {
    @ParameterizedTest
    @ValueSource(strings = {"tiny", "wide"})
    void everyPartOfEveryCrystalAgrees(String fixture) throws IOException {
        JsonNode expected = Fixtures.json(fixture).get("crystals");
        List<Crystal> crystals = Fixtures.crystals(fixture);
        try (Policy policy = Fixtures.policy(fixture)) {
            List<LogProb> actual = policy.logProb(crystals);
            assertThat(actual).hasSize(80);
            for (int i = 0; i < actual.size(); i++) {
                JsonNode parts = expected.get(i).get("log_prob");
                assertClose(i, "wyckoff", actual.get(i).wyckoff(), parts);
                assertClose(i, "element", actual.get(i).element(), parts);
                assertClose(i, "coordinate", actual.get(i).coordinate(), parts);
                assertClose(i, "lattice", actual.get(i).lattice(), parts);
            }
        }
    }

    private static void assertClose(int crystal, String part, double actual, JsonNode parts) {
        double expected = parts.get(part).asDouble();
        assertThat(Math.abs(actual - expected))
                .as("%s of crystal %d: %s instead of %s", part, crystal, actual, expected)
                .isLessThanOrEqualTo(1e-4 + 1e-5 * Math.abs(expected));
    }
}
