package io.nucleate.evaluation;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Material;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.Structure;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes small materials for tests. */
final class Materials {
    private Materials() {}

    /** Returns a material with the structure of rock salt. */
    static Material halide(String cation, String anion, double a) {
        return material(
                cation + anion,
                new Crystal(
                        SpaceGroup.of(225),
                        Lattice.of(new double[] {a, a, a, 90, 90, 90}),
                        List.of(site(cation, 'a', 0), site(anion, 'b', 0.5))));
    }

    /** Returns a material with the structure of caesium chloride. */
    static Material caesiumChloride(String cation, String anion, double a) {
        return material(
                cation + anion + "-cubic",
                new Crystal(
                        SpaceGroup.of(221),
                        Lattice.of(new double[] {a, a, a, 90, 90, 90}),
                        List.of(site(cation, 'a', 0), site(anion, 'b', 0.5))));
    }

    private static Site site(String element, char letter, double x) {
        return new Site(Element.of(element), letter, x, x, x);
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
