package io.nucleate.energy;

import static org.assertj.core.api.Assertions.assertThat;

import io.nucleate.crystal.Element;
import io.nucleate.crystal.Structure;
import io.nucleate.energy.hull.ElementalReferences;
import io.nucleate.energy.hull.HullGuards;
import io.nucleate.energy.potential.Prediction;
import io.nucleate.energy.potential.RequestedQuantities;
import io.nucleate.energy.relaxation.Relaxed;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

class EnergyWarningsTest {
    private static final EnergyWarnings FITTED =
            new EnergyWarnings(ElementalReferences.named("chgnet"), HullGuards.DEFAULT);

    /**
     * Returns two atoms in a cubic cell.
     *
     * @param length length of the cell, in angstrom
     * @param fraction fractional coordinate x = y = z of the second atom
     */
    private static Structure structure(double length, double fraction, Element... elements) {
        return new Structure(
                new double[][] {{length, 0, 0}, {0, length, 0}, {0, 0, length}},
                new int[] {elements[0].atomicNumber(), elements[1].atomicNumber()},
                new double[][] {{0, 0, 0}, {fraction, fraction, fraction}});
    }

    private static Energetics energetics(double formationEnergyEvPerAtom, Structure structure) {
        return new FlatPotential(formationEnergyEvPerAtom)
                .calculator()
                .evaluate(List.of(structure), RequestedQuantities.ENERGY)
                .get(0)
                .orElseThrow();
    }

    private static List<String> words(Energetics energetics) {
        return FITTED.of(energetics).stream().map(EnergyWarnings::word).toList();
    }

    @Test
    void plausibleEnergeticsHaveNoWarning() {
        Structure salt = structure(3.4, 0.5, Element.Na, Element.Cl);
        assertThat(FITTED.of(energetics(-1.9, salt))).isEmpty();
    }

    @Test
    void atomsCloserThanInAnyKnownStructureAreReported() {
        List<String> warnings =
                FITTED.of(energetics(-1.9, structure(4, 0.003, Element.Na, Element.Cl)));
        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0)).startsWith("atoms-too-close: ").contains("0.021 angstrom");
        assertThat(words(energetics(-1.9, structure(3.4, 0.22, Element.Na, Element.Cl))))
                .as("1.3 angstrom is far for hydrogen, but not for sodium")
                .containsExactly(EnergyWarnings.ATOMS_TOO_CLOSE);
    }

    @Test
    void pureElementsAreDoubtedIfTheReferencesAreFitted() {
        Energetics sodium = energetics(0.1, structure(4.2, 0.5, Element.Na, Element.Na));
        assertThat(words(sodium)).containsExactly(EnergyWarnings.SINGLE_ELEMENT);
        EnergyWarnings ofTheElementsThemselves =
                new EnergyWarnings(ElementalReferences.named("mp"), HullGuards.DEFAULT);
        assertThat(ofTheElementsThemselves.of(sodium)).isEmpty();
    }

    @Test
    void aSparseHullAndAnEnergyFarBelowAHullAreReported() {
        assertThat(words(energetics(-1, structure(3.4, 0.5, Element.Na, Element.Mg))))
                .containsExactly(HullGuards.SPARSE_REFERENCE, HullGuards.IMPLAUSIBLE_ENERGY);
        assertThat(FITTED.of(energetics(-2.6, structure(3.4, 0.5, Element.Na, Element.Cl))))
                .containsExactly("implausible-energy: 0.600 eV/atom below the hull is more likely"
                        + " an error of the energy than a stable phase");
    }

    @Test
    void aRelaxationThatDidNotConvergeIsReported() {
        Structure salt = structure(3.4, 0.5, Element.Na, Element.Cl);
        Energetics energetics = energetics(-1.9, salt);
        Prediction left = Prediction.of(
                        "flat-1",
                        -3,
                        new double[][] {{0.2, 0, 0}, {-0.2, 0, 0}},
                        new double[3][3],
                        new double[2],
                        new double[0][])
                .orElseThrow();
        assertThat(FITTED.of(energetics.withRelaxed(
                        new Relaxed(Optional.empty(), salt, left, false, 500, -3))))
                .containsExactly("not-converged: after 500 steps forces of up to 0.200 eV/angstrom"
                        + " and stresses of up to 0.00 GPa are left");
        assertThat(FITTED.of(energetics.withRelaxed(
                        new Relaxed(Optional.empty(), salt, left, true, 5, -3))))
                .isEmpty();
    }
}
