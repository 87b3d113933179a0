package io.nucleate.evaluation;

import static io.nucleate.evaluation.Materials.caesiumChloride;
import static io.nucleate.evaluation.Materials.halide;

import static org.assertj.core.api.Assertions.assertThat;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.TestCrystals;
import io.nucleate.crystal.substitution.ElementLikeness;
import io.nucleate.evaluation.NearestMaterials.Neighbour;
import io.nucleate.evaluation.NearestMaterials.Resemblance;

import org.junit.jupiter.api.Test;

import java.util.List;

class NearestMaterialsTest {
    private static final ElementLikeness LIKENESS = ElementLikeness.shipped();

    @Test
    void theSameComesFirstThenPolymorphsThenTheLikestElements() {
        NearestMaterials materials = new NearestMaterials(
                MaterialIndex.of(
                        List.of(
                                halide("Fe", "N", 4),
                                halide("K", "Cl", 6.3),
                                caesiumChloride("Na", "Cl", 3.5),
                                caesiumChloride("K", "Cl", 3.5),
                                halide("Na", "Cl", 5.6)),
                        List.of()),
                LIKENESS);
        Crystal crystal = TestCrystals.rockSalt(Element.Na, Element.Cl, 5.7);
        List<Neighbour> nearest = materials.of(crystal, 10);
        assertThat(nearest.stream().map(one -> one.material().name()))
                .containsExactly("NaCl", "NaCl-cubic", "KCl", "FeN");
        assertThat(nearest.stream().map(Neighbour::resemblance))
                .containsExactly(
                        Resemblance.SAME_MATERIAL,
                        Resemblance.SAME_COMPOSITION,
                        Resemblance.SAME_PROTOTYPE,
                        Resemblance.SAME_PROTOTYPE);
        assertThat(materials.of(crystal, 2)).isEqualTo(nearest.subList(0, 2));
    }

    /** In rock salt the origin may be on either element, so roles can be exchanged. */
    @Test
    void rolesMayBeExchangedWhereAnOriginDoes() {
        NearestMaterials materials = new NearestMaterials(
                MaterialIndex.of(List.of(halide("Cl", "K", 6.3), halide("Cr", "N", 4)), List.of()),
                LIKENESS);
        assertThat(materials.of(TestCrystals.rockSalt(Element.Na, Element.Cl, 5.7), 1))
                .extracting(one -> one.material().name())
                .containsExactly("ClK");
    }

    @Test
    void elementsThatNobodyEverExchangedAreNoObstacle() {
        NearestMaterials materials = new NearestMaterials(MaterialIndex.shipped(), LIKENESS);
        List<Neighbour> nearest =
                materials.of(TestCrystals.rockSalt(Element.Og, Element.Cl, 5.7), 3);
        assertThat(nearest)
                .hasSize(3)
                .allMatch(one -> one.resemblance() == Resemblance.SAME_PROTOTYPE);
    }
}
