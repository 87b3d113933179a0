package io.nucleate.learner.reinforcement;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.nucleate.schemas.SeenIds;
import io.nucleate.tensors.SafeTensors;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The learner's state beside weights and moments. It is stored in the same file as those, so that
 * they move as one.
 *
 * @param baseline what the run's algorithm expects of rewards
 * @param lastByVersion largest number of each source by version; null as earlier releases stored it
 * @param repeats memory of {@link Repeats}; null as earlier releases stored it
 * @param elementShares counts of {@link ElementShares}; null as earlier releases stored it
 * @param strataShares counts of {@link StrataShares}; null as earlier releases stored it
 * @param elites the best crystals so far; null as earlier releases stored it
 * @param offsets next record to read, by {@code topic-partition}
 * @param lastUpdate the newest update; null where the state of the learner that made it was lost
 */
public record LearnerState(
        int version,
        long staleDroppedTotal,
        long refusedTotal,
        long lost,
        double[] baseline,
        Map<String, SeenIds.Seen> seen,
        long seenCount,
        Map<String, TreeMap<Integer, Long>> lastByVersion,
        Map<String, Integer> repeats,
        ElementShares.State elementShares,
        StrataShares.State strataShares,
        List<Elite> elites,
        Map<String, Long> offsets,
        Learner.Update lastUpdate) {
    private static final String KEY = "learner";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Puts the state into one file with weights and moments. */
    SafeTensors store(PolicyTraining training) {
        try {
            return training.checkpoint(Map.of(KEY, JSON.writeValueAsString(this)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the learner's state cannot be written as JSON", e);
        }
    }

    /**
     * Reads the state from the metadata of a checkpoint.
     *
     * @throws IllegalArgumentException where the file is no learner's checkpoint
     */
    public static LearnerState of(SafeTensors checkpoint) {
        try {
            return JSON.readValue(checkpoint.metadata().getOrDefault(KEY, ""), LearnerState.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "not a learner's checkpoint: its metadata lacks a readable '" + KEY + "'", e);
        }
    }
}
