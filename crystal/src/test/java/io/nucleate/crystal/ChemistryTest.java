package io.nucleate.crystal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChemistryTest {
    @ParameterizedTest
    @CsvSource({
        "SrTiO3, OXIDE", "LaOF, OXIDE", "ZnS, OTHER_CHALCOGENIDE", "NaCl, HALIDE",
        "GaAs, PNICTIDE", "Cu3Au, INTERMETALLIC", "Fe, INTERMETALLIC", "SiC, OTHER",
        "MgB2, OTHER", "S, OTHER", "O2, OTHER"
    })
    void chemistryIsThatOfTheAnion(String formula, Chemistry chemistry) {
        assertThat(Chemistry.of(Composition.parse(formula))).isEqualTo(chemistry);
    }
}
