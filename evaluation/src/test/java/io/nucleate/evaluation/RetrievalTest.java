package io.nucleate.evaluation;

import static io.nucleate.evaluation.Materials.caesiumChloride;
import static io.nucleate.evaluation.Materials.halide;
import static io.nucleate.evaluation.Materials.withoutSymmetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.nucleate.crystal.Material;
import io.nucleate.crystal.matching.StructureMatcher;
import io.nucleate.crystal.matching.Tolerances;

import org.junit.jupiter.api.Test;

import java.util.List;

class RetrievalTest {
    @Test
    void recallGrowsWithTheRankAtWhichTargetsAppear() {
        List<Material> targets = List.of(
                halide("Na", "Cl", 5.64),
                halide("K", "Cl", 6.29),
                caesiumChloride("Cs", "Cl", 4.12));
        List<Material> generated = List.of(
                halide("Li", "F", 4),
                halide("K", "Cl", 6.2),
                withoutSymmetry(halide("K", "Cl", 6.4)),
                halide("Na", "Cl", 5.6),
                halide("Cs", "Cl", 7));
        Retrieval retrieval = Retrieval.of(
                generated, targets, new StructureMatcher(Tolerances.DEFAULT), 1, 2, 3, 1000);
        assertThat(retrieval.recall())
                .extracting(Retrieval.RecallAt::k)
                .containsExactly(1, 2, 3, 5);
        assertThat(retrieval.recall())
                .extracting(at -> at.regenerated().count())
                .containsExactly(0, 1, 1, 2);
        assertThat(retrieval.recall())
                .extracting(at -> at.hits().count())
                .containsExactly(0, 1, 2, 3);
        assertThat(retrieval.found())
                .containsExactly(
                        new Retrieval.Found("KCl", "KCl", 2, 2, "KCl"),
                        new Retrieval.Found("NaCl", "NaCl", 4, 1, "NaCl"));
    }
}
