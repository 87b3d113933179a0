package io.nucleate.crystal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChemicalFamilyTest {
    @ParameterizedTest
    @CsvSource({
        "Fe, element",
        "CaTiO3, oxide",
        "BiOCl, oxide",
        "NaCl, halide",
        "MoS2, chalcogenide",
        "GaAs, pnictide",
        "Ni3Al, intermetallic",
        "MgB2, other",
        "PdH, other"
    })
    void isThatOfTheMostElectronegativeElement(String formula, String family) {
        assertThat(ChemicalFamily.of(Composition.parse(formula)).word()).isEqualTo(family);
    }
}
