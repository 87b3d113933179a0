package io.nucleate.evaluation;

import io.nucleate.crystal.Material;
import io.nucleate.crystal.Result;
import io.nucleate.energy.Energetics;
import io.nucleate.energy.EnergyCalculator;
import io.nucleate.energy.EnergyWarnings;
import io.nucleate.energy.Judge;
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
 * @param judge name and version of the second potential
 * @param elementalReferences name of the elemental references
 * @param hullReference identity of the hull
 * @param relaxed whether the energetics are those of relaxed materials
 * @param each energetics of each material or why it has none, in the order of the materials; empty
 *     if the material was not chosen
 * @param warnings finds what to warn of in the energetics
 */
record Energies(
        String potential,
        Optional<String> judge,
        String elementalReferences,
        String hullReference,
        boolean relaxed,
        List<Optional<Result<Energetics>>> each,
        EnergyWarnings warnings) {
    private static final int BATCH = 64;

    /** More, as the last of a batch to converge relax with few others beside them. */
    private static final int RELAXATION_BATCH = 512;

    /**
     * Computes the energetics of some materials.
     *
     * @param chosen whether to evaluate each material
     * @param judge adds its opinion
     */
    static Energies of(
            List<Material> materials,
            boolean[] chosen,
            EnergyCalculator calculator,
            Optional<Judge> judge,
            EnergyMethod method,
            EnergyListener listener) {
        List<Integer> open =
                IntStream.range(0, chosen.length).filter(i -> chosen[i]).boxed().toList();
        List<Optional<Result<Energetics>>> each =
                new ArrayList<>(Collections.nCopies(chosen.length, Optional.empty()));
        int size = method.relaxes() ? RELAXATION_BATCH : BATCH;
        for (int start = 0; start < open.size(); start += size) {
            List<Integer> batch = open.subList(start, Math.min(open.size(), start + size));
            List<Result<Energetics>> computed = method.energetics(
                    calculator, batch.stream().map(materials::get).toList());
            List<Result<Energetics>> results =
                    judge.map(second -> Result.mapAll(computed, second::judge)).orElse(computed);
            for (int i = 0; i < batch.size(); i++) {
                each.set(batch.get(i), Optional.of(results.get(i)));
                if (results.get(i) instanceof Result.Failure<Energetics> failure) {
                    listener.failed(materials.get(batch.get(i)), failure.reason());
                }
            }
            listener.computed(start + batch.size(), open.size());
        }
        return new Energies(
                calculator.potential(),
                judge.map(Judge::potential),
                calculator.elementalReferences(),
                calculator.newestHull().reference().identity(),
                method.relaxes(),
                each,
                calculator.warnings());
    }

    /** Returns the energetics of a material; empty if it has none. */
    Optional<Energetics> of(int index) {
        return each.get(index).flatMap(Result::toOptional);
    }

    /** Returns the reason why a material that was chosen has no energetics; empty if it has. */
    Optional<String> failure(int index) {
        return each.get(index)
                .flatMap(result -> result instanceof Result.Failure<Energetics> failure
                        ? Optional.of(failure.reason())
                        : Optional.empty());
    }

    /** Returns the number of materials for each warning. */
    SortedMap<String, Integer> warningCounts() {
        SortedMap<String, Integer> counts = new TreeMap<>();
        for (int i = 0; i < each.size(); i++) {
            of(i).stream()
                    .flatMap(energetics -> warnings.of(energetics).stream())
                    .forEach(
                            warning -> counts.merge(EnergyWarnings.word(warning), 1, Integer::sum));
        }
        return counts;
    }
}
