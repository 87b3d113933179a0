package io.nucleate.crystal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.stream.IntStream;

class HeldOutFormulasTest {
    /** `printf NaCl | sha256sum`. */
    @Test
    void followsTheHashOfTheReducedFormula() {
        assertThat(HeldOutFormulas.hash("NaCl")).startsWith("dbcd6d34");
        assertThat(HeldOutFormulas.contains(Composition.parse("Na4Cl4")))
                .isEqualTo(HeldOutFormulas.contains(Composition.parse("NaCl")));
    }

    /** 13 of 256, whatever the formulas. */
    @Test
    void holdsOutFivePercent() {
        Element[] elements = Arrays.copyOf(Element.values(), 90);
        long heldOut = Arrays.stream(elements)
                .flatMap(element -> IntStream.range(2, 40)
                        .mapToObj(amount -> new Composition.Builder()
                                .add(element, 1)
                                .add(Element.Og, amount)
                                .build()))
                .filter(HeldOutFormulas::contains)
                .count();
        // 174 expected of 3,420, with a standard deviation of 13.
        assertThat(heldOut).isBetween(120L, 230L);
    }
}
