package io.nucleate.evaluation;

import io.nucleate.crystal.Material;
import io.nucleate.crystal.StructureChecks;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * What generated materials are held against: the distributions of a set of materials.
 *
 * @param source which set, in words
 * @param densities g/cm³
 * @param formationEnergies eV/atom, of those where it is known
 * @param elementCounts number of different elements
 * @param atomCounts atoms in the primitive cell
 * @param spaceGroups how many materials of which
 * @param fingerprints for coverage; empty where no structures are at hand
 */
public record Reference(
        String source,
        double[] densities,
        double[] formationEnergies,
        double[] elementCounts,
        double[] atomCounts,
        Map<Integer, Integer> spaceGroups,
        List<double[]> fingerprints) {
    /**
     * What sources call a formation energy in eV/atom: our own name, and the Materials Project's.
     */
    private static final List<String> FORMATION_ENERGY =
            List.of("formation_energy_ev_per_atom", "formation_energy_per_atom");

    public static Reference of(String source, List<Material> materials) {
        return of(
                source,
                materials,
                materials.parallelStream()
                        .map(material -> Fingerprint.of(material.structure()))
                        .toList());
    }

    /** The distributions alone. */
    static Reference withoutFingerprints(String source, List<Material> materials) {
        return of(source, materials, List.of());
    }

    private static Reference of(
            String source, List<Material> materials, List<double[]> fingerprints) {
        return new Reference(
                source,
                numbers(materials, material -> StructureChecks.of(material.structure())
                        .densityGPerCm3()),
                known(numbers(materials, Reference::formationEnergyEvPerAtom)),
                numbers(materials, Reference::elementCount),
                numbers(materials, Material::primitiveAtomCount),
                spaceGroups(materials),
                fingerprints);
    }

    public static Reference of(String source, MaterialIndex index) {
        List<MaterialIndex.Row> rows = index.rows();
        Map<Integer, Integer> spaceGroups = new TreeMap<>();
        rows.forEach(row -> spaceGroups.merge(row.spaceGroup(), 1, Integer::sum));
        return new Reference(
                source,
                numbers(rows, MaterialIndex.Row::densityGPerCm3),
                known(numbers(rows, MaterialIndex.Row::formationEnergyEvPerAtom)),
                numbers(rows, MaterialIndex.Row::elements),
                numbers(rows, MaterialIndex.Row::atoms),
                spaceGroups,
                List.of());
    }

    /** {@code NaN} where the source does not give it. */
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
