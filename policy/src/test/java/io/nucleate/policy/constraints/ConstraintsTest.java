package io.nucleate.policy.constraints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.TestCrystals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConstraintsTest {
    private static final Crystal PEROVSKITE =
            TestCrystals.perovskite(Element.Ca, Element.Ti, Element.O, 3.9);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "space-groups=2,14,195,196,197",
                "elements=Li,O required-elements=Li max-atoms=12",
                "without=radioactive",
                "without=radioactive,O,Pb",
                "space-groups=2 without=O,Pb",
                "formula=NaCl formula-units=4",
                "formula=NaCl max-atoms=8",
                "template=221:a=Ca,b=1,c",
            })
    void textIsReadBackAsItWas(String text) {
        assertThat(Constraints.parse(text)).hasToString(text);
    }

    @Test
    void rangesAndSystemsAreShorthands() {
        assertThat(Constraints.parse("space-groups=1-3,5")).hasToString("space-groups=1,2,3,5");
        assertThat(Constraints.parse("chemical-system=O-Li"))
                .hasToString("elements=Li,O required-elements=Li,O");
        assertThat(Constraints.parse("formula=Na4Cl4")).hasToString("formula=NaCl");
        assertThat(Constraints.parse("elements=Li,O,U without=radioactive"))
                .hasToString("elements=Li,O");
    }

    @Test
    void whatIsExcludedDoesNotOccur() {
        assertThat(Constraints.parse("without=radioactive").allows(PEROVSKITE)).isTrue();
        assertThat(Constraints.parse("without=O").allows(PEROVSKITE)).isFalse();
        Crystal uranium = TestCrystals.rockSalt(Element.U, Element.C, 4.96);
        assertThat(Constraints.parse("without=radioactive").allows(uranium)).isFalse();
        assertThat(Constraints.parse("without=Tc,Th").allows(uranium)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "space-groups=0 | 1..230",
                "space-groups=5-3 | empty",
                "space-groups=Fm-3m | numbers and ranges",
                "without=Xx | unknown element 'Xx'",
                "formula=UO2 without=radioactive | not among the allowed ones: U",
                "template=225:a=U,c=O without=radioactive | not among the allowed ones: U",
                "elements=U without=radioactive | no element is left",
                "elements=Xx | unknown element 'Xx'",
                "elements=Na required-elements=Cl | required elements are not among the allowed ones: Cl",
                "elements=Na chemical-system=Na-Cl | given twice",
                "formula=NaCl elements=Na | not among the allowed ones",
                "formula=NaCl required-elements=K | lacks",
                "formula=Li0.5CoO2 | whole numbers",
                "formula=Ca10P6O26H2 | one formula unit of Ca5P3HO13 has 22 atoms",
                "formula-units=4 | needs a formula",
                "max-atoms=0 | at least 1",
                "max-atoms=few | whole number",
                "template=221:a,b space-groups=225 | not among the space groups",
                "template=221:z | no Wyckoff position 'z'",
                "template=221:a,a | cannot be occupied twice",
                "template=a,b | write a template",
                "template=221:a=Q | unknown element 'Q'",
                "colour=red | unknown constraint 'colour'",
                "NaCl | name=value",
            })
    void whatCannotBeMeantIsSaid(String text, String reason) {
        assertThatThrownBy(() -> Constraints.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void anImpossibleFormulaNamesTheGroupAndTheWayOut() {
        Constraints rockSalt = Constraints.parse("formula=NaCl space-groups=227 max-atoms=3");
        assertThatThrownBy(() -> rockSalt.require(20))
                .hasMessage("no Wyckoff positions of space group 227 (Fd-3m) give composition NaCl,"
                        + " at most 3 atoms in the"
                        + " primitive cell, at most 20 sites; 4 atoms would do: allow"
                        + " more, or choose another space group or"
                        + " ask for less");
        assertThatThrownBy(() -> Constraints.parse("formula=NaCl max-atoms=2 space-groups=227,228")
                        .require(20))
                .hasMessageContaining("none of the 2 space groups");
    }

    @Test
    void aCrystalSatisfiesItsOwnDescriptionAndNotAnother() {
        assertThat(Template.of(PEROVSKITE)).hasToString("221:a=1,b=2,c=3");
        for (String text : new String[] {
            "formula=CaTiO3",
            "formula=CaTiO3 formula-units=1 max-atoms=5",
            "space-groups=221",
            "chemical-system=Ca-Ti-O",
            "template=221:a=Ca,b=1,c=2"
        }) {
            assertThat(Constraints.parse(text).allows(PEROVSKITE)).as(text).isTrue();
        }
        for (String text : new String[] {
            "formula=CaTiO2",
            "formula=CaTiO3 formula-units=2",
            "space-groups=225",
            "chemical-system=Ca-O",
            "elements=Ca,Ti",
            "max-atoms=4",
            "template=221:a=1,b=1,c=2",
            "template=221:a,b,d"
        }) {
            assertThat(Constraints.parse(text).allows(PEROVSKITE)).as(text).isFalse();
        }
    }

    @Test
    void aFormulaIsFixedByNameOnly() {
        assertThat(Constraints.parse("formula=BaTiO3").hasFormula()).isTrue();
        assertThat(Constraints.parse("chemical-system=Ba-Ti-O template=221:a,b,c")
                        .hasFormula())
                .isFalse();
        assertThat(Constraints.NONE.hasFormula()).isFalse();
        assertThat(Constraints.parse("space-groups=225").hasOneSpaceGroup()).isTrue();
        assertThat(Constraints.parse("space-groups=221-225").hasOneSpaceGroup()).isFalse();
        assertThat(Constraints.NONE.hasOneSpaceGroup()).isFalse();
    }

    @Test
    void everyGroupIsDecidedForAFormulaOfManyElementsInNoTime() {
        Constraints constraints = Constraints.parse("formula=LiNaMgAlSiO12 max-atoms=34");
        for (int number = 1; number <= SpaceGroup.COUNT; number++) {
            constraints.allows(SpaceGroup.of(number), 20);
        }
        assertThat(constraints.allows(SpaceGroup.of(1), 20)).isTrue();
        assertThat(constraints.allows(SpaceGroup.of(225), 20)).isFalse();
    }
}
