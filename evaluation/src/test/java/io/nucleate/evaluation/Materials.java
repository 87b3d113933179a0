package io.nucleate.evaluation;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Material;
import io.nucleate.crystal.Structure;
import io.nucleate.crystal.TestCrystals;

import java.util.Map;
import java.util.Optional;

/** Makes small materials for tests. */
final class Materials {
    private Materials() {}

    /** Returns a material with the structure of rock salt. */
    static Material halide(String cation, String anion, double a) {
        return material(
                cation + anion, TestCrystals.rockSalt(Element.of(cation), Element.of(anion), a));
    }

    /** Returns a material with the structure of caesium chloride. */
    static Material caesiumChloride(String cation, String anion, double a) {
        return material(
                cation + anion + "-cubic",
                TestCrystals.caesiumChloride(Element.of(cation), Element.of(anion), a));
    }

    private static Material material(String name, Crystal crystal) {
        return new Material(
                name,
                Optional.of(crystal),
                crystal.primitiveStructure(),
                Map.of("formation_energy_per_atom", -2.0));
    }

    /** Returns the same material without symmetry, in the conventional cell and another origin. */
    static Material withoutSymmetry(Material material) {
        Structure cell = material.crystal().orElseThrow().structure();
        double[][] frac = cell.fracs();
        for (double[] point : frac) {
            point[1] += 0.37;
        }
        return new Material(
                material.name() + "-P1",
                Optional.empty(),
                new Structure(cell.latticeVectors(), cell.atomicNumbers(), frac),
                Map.of());
    }
}
