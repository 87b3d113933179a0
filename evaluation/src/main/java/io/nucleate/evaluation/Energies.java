package io.nucleate.evaluation;

import io.nucleate.crystal.Material;
import io.nucleate.crystal.Result;
import io.nucleate.energy.Energetics;
import io.nucleate.energy.EnergyCalculator;
import io.nucleate.energy.EnergyWarnings;
import io.nucleate.energy.potential.RequestedQuantities;
import io.nucleate.evaluation.Evaluator.EnergyListener;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The energetics of generated materials, and how they were computed.
 *
 * @param potential name and version of the potential
 * @param elementalReferences name of the elemental references
 * @param hullReference identity of the hull
 * @param each energetics of each material, in the order of the materials; empty if the material was
 *     not chosen or its energy could not be computed
 * @param warnings number of materials for each warning about their energetics
 */
record Energies(
        String potential,
        String elementalReferences,
        String hullReference,
        List<Optional<Energetics>> each,
        SortedMap<String, Integer> warnings) {
    private static final int BATCH = 64;

    /**
     * Computes the energetics of some materials as they are, without relaxation.
     *
     * @param chosen whether to evaluate each material
     */
    static Energies of(
            List<Material> materials,
            boolean[] chosen,
            EnergyCalculator calculator,
            EnergyListener listener) {
        List<Integer> open =
                IntStream.range(0, chosen.length).filter(i -> chosen[i]).boxed().toList();
        List<Optional<Energetics>> each =
                new ArrayList<>(Collections.nCopies(chosen.length, Optional.empty()));
        EnergyWarnings warnings = calculator.warnings();
        SortedMap<String, Integer> counts = new TreeMap<>();
        for (int start = 0; start < open.size(); start += BATCH) {
            List<Integer> batch = open.subList(start, Math.min(open.size(), start + BATCH));
            List<Result<Energetics>> results = calculator.evaluate(
                    batch.stream().map(i -> materials.get(i).structure()).toList(),
                    RequestedQuantities.ENERGY);
            for (int i = 0; i < batch.size(); i++) {
                each.set(batch.get(i), results.get(i).toOptional());
                if (results.get(i) instanceof Result.Failure<Energetics> failure) {
                    listener.failed(materials.get(batch.get(i)), failure.reason());
                }
            }
            Result.values(results).stream()
                    .flatMap(energetics -> warnings.of(energetics).stream())
                    .forEach(
                            warning -> counts.merge(EnergyWarnings.word(warning), 1, Integer::sum));
            listener.computed(start + batch.size(), open.size());
        }
        return new Energies(
                calculator.potential(),
                calculator.elementalReferences(),
                calculator.newestHull().reference().identity(),
                each,
                counts);
    }
}
