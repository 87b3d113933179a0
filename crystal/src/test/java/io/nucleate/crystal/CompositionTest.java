package io.nucleate.crystal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompositionTest {
    /** The right column is what the Materials Project prints. */
    @ParameterizedTest
    @CsvSource({
        "ClNa, NaCl",
        "O3Fe2, Fe2O3",
        "Na4Cl4, NaCl",
        "O4Ti2, TiO2",
        "C, C",
        "CaTiO3, CaTiO3",
        "Ba8Ti8O24, BaTiO3",
        "H2O, H2O",
        "NH3, H3N",
        "GaTe, GaTe",
        "LiFePO4, LiFePO4",
        "Zn(CoS2)2, ZnCo2S4",
        "Ca10(PO4)6(OH)2, Ca5P3HO13",
        "Li0.5CoO2, Li0.5CoO2",
        "XeF4, XeF4",
    })
    void printsTheReducedFormula(String given, String printed) {
        Composition composition = Composition.parse(given);
        assertThat(composition.reducedFormula()).isEqualTo(printed);
        assertThat(Composition.parse(printed).reducedFormula()).isEqualTo(printed);
    }

    @Test
    void countsAtoms() {
        Composition composition = Composition.parse("Ca10(PO4)6(OH)2");
        assertThat(composition.atomCount()).isEqualTo(44);
        assertThat(composition.amount(Element.O)).isEqualTo(26);
        assertThat(composition.amount(Element.Na)).isZero();
        assertThat(composition.fraction(Element.P)).isCloseTo(6 / 44.0, within(1e-15));
        assertThat(composition.elements())
                .containsExactly(Element.H, Element.O, Element.P, Element.Ca);
        assertThat(composition)
                .isEqualTo(Composition.parse("(Ca5(PO4)3OH)2"))
                .isNotEqualTo(Composition.parse("Ca5(PO4)3OH"));
        assertThat(Composition.of(Element.Fe)).hasToString("Fe");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Xx2 | unknown element 'Xx'",
                "na  | cannot read formula 'na' at 'na'",
                "Na. | cannot read formula 'Na.' at '.'",
                "Na Cl | at ' Cl'",
                "(NaCl | leaves a parenthesis open",
                "NaCl) | closes a parenthesis it did not open",
                "''  | has no atoms",
                "Na0 | has no atoms",
            })
    void refusesWhatIsNoFormula(String formula, String reason) {
        assertThatThrownBy(() -> Composition.parse(formula))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void refusesAmountsThatAreNoNumbers() {
        assertThatThrownBy(() -> new Composition.Builder().add(Element.H, -1))
                .hasMessageContaining("amount -1.0 of H");
        assertThatThrownBy(() -> new Composition.Builder().add(Element.H, Double.NaN))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> new Composition.Builder().build())
                .hasMessageContaining("at least one element");
    }
}
