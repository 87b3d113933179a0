package io.nucleate.evaluation.prediction;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.matching.PreparedStructure;
import io.nucleate.crystal.matching.StructureMatcher;
import io.nucleate.evaluation.Share;

import java.util.Arrays;
import java.util.List;

/**
 * What was found of the known structures of a formula.
 *
 * @param formula reduced
 * @param stablest name of the known structure of the lowest energy
 * @param rank place of the prediction that matches it, counted from 1; 0 if none does
 * @param rankOfAny place of the first prediction that matches any known structure; 0 if none does
 * @param predictions number of different structures that were predicted
 * @param seconds that the prediction took
 */
public record PredictionOutcome(
        String formula, String stablest, int rank, int rankOfAny, int predictions, double seconds) {
    private static final int[] TOP = {1, 5, 20};

    /** Compares predictions with what is known. */
    public static PredictionOutcome of(
            HeldOutFormula known,
            List<PredictedStructure> ranked,
            StructureMatcher matcher,
            double seconds) {
        List<PreparedStructure> targets = known.structures().stream()
                .map(material -> PreparedStructure.of(material.structure()))
                .toList();
        int rank = 0;
        int rankOfAny = 0;
        for (int i = 0; i < ranked.size() && rank == 0; i++) {
            PreparedStructure predicted =
                    PreparedStructure.of(ranked.get(i).energetics().structure());
            if (matcher.matches(targets.get(0), predicted)) {
                rank = i + 1;
            }
            if (rankOfAny == 0
                    && targets.stream().anyMatch(target -> matcher.matches(target, predicted))) {
                rankOfAny = i + 1;
            }
        }
        return new PredictionOutcome(
                known.formula().reducedFormula(),
                known.stablest().name(),
                rank,
                rankOfAny,
                ranked.size(),
                seconds);
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @throws IllegalArgumentException for a line without these fields
     */
    public static PredictionOutcome of(ObjectNode line) {
        if (!line.path("formula").isTextual() || !line.path("rank").isInt()) {
            throw new IllegalArgumentException("no outcome of a prediction");
        }
        return new PredictionOutcome(
                line.get("formula").textValue(),
                line.path("stablest").asText(),
                line.get("rank").intValue(),
                line.path("rank_of_any").intValue(),
                line.path("predictions").intValue(),
                line.path("seconds").doubleValue());
    }

    public ObjectNode toJson() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("formula", formula)
                .put("stablest", stablest)
                .put("rank", rank)
                .put("rank_of_any", rankOfAny)
                .put("predictions", predictions)
                .put("seconds", seconds);
    }

    /** Summarises outcomes: match rates among the first 1, 5, 20 predictions, and time. */
    public static ObjectNode summary(List<PredictionOutcome> outcomes) {
        ObjectNode summary = JsonNodeFactory.instance.objectNode().put("formulas", outcomes.size());
        ObjectNode stablest = summary.putObject("match_rate");
        ObjectNode any = summary.putObject("match_rate_of_any");
        for (int top : TOP) {
            put(
                    stablest,
                    top,
                    outcomes.stream().mapToInt(PredictionOutcome::rank).toArray());
            put(
                    any,
                    top,
                    outcomes.stream().mapToInt(PredictionOutcome::rankOfAny).toArray());
        }
        return summary.put(
                "seconds_per_formula",
                outcomes.stream()
                        .mapToDouble(PredictionOutcome::seconds)
                        .average()
                        .orElse(0));
    }

    private static void put(ObjectNode rates, int top, int[] ranks) {
        long found =
                Arrays.stream(ranks).filter(rank -> rank > 0 && rank <= top).count();
        Share share = Share.of(found, ranks.length);
        rates.putObject(Integer.toString(top))
                .put("count", share.count())
                .put("fraction", share.fraction())
                .put("fraction_min", share.fractionMin())
                .put("fraction_max", share.fractionMax());
    }
}
