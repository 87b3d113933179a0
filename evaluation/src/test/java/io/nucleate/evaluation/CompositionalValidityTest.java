package io.nucleate.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.OxidationStates;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

class CompositionalValidityTest {
    @ParameterizedTest
    @CsvSource({
        "NaCl, true", // +1 -1
        "NaCl2, false",
        "Fe2O3, true",
        "Fe3O4, false", // needs iron in two states at once
        "SrTiO3, true",
        "Cu3Au, true", // an alloy
        "Si, true", // an element
        "OF2, true", // oxygen as the cation
        "O2F, false",
        "HeO, false" // no oxidation states
    })
    void knowsTheRules(String formula, boolean valid) {
        assertThat(CompositionalValidity.holds(Composition.parse(formula))).isEqualTo(valid);
    }

    /**
     * Compares with smact.screening.smact_validity on compositions of the Materials Project and
     * random ones.
     */
    @Test
    void agreesWithSmact() throws IOException {
        List<String> lines;
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                getClass().getResourceAsStream("smact-validity.csv"), StandardCharsets.UTF_8))) {
            lines = reader.lines().filter(line -> !line.startsWith("#")).toList();
        }
        assertThat(lines).hasSizeGreaterThan(500);
        assertThat(lines.stream().filter(line -> line.endsWith("false"))).hasSizeGreaterThan(100);
        for (String line : lines) {
            String[] columns = line.split(",");
            assertThat(CompositionalValidity.holds(Composition.parse(columns[0])))
                    .as(columns[0])
                    .isEqualTo(Boolean.parseBoolean(columns[1]));
        }
    }

    @Test
    void tableHasMetalsAndStates() {
        assertThat(OxidationStates.of(Element.Na)).contains(1);
        assertThat(OxidationStates.isMetal(Element.Na)).isTrue();
        assertThat(OxidationStates.isMetal(Element.O)).isFalse();
        assertThat(OxidationStates.of(Element.He)).isEmpty();
    }
}
