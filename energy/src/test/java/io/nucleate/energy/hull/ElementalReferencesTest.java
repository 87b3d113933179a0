package io.nucleate.energy.hull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Composition;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class ElementalReferencesTest {
    @Test
    void formationEnergyIsTheEnergyMinusTheMeanOfTheReferences() {
        ElementalReferences mp = ElementalReferences.named("mp");
        Composition silverAluminide = Composition.parse("Ag3Al");
        double mean = 0.75 * -2.832556 + 0.25 * -3.745576;
        assertThat(mp.formationEnergyEvPerAtom(silverAluminide, mean - 0.2))
                .isCloseTo(-0.2, within(1e-12));
        assertThat(ElementalReferences.named("chgnet")
                        .formationEnergyEvPerAtom(silverAluminide, -3))
                .isCloseTo(-3 + 0.75 * 2.814 + 0.25 * 3.742, within(1e-12));
    }

    @Test
    void nobleGasesOutsideTheFitHaveTheElementsOwnEnergy() {
        assertThat(ElementalReferences.named("chgnet")
                        .formationEnergyEvPerAtom(Composition.parse("Ar"), 0))
                .isEqualTo(0.068808);
    }

    /**
     * Haematite needs the second reference of iron. With the first one it would seem 0.9 eV/atom
     * less stable.
     */
    @Test
    void oxidesAndFluoridesHaveReferencesOfTheirOwn() {
        ElementalReferences sevennet = ElementalReferences.named("sevennet-0");
        assertThat(sevennet.formationEnergyEvPerAtom(Composition.parse("Fe2O3"), 0))
                .isCloseTo(0.4 * 6.2371 + 0.6 * 4.2522, within(1e-9));
        assertThat(sevennet.formationEnergyEvPerAtom(Composition.parse("FeAl"), 0))
                .isCloseTo(0.5 * 8.4469 + 0.5 * 3.7413, within(1e-9));
    }

    @Test
    void aFileIsReadAndItsErrorsAreNamed(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(
                directory.resolve("own.csv"),
                "# mine\nelement,energy_ev_per_atom\nNa,-1.5\nCl,-2\n");
        assertThat(ElementalReferences.named(file.toString())
                        .formationEnergyEvPerAtom(Composition.parse("NaCl"), -3))
                .isCloseTo(-1.25, within(1e-12));
        Files.writeString(file, "element,energy_ev_per_atom\nNa,low\n");
        assertThatThrownBy(() -> ElementalReferences.named(file.toString()))
                .hasMessageContaining("line 2 of");
        Files.writeString(file, "symbol,energy\n");
        assertThatThrownBy(() -> ElementalReferences.named(file.toString()))
                .hasMessageContaining("columns element and");
    }

    @Test
    void unknownElementsAndNamesAreRefused() {
        assertThatThrownBy(() -> ElementalReferences.named("mp")
                        .formationEnergyEvPerAtom(Composition.parse("FrCl"), 0))
                .hasMessageContaining("Fr");
        assertThatThrownBy(() -> ElementalReferences.named("pbe"))
                .hasMessageContaining("chgnet, sevennet-0, sevennet-l3i5, mp");
    }
}
