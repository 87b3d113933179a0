package io.nucleate.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.nucleate.crystal.Element;
import io.nucleate.crystal.TestCrystals;

import org.junit.jupiter.api.Test;

import java.util.Map;

/** Verdicts on real structures are compared with the original in {@link LematRulesTest}. */
class ChargesTest {
    @Test
    void aSaltHasTheStatesOfItsIons() {
        Charges charges =
                Charges.of(TestCrystals.rockSalt(Element.Na, Element.Cl, 5.64).structure());
        assertThat(charges.balanced()).isTrue();
        assertThat(charges.metal()).isFalse();
        assertThat(charges.states()).isEqualTo(Map.of(Element.Na, 1.0, Element.Cl, -1.0));
    }

    @Test
    void anAlloyIsAMetalWithoutStates() {
        Charges charges = Charges.of(
                TestCrystals.caesiumChloride(Element.Ni, Element.Al, 2.9).structure());
        assertThat(charges).isEqualTo(new Charges(true, true, Map.of()));
    }

    @Test
    void aSaltWithTooManyAnionsIsNotBalanced() {
        Charges charges = Charges.of(
                TestCrystals.perovskite(Element.Na, Element.K, Element.F, 4.5).structure());
        assertThat(charges).isEqualTo(new Charges(false, false, Map.of()));
    }
}
