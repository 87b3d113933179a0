package io.nucleate.evaluation;

import io.nucleate.crystal.Material;
import io.nucleate.crystal.StructureChecks;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * The distributions of a set of materials. Those of generated materials are compared with those of
 * a reference set.
 *
 * @param source name of the set, in words
 * @param densitiesGramPerCm3 mass densities
 * @param formationEnergiesEvPerAtom formation energies of the materials that have a known one
 * @param elementCounts numbers of different elements
 * @param atomCounts numbers of atoms in the primitive cell
 * @param spaceGroups number of materials in each space group
 * @param fingerprints fingerprints for the coverage; empty if the structures are not known
 */
public record MaterialDistributions(
        String source,
        double[] densitiesGramPerCm3,
        double[] formationEnergiesEvPerAtom,
        double[] elementCounts,
        double[] atomCounts,
        Map<Integer, Integer> spaceGroups,
        List<double[]> fingerprints) {
    /**
     * Names of a formation energy in eV/atom: in our files and in those of the Materials Project.
     */
    private static final List<String> FORMATION_ENERGY =
            List.of("formation_energy_ev_per_atom", "formation_energy_per_atom");

    /** Computes the distributions and fingerprints of materials. */
    public static MaterialDistributions of(String source, List<Material> materials) {
        return of(
                source,
                materials,
                materials.parallelStream()
                        .map(material -> Fingerprint.of(material.structure()))
                        .toList());
    }

    /** Computes the distributions of materials, but no fingerprints. */
    static MaterialDistributions withoutFingerprints(String source, List<Material> materials) {
        return of(source, materials, List.of());
    }

    private static MaterialDistributions of(
            String source, List<Material> materials, List<double[]> fingerprints) {
        return new MaterialDistributions(
                source,
                numbers(materials, material -> StructureChecks.of(material.structure())
                        .densityGramPerCm3()),
                known(numbers(materials, MaterialDistributions::formationEnergyEvPerAtom)),
                numbers(materials, MaterialDistributions::elementCount),
                numbers(materials, Material::primitiveAtomCount),
                spaceGroups(materials),
                fingerprints);
    }

    /** Returns the distributions of an index, which has no structures and so no fingerprints. */
    public static MaterialDistributions of(String source, MaterialIndex index) {
        List<MaterialIndex.IndexedMaterial> rows = index.rows();
        Map<Integer, Integer> spaceGroups = new TreeMap<>();
        rows.forEach(row -> spaceGroups.merge(row.spaceGroup(), 1, Integer::sum));
        return new MaterialDistributions(
                source,
                numbers(rows, MaterialIndex.IndexedMaterial::densityGramPerCm3),
                known(numbers(rows, MaterialIndex.IndexedMaterial::formationEnergyEvPerAtom)),
                numbers(rows, MaterialIndex.IndexedMaterial::elements),
                numbers(rows, MaterialIndex.IndexedMaterial::atoms),
                spaceGroups,
                List.of());
    }

    /** Returns the formation energy of a material; {@code NaN} if its source does not state it. */
    static double formationEnergyEvPerAtom(Material material) {
        return FORMATION_ENERGY.stream()
                .filter(material.properties()::containsKey)
                .mapToDouble(material.properties()::get)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static double elementCount(Material material) {
        return material.structure().composition().elements().size();
    }

    private static <T> double[] numbers(List<T> list, ToDoubleFunction<T> number) {
        return list.parallelStream().mapToDouble(number).toArray();
    }

    private static double[] known(double[] numbers) {
        return DoubleStream.of(numbers).filter(Double::isFinite).toArray();
    }

    private static Map<Integer, Integer> spaceGroups(List<Material> materials) {
        Map<Integer, Integer> counts = new TreeMap<>();
        for (Material material : materials) {
            material.crystal()
                    .ifPresent(crystal ->
                            counts.merge(crystal.spaceGroup().number(), 1, Integer::sum));
        }
        return counts;
    }
}
