package io.nucleate.crystal.symmetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.WyckoffPosition;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HashSet;
import java.util.Set;

class SiteSymmetryTest {
    /** From the International Tables A, dots and order of orientations left out. */
    @ParameterizedTest
    @CsvSource({
        "225, a, m-3m",
        "225, c, -43m",
        "225, d, mmm",
        "225, e, 4mm",
        "225, f, 3m",
        "227, a, -43m",
        "227, c, -3m",
        "194, a, -3m",
        "194, c, -6m2",
        "194, h, mm2",
        "62, c, m",
        "62, a, -1",
        "166, a, -3m",
        "148, c, 3",
        "221, a, m-3m",
        "221, c, 4/mmm",
        "230, a, -3",
        "230, b, 32",
        "230, d, -4",
        "152, a, 2",
        "14, e, 1"
    })
    void symbolsAreThoseOfTheTables(int number, char letter, String symbol) {
        SpaceGroup group = SpaceGroup.of(number);
        assertThat(SiteSymmetry.of(group, group.position(letter))).isEqualTo(symbol);
    }

    /** The sites of a position times the operations that leave one are all operations. */
    @Test
    void everyPositionHasASymbolOfTheRightOrder() {
        Set<String> symbols = new HashSet<>();
        for (int number = 1; number <= SpaceGroup.COUNT; number++) {
            SpaceGroup group = SpaceGroup.of(number);
            for (WyckoffPosition position : group.positions()) {
                assertThat(position.multiplicity()
                                * SiteSymmetry.rotations(group, position).size())
                        .as("%s %s", group, position.letter())
                        .isEqualTo(group.general().multiplicity());
                symbols.add(SiteSymmetry.of(group, position));
            }
        }
        assertThat(symbols).hasSize(32).doesNotContainNull();
    }
}
