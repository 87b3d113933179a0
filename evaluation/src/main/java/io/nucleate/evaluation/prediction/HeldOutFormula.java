package io.nucleate.evaluation.prediction;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.HeldOutFormulas;
import io.nucleate.crystal.Material;
import io.nucleate.crystal.Metastability;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A formula that no policy may have learned, and its known structures.
 *
 * @param structures the lowest {@code e_above_hull} first; those without one come last
 */
public record HeldOutFormula(Composition formula, List<Material> structures) {
    /**
     * Finds the formulas of materials that are held out. They come in the order of their hashes,
     * which has nothing to do with chemistry: the first few of them are a random sample.
     *
     * @param atomsMax most atoms in a primitive cell; larger structures do not count as known
     */
    public static List<HeldOutFormula> of(List<Material> materials, int atomsMax) {
        Map<String, List<Material>> byHash = new TreeMap<>();
        for (Material material : materials) {
            Composition composition = material.structure().composition();
            if (HeldOutFormulas.contains(composition)
                    && material.primitiveAtomCount() <= atomsMax) {
                byHash.computeIfAbsent(
                                HeldOutFormulas.hash(composition.reducedFormula()),
                                hash -> new ArrayList<>())
                        .add(material);
            }
        }
        return byHash.values().stream().map(HeldOutFormula::of).toList();
    }

    private static HeldOutFormula of(List<Material> structures) {
        List<Material> ordered = structures.stream()
                .sorted(Comparator.comparingDouble(material -> material.properties()
                        .getOrDefault(Metastability.FIELD, Double.POSITIVE_INFINITY)))
                .toList();
        return new HeldOutFormula(ordered.get(0).structure().composition(), ordered);
    }

    /** Returns the known structure of the lowest energy. */
    public Material stablest() {
        return structures.get(0);
    }
}
