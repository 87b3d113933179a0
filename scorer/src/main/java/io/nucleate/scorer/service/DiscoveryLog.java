package io.nucleate.scorer.service;

import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.CrystalRecords;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.Topic;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Decides which scores are also written to {@link Topic#DISCOVERIES}, which stays when a disk
 * budget thins {@link Topic#SCORED}: those near the hull that passed all guards, of each kind of
 * crystal only what lies lower than before. Any thread may use it.
 */
final class DiscoveryLog {
    /** About kT at room temperature. */
    static final double ENERGY_ABOVE_HULL_MAX_EV_PER_ATOM = 0.025;

    /** Kinds that are remembered, the latest; one that is forgotten is written again. */
    static final int KINDS_MAX = 10_000;

    private final Map<String, Double> lowestEvPerAtom = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Double> eldest) {
            return size() > KINDS_MAX;
        }
    };

    /** Returns the record to write of a score; nothing if it is no discovery, or no news. */
    synchronized Optional<ProducerRecord<String, SpecificRecord>> of(Scored scored) {
        Double energy = scored.getEnergyAboveHullEvPerAtom();
        if (energy == null
                || energy > ENERGY_ABOVE_HULL_MAX_EV_PER_ATOM
                || !scored.getGates().isEmpty()) {
            return Optional.empty();
        }
        String kind = scored.getCandidate().getId().getRun() + " "
                + CrystalRecords.protostructure(CrystalRecords.evaluated(scored))
                        .text();
        Double before = lowestEvPerAtom.get(kind);
        if (before != null && before <= energy) {
            return Optional.empty();
        }
        lowestEvPerAtom.put(kind, energy);
        String key = CandidateIds.text(scored.getCandidate().getId());
        return Optional.of(new ProducerRecord<>(Topic.DISCOVERIES.topicName(), key, scored));
    }
}
