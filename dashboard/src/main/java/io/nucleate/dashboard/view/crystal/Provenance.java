package io.nucleate.dashboard.view.crystal;

import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.SubstitutionRecord;

import java.time.Instant;
import java.util.Map;

/**
 * Where a crystal and its numbers come from; texts are empty where releases before did not say it.
 *
 * @param weightsSha256 first digits of the SHA-256 of the policy's weights
 * @param settingsSha256 the same of what else the draw depends on
 * @param substitution null for a crystal as the policy drew it
 * @param replay command that draws and scores it again, from the Kafka that it stands in
 * @param replayWhenStopped the same from the data directory of {@code up}, when that has stopped;
 *     null where that is not known
 */
public record Provenance(
        int policyVersion,
        String weightsSha256,
        String settingsSha256,
        String generator,
        long sequence,
        Instant sampledAt,
        Instant scoredAt,
        String scorer,
        String potential,
        String potentialSha256,
        String hullReference,
        String codeOfGenerator,
        String codeOfScorer,
        Substituted substitution,
        String replay,
        String replayWhenStopped) {

    /**
     * An exchange of elements.
     *
     * @param parent reduced formula of the crystal before
     * @param change elements, site or none
     * @param replacements new element of each that was replaced
     */
    public record Substituted(String parent, String change, Map<String, String> replacements) {
        private static Substituted of(SubstitutionRecord substitution) {
            return substitution == null
                    ? null
                    : new Substituted(
                            substitution.getParent(),
                            substitution.getChange(),
                            substitution.getReplacements());
        }
    }

    static Provenance of(Scored scored, ReplayPlace place) {
        Candidate candidate = scored.getCandidate();
        String id = CandidateIds.text(candidate.getId());
        return new Provenance(
                candidate.getPolicyVersion(),
                candidate.getWeightsSha256(),
                candidate.getSettingsSha256(),
                candidate.getId().getGenerator(),
                candidate.getId().getSequence(),
                candidate.getSampledAt(),
                scored.getScoredAt(),
                scored.getScorer(),
                scored.getPotential(),
                scored.getPotentialSha256(),
                scored.getHullReference(),
                candidate.getCode(),
                scored.getCode(),
                Substituted.of(candidate.getSubstitution()),
                place.command(id, scored.getPotential()),
                place.commandWhenStopped(id, scored.getPotential()).orElse(null));
    }
}
