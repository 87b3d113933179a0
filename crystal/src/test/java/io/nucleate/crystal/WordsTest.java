package io.nucleate.crystal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.EnumSet;
import java.util.List;

class WordsTest {
    private enum Fruit {
        APPLE,
        PEAR
    }

    private static final Words<Fruit> WORDS = new Words<>("fruit", Fruit.class, Words::lowerCase);

    @Test
    void readsWhatItWrites() {
        for (Fruit fruit : Fruit.values()) {
            assertThat(WORDS.parse(Words.lowerCase(fruit))).isEqualTo(fruit);
        }
        assertThat(WORDS.parseAll(List.of("pear", "apple", "pear")))
                .containsExactly(Fruit.APPLE, Fruit.PEAR);
        assertThat(WORDS.join(EnumSet.allOf(Fruit.class))).isEqualTo("apple,pear");
    }

    @Test
    void anUnknownNameIsRefusedWithTheChoices() {
        for (String word : List.of("plum", "APPLE", "")) {
            assertThatThrownBy(() -> WORDS.parseAll(List.of("apple", word)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("unknown fruit '" + word + "'; use apple, pear");
        }
    }
}
