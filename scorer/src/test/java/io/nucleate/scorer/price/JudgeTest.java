package io.nucleate.scorer.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Element;
import io.nucleate.crystal.Structure;
import io.nucleate.scorer.FlatPotential;
import io.nucleate.scorer.potential.Quantities;
import io.nucleate.scorer.relax.Relaxed;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JudgeTest {
    private static final Structure SALT = of(Element.Na, Element.Cl);

    private static Structure of(Element a, Element b) {
        return new Structure(
                new double[][] {{0, 2.8, 2.8}, {2.8, 0, 2.8}, {2.8, 2.8, 0}},
                new int[] {a.atomicNumber(), b.atomicNumber()},
                new double[][] {{0, 0, 0}, {0.5, 0.5, 0.5}});
    }

    private static List<Pricing> prices(double formationEnergyEv, List<Structure> structures) {
        return new FlatPotential(formationEnergyEv).pricer().price(structures, Quantities.ENERGY);
    }

    @Test
    void whatIsNearTheHullIsPricedAgain() {
        FlatPotential second = new FlatPotential(-1.7);
        List<Structure> structures = List.of(SALT);
        List<Pricing> judged = new Judge(second.pricer(), 0.1).judge(prices(-1.95, structures), structures::get);
        Judgement judgement = ((Price) judged.get(0)).judgement().orElseThrow();
        assertThat(judgement.potential()).isEqualTo("flat-1");
        assertThat(judgement.energyAboveHullEv()).isCloseTo(0.3, within(1e-9));
        assertThat(((Price) judged.get(0)).energyAboveHullEv()).isCloseTo(0.05, within(1e-9));
    }

    @Test
    void whatIsFarFromTheHullIsNotWorthTheTime() {
        FlatPotential second = new FlatPotential(-1.7);
        List<Structure> structures = List.of(SALT);
        List<Pricing> prices = prices(-1.85, structures);
        assertThat(new Judge(second.pricer(), 0.1).judge(prices, structures::get))
                .isEqualTo(prices);
        assertThat(second.asked()).isEmpty();
    }

    /** Neon cannot be priced; potassium chloride has nothing but its elements to fall apart into. */
    @Test
    void eachJudgementStaysWithItsStructure() {
        FlatPotential second = new FlatPotential(-3);
        List<Structure> structures = List.of(of(Element.Na, Element.Ne), of(Element.K, Element.Cl), SALT);
        List<Pricing> judged = new Judge(second.pricer(), 0.1).judge(prices(-1.95, structures), structures::get);
        assertThat(judged.get(0)).isInstanceOf(Pricing.Failure.class);
        assertThat(((Price) judged.get(1)).judgement().orElseThrow().energyAboveHullEv())
                .isCloseTo(-3, within(1e-9));
        assertThat(((Price) judged.get(2)).judgement().orElseThrow().energyAboveHullEv())
                .isCloseTo(-1, within(1e-9));
        assertThat(second.asked()).hasSize(2);
    }

    @Test
    void ofARelaxedCrystalTheResultIsJudged() {
        Structure relaxed = of(Element.Na, Element.Cl);
        FlatPotential second = new FlatPotential(-1.7);
        Price price = (Price) prices(-1.95, List.of(SALT)).get(0);
        Relaxed relaxation = new Relaxed(Optional.empty(), relaxed, price.prediction(), true, 3, -3);
        new Judge(second.pricer(), 0.1).judge(List.of(price.withRelaxed(relaxation)), i -> SALT);
        assertThat(second.asked().get(0)).isSameAs(relaxed);
    }

    @Test
    void theBoundMustBeANumber() {
        assertThatThrownBy(() -> new Judge(new FlatPotential(0).pricer(), Double.NaN))
                .hasMessageContaining("bound");
    }
}
