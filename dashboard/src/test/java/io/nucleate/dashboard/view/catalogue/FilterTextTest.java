package io.nucleate.dashboard.view.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

class FilterTextTest {
    @ParameterizedTest
    @CsvSource({
        "formula, Qq2, element",
        "all, 'Li,,O', element",
        "system, Li O, element",
        "sites, 5, no range",
        "sites, .., no range",
        "bandGapEv, a..b, 'a' is not a number",
        "bandGapEv, NaN.., is not a number",
        "bandGapEv, 3..1, 3 is more than 1",
        "foundAt, yesterday.., is no time",
    })
    void whatCannotBeReadIsNamed(String name, String text, String part) {
        assertThatThrownBy(() -> FilterText.parse(Map.of(name, text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(name + "=" + text + ": ")
                .hasMessageContaining(part);
    }

    @Test
    void spaceGroupsMayStandAlone() {
        assertThat(FilterText.parse(Map.of("spaceGroup", "225")).ranges())
                .containsEntry(Column.SPACE_GROUP, new DiscoveryFilter.Range(225, 225));
        assertThat(FilterText.parse(Map.of("spaceGroup", "195..230")).ranges())
                .containsEntry(Column.SPACE_GROUP, new DiscoveryFilter.Range(195, 230));
    }

    @Test
    void unknownColumnsAreAnsweredWithThoseThatThereAre() {
        assertThatThrownBy(() -> DiscoveryOrder.parse("-mass"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sort=-mass")
                .hasMessageContaining("bandGapEv");
    }
}
