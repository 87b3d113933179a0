package io.nucleate.evaluation.prediction;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Result;
import io.nucleate.crystal.StructureChecks;
import io.nucleate.crystal.matching.PreparedStructure;
import io.nucleate.crystal.matching.Protostructure;
import io.nucleate.crystal.matching.StructureMatcher;
import io.nucleate.crystal.symmetry.SymmetryFinder;
import io.nucleate.energy.Energetics;
import io.nucleate.energy.EnergyCalculator;
import io.nucleate.energy.relaxation.RelaxationSettings;
import io.nucleate.energy.relaxation.Relaxed;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Predicts the structures of a composition from drawn crystals: takes the likeliest arrangements,
 * relaxes them, merges those that come out the same, and ranks them by energy.
 */
public final class StructurePrediction {
    private final EnergyCalculator calculator;
    private final RelaxationSettings relaxation;
    private final StructureMatcher matcher;
    private final double toleranceAngstrom;

    /**
     * A drawn crystal.
     *
     * @param weight how likely it is, relative to others
     */
    public record Draw(Crystal crystal, double weight) {}

    /** @param toleranceAngstrom within which a relaxed crystal is symmetric */
    public StructurePrediction(
            EnergyCalculator calculator,
            RelaxationSettings relaxation,
            StructureMatcher matcher,
            double toleranceAngstrom) {
        this.calculator = calculator;
        this.relaxation = relaxation;
        this.matcher = matcher;
        this.toleranceAngstrom = toleranceAngstrom;
    }

    /**
     * Chooses which crystals to relax: of each arrangement on Wyckoff letters the likeliest
     * crystals, and of the arrangements those of the largest total weight. An arrangement with free
     * coordinates may relax to several structures, so the first ones get a second crystal when all
     * have one, and so on.
     *
     * @param count number of crystals; fewer if there are no more
     */
    public static List<Draw> choose(List<Draw> draws, int count) {
        Map<Protostructure, List<Draw>> arrangements = new LinkedHashMap<>();
        draws.stream()
                .filter(draw -> isPossible(draw.crystal))
                .sorted(Comparator.comparingDouble(Draw::weight).reversed())
                .forEach(draw -> arrangements
                        .computeIfAbsent(
                                Protostructure.of(draw.crystal), first -> new ArrayList<>())
                        .add(draw));
        record Turn(Draw draw, double priority) {}
        List<Turn> turns = new ArrayList<>();
        for (List<Draw> alike : arrangements.values()) {
            double total = alike.stream().mapToDouble(Draw::weight).sum();
            for (int i = 0; i < alike.size(); i++) {
                turns.add(new Turn(alike.get(i), total / (1 + i)));
            }
        }
        return turns.stream()
                .sorted(Comparator.comparingDouble(Turn::priority).reversed())
                .limit(count)
                .map(Turn::draw)
                .toList();
    }

    /** A drawn cell may have no volume, or atoms on top of one another. */
    private static boolean isPossible(Crystal crystal) {
        try {
            return !StructureChecks.of(crystal.primitiveStructure()).atomsTooClose();
        } catch (IllegalArgumentException e) {
            return false; // no volume
        }
    }

    /**
     * Relaxes crystals and ranks what comes out, the lowest energy per atom first. Crystals that
     * cannot be relaxed are left out.
     */
    public List<PredictedStructure> rank(List<Draw> draws) {
        List<Result<Energetics>> relaxed = calculator.evaluateRelaxed(calculator
                .relaxer(relaxation)
                .relax(draws.stream().map(Draw::crystal).toList()));
        List<PredictedStructure> predictions = new ArrayList<>();
        List<PreparedStructure> prepared = new ArrayList<>();
        for (int i = 0; i < draws.size(); i++) {
            double weight = draws.get(i).weight();
            relaxed.get(i)
                    .toOptional()
                    .ifPresent(energetics -> merge(energetics, weight, predictions, prepared));
        }
        predictions.sort(Comparator.comparingDouble(
                prediction -> prediction.energetics().prediction().energyEvPerAtom()));
        return predictions;
    }

    private void merge(
            Energetics energetics,
            double weight,
            List<PredictedStructure> predictions,
            List<PreparedStructure> prepared) {
        PreparedStructure structure = PreparedStructure.of(energetics.structure());
        for (int i = 0; i < prepared.size(); i++) {
            if (matcher.matches(prepared.get(i), structure)) {
                predictions.set(i, merged(predictions.get(i), energetics, weight));
                return;
            }
        }
        prepared.add(structure);
        predictions.add(new PredictedStructure(crystal(energetics), energetics, 1, weight));
    }

    /** Keeps the structure of lower energy. */
    private PredictedStructure merged(PredictedStructure same, Energetics another, double weight) {
        boolean isLower = another.prediction().energyEvPerAtom()
                < same.energetics().prediction().energyEvPerAtom();
        return new PredictedStructure(
                isLower ? crystal(another) : same.crystal(),
                isLower ? another : same.energetics(),
                same.draws() + 1,
                same.weight() + weight);
    }

    private Crystal crystal(Energetics energetics) {
        Crystal relaxed = energetics.relaxed().flatMap(Relaxed::crystal).orElseThrow();
        return SymmetryFinder.findOther(relaxed, toleranceAngstrom)
                .orElse(relaxed)
                .canonical();
    }
}
