package io.nucleate.scorer.hull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Composition;
import org.junit.jupiter.api.Test;

class ElementalReferencesTest {
    @Test
    void formationEnergyIsTheEnergyMinusTheMeanOfTheReferences() {
        ElementalReferences mp = ElementalReferences.named("mp");
        Composition silverAluminide = Composition.parse("Ag3Al");
        double mean = 0.75 * -2.832556 + 0.25 * -3.745576;
        assertThat(mp.formationEnergyPerAtomEv(silverAluminide, mean - 0.2)).isCloseTo(-0.2, within(1e-12));
        assertThat(ElementalReferences.named("chgnet").formationEnergyPerAtomEv(silverAluminide, -3))
                .isCloseTo(-3 + 0.75 * 2.814 + 0.25 * 3.742, within(1e-12));
    }

    @Test
    void nobleGasesOutsideTheFitHaveTheElementsOwnEnergy() {
        assertThat(ElementalReferences.named("chgnet").formationEnergyPerAtomEv(Composition.parse("Ar"), 0))
                .isEqualTo(0.068808);
    }

    @Test
    void unknownElementsAndNamesAreRefused() {
        assertThatThrownBy(() -> ElementalReferences.named("mp").formationEnergyPerAtomEv(Composition.parse("FrCl"), 0))
                .hasMessageContaining("Fr");
        assertThatThrownBy(() -> ElementalReferences.named("pbe")).hasMessageContaining("chgnet, sevennet-0, mp");
    }
}
