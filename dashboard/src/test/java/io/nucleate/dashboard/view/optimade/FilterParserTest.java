package io.nucleate.dashboard.view.optimade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nucleate.dashboard.view.catalogue.Rows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On lithium oxide, Li2O, with six atoms, a gap of 2 eV, and no judge. */
class FilterParserTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nelements=2 | true",
                "NOT nelements=2 | false",
                "2 = nelements | true",
                "1 < nelements AND 3 >= nelements | true",
                "nelements!=2 OR nelements=2 | true",
                "nelements=1 OR nelements=2 AND nelements=3 | false",
                "(nelements=2 OR nelements=1) AND NOT nelements=3 | true",
                "elements HAS \"Li\" | true",
                "elements HAS \"Na\" | false",
                "elements HAS ALL \"Li\", \"O\" | true",
                "elements HAS ALL \"Li\",\"Na\" | false",
                "elements HAS ANY \"Na\",\"O\" | true",
                "elements HAS ONLY \"Li\",\"O\",\"Na\" | true",
                "elements HAS ONLY \"Li\" | false",
                "elements LENGTH 2 | true",
                "elements LENGTH >= 3 | false",
                "elements_ratios HAS > 0.6 | true",
                "structure_features LENGTH 0 | true",
                "chemical_formula_reduced=\"Li2O\" | true",
                "chemical_formula_descriptive CONTAINS \"2O\" | true",
                "chemical_formula_anonymous STARTS WITH \"A2\" | true",
                "chemical_formula_anonymous STARTS \"B\" | false",
                "chemical_formula_anonymous ENDS WITH \"B\" | true",
                "type=\"structures\" | true",
                "id=\"run/generator-1/7\" | true",
                "last_modified > \"2026-11-22T11:59:59Z\" | true",
                "last_modified < \"2026-11-22T12:00:00+00:00\" | false",
                "nsites=3 | true",
                "_nucleate_band_gap>1.5 AND _nucleate_band_gap<=2e0 | true",
                "_nucleate_band_gap IS KNOWN | true",
                "_nucleate_judged_energy_above_hull IS UNKNOWN | true",
                "_nucleate_judged_energy_above_hull < 1 | false",
                "NOT _nucleate_judged_energy_above_hull < 1 | false",
                "_nucleate_judged_energy_above_hull < 1 OR nelements=2 | true",
                "_nucleate_known_material IS UNKNOWN | true",
                "lattice_vectors IS KNOWN | true",
                "_other_stiffness = 3 | false",
                "NOT _other_stiffness = \"x\" | false",
                "_other_stiffness IS UNKNOWN | true",
                "nsites=3 AND(nelements=2) | true",
            })
    void filtersSayWhatTheyMean(String filter, boolean expected) {
        assertThat(FilterParser.parse(filter).takes(Rows.lithiumOxide())).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nelements",
                "nelements=",
                "nelements=2 AND",
                "(nelements=2",
                "nelements=2)",
                "nelements==2",
                "nelements=\"two\"",
                "elements=\"Li\"",
                "elements HAS 3",
                "elements_ratios HAS \"Li\"",
                "nelements HAS 2",
                "nelements LENGTH 2",
                "nsites CONTAINS \"3\"",
                "mass=3",
                "_nucleate_mass=3",
                "id=\"open",
                "nelements ~ 2",
                "nelements IS 2",
                "last_modified > \"yesterday\"",
                "2=2",
                "nelements and 2",
            })
    void whatCannotBeReadIsRefused(String filter) {
        assertThatThrownBy(() -> FilterParser.parse(filter))
                .isInstanceOfSatisfying(FilterException.class, e -> assertThat(e.isUnsupported())
                        .isFalse());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "species_at_sites HAS \"Li\"",
                "lattice_vectors LENGTH 3",
                "nsites = nelements",
                "_nucleate_known_material = \"mp-1\""
            })
    void whatIsNotSupportedIsSaidToBeSo(String filter) {
        assertThatThrownBy(() -> FilterParser.parse(filter))
                .isInstanceOfSatisfying(FilterException.class, e -> assertThat(e.isUnsupported())
                        .isTrue());
    }
}
