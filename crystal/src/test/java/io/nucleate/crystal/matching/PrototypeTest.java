package io.nucleate.crystal.matching;

import static org.assertj.core.api.Assertions.assertThat;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Fixtures;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.TestCrystals;
import io.nucleate.crystal.description.CoordinateChange;
import io.nucleate.crystal.description.Normalizer;

import org.junit.jupiter.api.Test;

import java.util.List;

class PrototypeTest {
    private static Prototype of(Crystal crystal) {
        return Prototype.of(Protostructure.of(crystal));
    }

    /** The origin of rock salt may be on either element. */
    @Test
    void rolesThatAnOriginExchangesAreCastBothWays() {
        Prototype prototype = of(TestCrystals.rockSalt(Element.Na, Element.Cl, 5.6));
        assertThat(prototype.text()).isEqualTo("225 a b");
        assertThat(prototype.spaceGroup().number()).isEqualTo(225);
        assertThat(prototype.casts())
                .containsExactlyInAnyOrder(
                        List.of(Element.Na, Element.Cl), List.of(Element.Cl, Element.Na));
    }

    @Test
    void rolesWithTheSameLettersAreCastEveryWay() {
        Crystal crystal = TestCrystals.cubic(
                198,
                6,
                new Site(Element.Fe, 'a', 0.1, 0.1, 0.1),
                new Site(Element.Si, 'a', 0.4, 0.4, 0.4));
        assertThat(of(crystal).text()).isEqualTo("198 a a");
        assertThat(of(crystal).casts()).hasSize(2);
    }

    @Test
    void otherElementsHaveTheSamePrototype() {
        assertThat(of(TestCrystals.perovskite(Element.Ba, Element.Ti, Element.O, 4))
                        .text())
                .isEqualTo(of(TestCrystals.perovskite(Element.Cs, Element.Pb, Element.I, 6))
                        .text())
                .isNotEqualTo(of(TestCrystals.caesiumChloride(Element.Cs, Element.I, 4))
                        .text());
    }

    /** Whatever the elements are called, and wherever the origin is. */
    @Test
    void itDoesNotDependOnTheDescription() {
        for (Crystal crystal : Fixtures.crystals()) {
            Prototype prototype = of(crystal);
            for (CoordinateChange change : Normalizer.of(crystal.spaceGroup()).renamings()) {
                Crystal again = change.apply(crystal, 0, 0, 0);
                assertThat(of(again).text()).isEqualTo(prototype.text());
                assertThat(of(again).casts())
                        .containsExactlyInAnyOrderElementsOf(prototype.casts());
            }
            assertThat(prototype.casts())
                    .allMatch(cast ->
                            cast.size() == crystal.composition().elements().size());
        }
    }
}
