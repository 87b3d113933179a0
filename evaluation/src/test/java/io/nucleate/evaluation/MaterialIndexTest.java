package io.nucleate.evaluation;

import static io.nucleate.evaluation.Materials.halide;

import static org.assertj.core.api.Assertions.assertThat;

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
}
