package io.nucleate.learner.reinforcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.TestCrystals;
import io.nucleate.crystal.matching.Protostructure;
import io.nucleate.policy.constraints.Constraints;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Which crystals are kept, and how they come again. */
class ElitesTest {
    private static final EliteSettings SETTINGS = new EliteSettings(3, 0.5, 0.1);
    private static final Crystal SODIUM = salt(Element.Na, 5.64);
    private static final Crystal POTASSIUM = salt(Element.K, 6.3);
    private static final Crystal LITHIUM = salt(Element.Li, 5.1);
    private static final Crystal RUBIDIUM = salt(Element.Rb, 6.6);

    private final Elites elites = new Elites(SETTINGS);

    private static Crystal salt(Element metal, double lengthAngstrom) {
        return TestCrystals.rockSalt(metal, Element.Cl, lengthAngstrom);
    }

    private static Experience experience(Crystal crystal, double reward) {
        return new Experience(crystal, 0, -1, reward);
    }

    private void take(Crystal crystal, double reward) {
        elites.take(experience(crystal, reward), false, 1, any -> true);
    }

    private List<Crystal> kept() {
        return elites.state().stream().map(Elite::crystal).toList();
    }

    @Test
    void theBestOfEachKindIsKept() {
        take(SODIUM, 1);
        take(POTASSIUM, 2);
        take(salt(Element.Na, 5.5), 0.5);
        assertThat(kept()).containsExactly(SODIUM, POTASSIUM);
        take(salt(Element.Na, 5.7), 3);
        assertThat(kept()).containsExactly(POTASSIUM, salt(Element.Na, 5.7));
    }

    @Test
    void theWorstGoesFirstAndOfEqualOnesTheOldest() {
        take(SODIUM, 1);
        take(POTASSIUM, 1);
        take(LITHIUM, 2);
        take(RUBIDIUM, 0.5);
        assertThat(kept()).containsExactly(SODIUM, POTASSIUM, LITHIUM);
        take(RUBIDIUM, 1);
        assertThat(kept()).containsExactly(POTASSIUM, LITHIUM, RUBIDIUM);
    }

    @Test
    void whatDidNoBetterThanExpectedIsNotKept() {
        elites.take(experience(SODIUM, 5), false, 0, any -> true);
        assertThat(elites.size()).isZero();
    }

    /** The policy draws it by itself, and is paid less for it each time. */
    @Test
    void aKindThatWasDiscountedIsPurged() {
        take(SODIUM, 1);
        take(POTASSIUM, 1);
        elites.take(experience(salt(Element.Na, 5.7), 0.9), true, 0.5, any -> true);
        assertThat(kept()).containsExactly(POTASSIUM);
    }

    @Test
    void theRelaxedCrystalIsKeptWhereThePolicyCouldDrawIt() {
        Crystal relaxed = salt(Element.Na, 5.69);
        Experience experience =
                new Experience(SODIUM, 0, -1, 1, OptionalDouble.empty(), Optional.of(relaxed));
        elites.take(experience, false, 1, any -> true);
        assertThat(kept()).containsExactly(relaxed);
        Elites without = new Elites(SETTINGS);
        without.take(experience, false, 1, any -> !any.equals(relaxed));
        assertThat(without.state().get(0).crystal()).isEqualTo(SODIUM);
    }

    @Test
    void nothingIsKeptWithoutPlaces() {
        Elites none = new Elites(EliteSettings.NONE);
        none.take(experience(SODIUM, 1), false, 1, any -> true);
        assertThat(none.size()).isZero();
        assertThat(none.draw(128, 1, any -> true)).isEmpty();
    }

    @Test
    void someComeAgainEachInADescriptionDrawnAfresh() {
        take(SODIUM, 1);
        take(POTASSIUM, 1);
        take(LITHIUM, 1);
        Set<Crystal> described = new HashSet<>();
        Set<String> kinds = new HashSet<>();
        for (int version = 0; version < 60; version++) {
            List<Crystal> drawn = elites.draw(4, version, any -> true);
            assertThat(drawn).hasSize(2).isEqualTo(elites.draw(4, version, any -> true));
            List<String> drawnKinds = drawn.stream()
                    .map(Protostructure::of)
                    .map(Protostructure::text)
                    .toList();
            assertThat(drawnKinds).doesNotHaveDuplicates();
            kinds.addAll(drawnKinds);
            described.addAll(drawn);
        }
        assertThat(kinds).hasSize(3);
        // Each of them with either ion at the origin.
        assertThat(described).hasSize(6);
        assertThat(elites.draw(1, 0, any -> true)).as("at least one").hasSize(1);
        assertThat(elites.draw(128, 0, any -> true))
                .as("no more than there are")
                .hasSize(3);
    }

    /** A template fixes which letter is whose. */
    @Test
    void aDescriptionOutsideTheConstraintsIsNotDrawn() {
        Constraints constraints = Constraints.parse("template=225:a=Na,b=Cl");
        Crystal given = constraints.allows(SODIUM) ? SODIUM : otherOrigin();
        assertThat(constraints.allows(given)).isTrue();
        take(given, 1);
        for (int version = 0; version < 20; version++) {
            assertThat(elites.draw(1, version, constraints::allows)).containsExactly(given);
        }
    }

    private Crystal otherOrigin() {
        take(SODIUM, 1);
        for (int version = 0; ; version++) {
            Crystal drawn = elites.draw(1, version, any -> true).get(0);
            if (!drawn.equals(SODIUM)) {
                return drawn;
            }
        }
    }

    @Test
    void aRestoredMemoryGoesOnAsTheFirst() {
        take(SODIUM, 1);
        take(POTASSIUM, 1);
        take(LITHIUM, 1);
        Elites restored = new Elites(SETTINGS);
        restored.restore(elites.state());
        for (int version = 0; version < 10; version++) {
            assertThat(restored.draw(4, version, any -> true))
                    .isEqualTo(elites.draw(4, version, any -> true));
        }
        restored.take(experience(RUBIDIUM, 1), false, 1, any -> true);
        take(RUBIDIUM, 1);
        assertThat(restored.state()).isEqualTo(elites.state());
    }

    @Test
    void settingsThatCannotBeAreRefusedWithTheirNames() {
        assertThatThrownBy(() -> new EliteSettings(1_000_000, 0.1, 0.1))
                .hasMessageContaining("learning.elite.size must be from 0 to 10000");
        assertThatThrownBy(() -> new EliteSettings(10, 1.5, 0.1))
                .hasMessageContaining("learning.elite.share");
        assertThatThrownBy(() -> new EliteSettings(10, 0.1, 0))
                .hasMessageContaining("learning.elite.weight");
    }
}
