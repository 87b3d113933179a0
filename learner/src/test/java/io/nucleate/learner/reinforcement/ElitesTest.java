package io.nucleate.learner.reinforcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.TestCrystals;
import io.nucleate.crystal.matching.Protostructure;
import io.nucleate.policy.constraints.Constraints;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
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

    /** What was priced; its strata matter, where there are any. */
    private static final List<Experience> WINDOW = Collections.nCopies(200, experience(SODIUM, 0));

    private final Elites elites = new Elites(SETTINGS, Strata.NONE);

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
        Elites without = new Elites(SETTINGS, Strata.NONE);
        without.take(experience, false, 1, any -> !any.equals(relaxed));
        assertThat(without.state().get(0).crystal()).isEqualTo(SODIUM);
    }

    @Test
    void nothingIsKeptWithoutPlaces() {
        Elites none = new Elites(EliteSettings.NONE, Strata.NONE);
        none.take(experience(SODIUM, 1), false, 1, any -> true);
        assertThat(none.size()).isZero();
        assertThat(none.draw(WINDOW, 128, 1, any -> true)).isEmpty();
    }

    @Test
    void someComeAgainEachInADescriptionDrawnAfresh() {
        take(SODIUM, 1);
        take(POTASSIUM, 1);
        take(LITHIUM, 1);
        Set<Crystal> described = new HashSet<>();
        Set<String> kinds = new HashSet<>();
        for (int version = 0; version < 60; version++) {
            List<Crystal> drawn = elites.draw(WINDOW, 4, version, any -> true);
            assertThat(drawn).hasSize(2).isEqualTo(elites.draw(WINDOW, 4, version, any -> true));
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
        assertThat(elites.draw(WINDOW, 1, 0, any -> true)).as("at least one").hasSize(1);
        assertThat(elites.draw(WINDOW, 128, 0, any -> true))
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
            assertThat(elites.draw(WINDOW, 1, version, constraints::allows)).containsExactly(given);
        }
    }

    private Crystal otherOrigin() {
        take(SODIUM, 1);
        for (int version = 0; ; version++) {
            Crystal drawn = elites.draw(WINDOW, 1, version, any -> true).get(0);
            if (!drawn.equals(SODIUM)) {
                return drawn;
            }
        }
    }

    /** Elements have one site here, salts two. */
    @Test
    void eachStratumHasPlacesAndTheReplayHasTheStrataOfWhatWasPriced() {
        Elites stratified = new Elites(new EliteSettings(4, 1, 0.1), Strata.parse("sites"));
        for (Crystal metal : List.of(metal(Element.Cu), metal(Element.Ag), metal(Element.Au))) {
            stratified.take(experience(metal, 5), false, 1, any -> true);
        }
        for (Crystal salt : List.of(SODIUM, POTASSIUM, LITHIUM)) {
            stratified.take(experience(salt, 1), false, 1, any -> true);
        }
        assertThat(stratified.state())
                .extracting(elite -> elite.crystal().sites().size())
                .containsExactly(1, 1, 2, 2);
        List<Experience> window =
                new ArrayList<>(Collections.nCopies(3, experience(metal(Element.Ni), 0)));
        window.add(experience(RUBIDIUM, 0));
        int salts = 0;
        for (int version = 0; version < 400; version++) {
            salts += stratified
                            .draw(window, 1, version, any -> true)
                            .get(0)
                            .sites()
                            .size()
                    - 1;
        }
        // Binomial with p = 1/4: 100 with a deviation of 9.
        assertThat(salts).isBetween(65, 135);
        assertThat(stratified.draw(WINDOW, 4, 1, any -> true))
                .as("no metal was priced")
                .hasSize(2)
                .allSatisfy(drawn -> assertThat(drawn.sites()).hasSize(2));
    }

    private static Crystal metal(Element element) {
        return new Crystal(
                SpaceGroup.of(225),
                new Lattice(4, 4, 4, 90, 90, 90),
                List.of(new Site(element, 'a', 0, 0, 0)));
    }

    @Test
    void aRestoredMemoryGoesOnAsTheFirst() {
        take(SODIUM, 1);
        take(POTASSIUM, 1);
        take(LITHIUM, 1);
        Elites restored = new Elites(SETTINGS, Strata.NONE);
        restored.restore(elites.state());
        for (int version = 0; version < 10; version++) {
            assertThat(restored.draw(WINDOW, 4, version, any -> true))
                    .isEqualTo(elites.draw(WINDOW, 4, version, any -> true));
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
