package io.nucleate.policy.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import io.nucleate.crystal.Element;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeriodicTableTest {
    @ParameterizedTest
    @CsvSource({
        "H, 1, 1, -1", "He, 1, 18, -1", "Li, 2, 1, -1", "B, 2, 13, -1", "Ne, 2, 18, -1",
        "Mg, 3, 2, -1", "Al, 3, 13, -1", "K, 4, 1, -1", "Sc, 4, 3, -1", "Zn, 4, 12, -1",
        "Kr, 4, 18, -1", "I, 5, 17, -1", "Ba, 6, 2, -1", "La, 6, 3, 0", "Lu, 6, 3, 14",
        "Hf, 6, 4, -1", "Rn, 6, 18, -1", "Ra, 7, 2, -1", "Ac, 7, 3, 0", "Lr, 7, 3, 14",
        "Rf, 7, 4, -1", "Og, 7, 18, -1"
    })
    void everyElementHasItsPlace(Element element, int row, int column, int placeInF) {
        assertThat(PeriodicTable.row(element)).isEqualTo(row);
        assertThat(PeriodicTable.column(element)).isEqualTo(column);
        assertThat(PeriodicTable.placeInF(element)).isEqualTo(placeInF);
    }
}
