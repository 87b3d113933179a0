package io.nucleate.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Element;
import io.nucleate.crystal.Structure;
import io.nucleate.energy.potential.RequestedQuantities;
import io.nucleate.energy.relaxation.Relaxed;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

class JudgeTest {
    private static final Structure SALT = of(Element.Na, Element.Cl);

    private static Structure of(Element a, Element b) {
        return new Structure(
                new double[][] {{0, 2.8, 2.8}, {2.8, 0, 2.8}, {2.8, 2.8, 0}},
                new int[] {a.atomicNumber(), b.atomicNumber()},
                new double[][] {{0, 0, 0}, {0.5, 0.5, 0.5}});
    }

    private static List<Pricing> results(double formationEnergyEv, List<Structure> structures) {
        return new FlatPotential(formationEnergyEv)
                .calculator()
                .calculate(structures, RequestedQuantities.ENERGY);
    }

    @Test
    void whatIsNearTheHullIsPricedAgain() {
        FlatPotential second = new FlatPotential(-1.7);
        List<Structure> structures = List.of(SALT);
        List<Pricing> judged = new Judge(second.calculator(), 0.1)
                .judge(results(-1.95, structures), structures::get);
        Judgement judgement = ((Energetics) judged.get(0)).judgement().orElseThrow();
        assertThat(judgement.potential()).isEqualTo("flat-1");
        assertThat(judgement.energyAboveHullEvPerAtom()).isCloseTo(0.3, within(1e-9));
        assertThat(((Energetics) judged.get(0)).energyAboveHullEvPerAtom())
                .isCloseTo(0.05, within(1e-9));
    }

    @Test
    void whatIsFarFromTheHullIsNotWorthTheTime() {
        FlatPotential second = new FlatPotential(-1.7);
        List<Structure> structures = List.of(SALT);
        List<Pricing> results = results(-1.85, structures);
        assertThat(new Judge(second.calculator(), 0.1).judge(results, structures::get))
                .isEqualTo(results);
        assertThat(second.asked()).isEmpty();
    }

    /**
     * Neon cannot be priced; potassium chloride has nothing but its elements to fall apart into.
     */
    @Test
    void eachJudgementStaysWithItsStructure() {
        FlatPotential second = new FlatPotential(-3);
        List<Structure> structures =
                List.of(of(Element.Na, Element.Ne), of(Element.K, Element.Cl), SALT);
        List<Pricing> judged = new Judge(second.calculator(), 0.1)
                .judge(results(-1.95, structures), structures::get);
        assertThat(judged.get(0)).isInstanceOf(Pricing.Failure.class);
        assertThat(((Energetics) judged.get(1))
                        .judgement()
                        .orElseThrow()
                        .energyAboveHullEvPerAtom())
                .isCloseTo(-3, within(1e-9));
        assertThat(((Energetics) judged.get(2))
                        .judgement()
                        .orElseThrow()
                        .energyAboveHullEvPerAtom())
                .isCloseTo(-1, within(1e-9));
        assertThat(second.asked()).hasSize(2);
    }

    @Test
    void ofARelaxedCrystalTheResultIsJudged() {
        Structure relaxed = of(Element.Na, Element.Cl);
        FlatPotential second = new FlatPotential(-1.7);
        Energetics energetics = (Energetics) results(-1.95, List.of(SALT)).get(0);
        Relaxed relaxation =
                new Relaxed(Optional.empty(), relaxed, energetics.prediction(), true, 3, -3);
        new Judge(second.calculator(), 0.1)
                .judge(List.of(energetics.withRelaxed(relaxation)), i -> SALT);
        assertThat(second.asked().get(0)).isSameAs(relaxed);
    }

    @Test
    void theBoundMustBeANumber() {
        assertThatThrownBy(() -> new Judge(new FlatPotential(0).calculator(), Double.NaN))
                .hasMessageContaining("bound");
    }
}
