package io.nucleate.evaluation.expansion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.TestCrystals;
import io.nucleate.crystal.matching.Protostructure;
import io.nucleate.crystal.substitution.Proposal.Change;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

class AttemptTest {
    private static final Crystal SALT = TestCrystals.rockSalt(Element.Na, Element.Cl, 5.64);
    private static final Attempt.Found FOUND = new Attempt.Found(SALT, -3.4, -2, -3.3, 12);

    private static Attempt attempt(
            Optional<String> failure, Optional<String> sameAs, Optional<Attempt.Found> found) {
        return new Attempt(
                7,
                "KCl",
                Change.ELEMENTS,
                Map.of(Element.K, Element.Na),
                Protostructure.of(SALT),
                failure,
                sameAs,
                found);
    }

    @Test
    void readsWhatItWrites() {
        for (Attempt attempt : new Attempt[] {
            attempt(Optional.of("no-symmetry: none"), Optional.empty(), Optional.empty()),
            attempt(Optional.empty(), Optional.of("mp-1"), Optional.empty()),
            attempt(Optional.empty(), Optional.empty(), Optional.of(FOUND))
        }) {
            assertThat(Attempt.fromJson(attempt.toJson())).isEqualTo(attempt);
        }
    }

    @Test
    void aLineThatContradictsItselfIsRefused() {
        ObjectNode line =
                attempt(Optional.empty(), Optional.of("mp-1"), Optional.empty()).toJson();
        assertThatThrownBy(() -> Attempt.fromJson(line.deepCopy().put("error", "diverged: far")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("proposal 7 must have failed, been known or been found");
        assertThatThrownBy(() -> Attempt.fromJson(line.deepCopy().put("change", "magic")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown change 'magic'; use none, elements, site");
    }

    @Test
    void nothingIsKeptThatWasNotFound() {
        Attempt failed = attempt(Optional.of("no-symmetry: x"), Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> new GrownCrystal(failed, 0, 0, 2, OptionalDouble.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("proposal 7");
        Attempt found = attempt(Optional.empty(), Optional.empty(), Optional.of(FOUND));
        assertThatThrownBy(() -> new GrownCrystal(found, -0.1, 0, 2, OptionalDouble.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-0.1 eV/atom above the hull");
    }
}
