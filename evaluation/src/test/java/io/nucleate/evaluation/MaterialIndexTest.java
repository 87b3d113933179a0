package io.nucleate.evaluation;

import static io.nucleate.evaluation.Materials.halide;

import static org.assertj.core.api.Assertions.assertThat;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Material;
import io.nucleate.crystal.matching.PreparedStructure;

import org.junit.jupiter.api.Test;

class MaterialIndexTest {
    @Test
    void theShippedIndexKnowsHaliteAndItsLicence() {
        MaterialIndex index = MaterialIndex.shipped();
        assertThat(index.size()).isGreaterThan(25_000);
        assertThat(String.join(" ", index.provenance())).contains("Materials Project", "CC BY 4.0");
        Material known = halide("Na", "Cl", 5.6);
        assertThat(index.find(known, PreparedStructure.of(known.structure()))).isPresent();
        Material absurd = halide("Xe", "Ac", 5);
        assertThat(index.find(absurd, PreparedStructure.of(absurd.structure()))).isEmpty();
        assertThat(MaterialDistributions.of("index", index).densitiesGramPerCm3())
                .hasSize(index.size())
                .doesNotContain(0);
    }

    @Test
    void theLowestMaterialOfACompositionIsFoundWhateverItsStructure() {
        MaterialIndex index = MaterialIndex.shipped();
        MaterialIndex.IndexedMaterial row =
                index.lowest(Composition.parse("Pu2Sb2")).orElseThrow();
        assertThat(row.name()).isEqualTo("mp-2566");
        assertThat(row.formationEnergyEvPerAtom()).isEqualTo(-0.7325);
        assertThat(index.lowest(Composition.parse("AcXe"))).isEmpty();
    }
}
