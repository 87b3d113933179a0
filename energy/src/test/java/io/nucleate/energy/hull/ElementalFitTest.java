package io.nucleate.energy.hull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Element;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

class ElementalFitTest {
    private static final List<Element> METALS =
            List.of(Element.Na, Element.Mg, Element.Al, Element.Fe, Element.Co);
    private static final List<Element> OTHERS =
            List.of(Element.O, Element.F, Element.S, Element.Cl, Element.Si);

    /**
     * Returns the energy of a compound if the reference of each element is minus its atomic number,
     * and 2 more for iron in oxides and fluorides.
     */
    private static double energyEvPerAtom(
            Composition composition, double formationEnergyEvPerAtom) {
        double energy = formationEnergyEvPerAtom;
        for (Element element : composition.elements()) {
            energy -= composition.fraction(element) * element.atomicNumber();
        }
        boolean corrected = composition.amount(Element.O) > 0 || composition.amount(Element.F) > 0;
        return corrected ? energy + 2 * composition.fraction(Element.Fe) : energy;
    }

    private static List<ElementalFit.Sample> samples() {
        SplittableRandom random = new SplittableRandom(2);
        List<ElementalFit.Sample> samples = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            Composition.Builder builder = new Composition.Builder();
            builder.add(METALS.get(random.nextInt(METALS.size())), 1 + random.nextInt(3));
            builder.add(METALS.get(random.nextInt(METALS.size())), 1 + random.nextInt(3));
            builder.add(OTHERS.get(random.nextInt(OTHERS.size())), 1 + random.nextInt(4));
            Composition composition = builder.build();
            double formationEnergy = -3 * random.nextDouble();
            samples.add(new ElementalFit.Sample(
                    composition, energyEvPerAtom(composition, formationEnergy), formationEnergy));
        }
        return samples;
    }

    @Test
    void findsTheReferencesAndHoldsChemicalSystemsOut(@TempDir Path directory) throws IOException {
        ElementalFit fit = ElementalFit.of("made-up", samples());
        assertThat(fit.fitted() + fit.heldOut()).isEqualTo(3000);
        assertThat(fit.heldOut()).isBetween(200, 1200);
        assertThat(fit.meanAbsoluteErrorEvPerAtom()).isLessThan(0.01);
        Path file = directory.resolve("fit.csv");
        fit.write(file, List.of("Made up."));
        ElementalReferences read = ElementalReferences.named(file.toString());
        for (String formula : List.of("Fe2O3", "FeSi", "NaCl", "MgAl2O4")) {
            Composition composition = Composition.parse(formula);
            assertThat(read.formationEnergyEvPerAtom(composition, energyEvPerAtom(composition, -1)))
                    .as(formula)
                    .isCloseTo(-1, within(0.02));
        }
    }

    @Test
    void withoutCompoundsThereIsNothingToFit() {
        assertThatThrownBy(() -> ElementalFit.of("none", List.of()))
                .hasMessageContaining("0 structures");
    }
}
