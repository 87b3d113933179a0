package io.nucleate.scorer.service;

import io.nucleate.crystal.Crystal;
import io.nucleate.energy.Energetics;
import io.nucleate.energy.Judgement;
import io.nucleate.energy.hull.ConvexHull.Decomposition;
import io.nucleate.energy.potential.Evaluation;
import io.nucleate.energy.potential.OutOfMemory;
import io.nucleate.energy.property.Estimate;
import io.nucleate.energy.property.Property;
import io.nucleate.energy.relaxation.Relaxed;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CrystalRecords;
import io.nucleate.schemas.JudgementRecord;
import io.nucleate.schemas.Rejected;
import io.nucleate.schemas.RelaxationSummary;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.ScorerGroup;
import io.nucleate.scorer.CrystalScorer;
import io.nucleate.scorer.Score;
import io.nucleate.scorer.Verdict;

import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Decides what becomes of delivered candidates: a score, a dead letter, or another try. What is
 * wrong with the record itself makes a dead letter at once; what went wrong in pricing it is tried
 * again, up to {@link ScorerGroup#DELIVERY_LIMIT} times. Knows nothing of consumers and producers.
 * For one thread, but {@link #overdue} for any.
 */
final class CandidateHandler {
    /** So many failures without a single success are the scorer's fault, not the candidates'. */
    static final int FAILURES_IN_A_ROW_MAX = 16;

    private static final String OUT_OF_MEMORY = "out-of-memory";
    private static final String POTENTIAL_FAILED = "potential-failed";

    private final CrystalScorer scorer;
    private final Deserializer<Candidate> decoder;
    private final String name;
    private final InstantSource clock;
    private final ScorerMeters meters;
    private int failuresInARow;

    CandidateHandler(
            CrystalScorer scorer,
            Deserializer<Candidate> decoder,
            String name,
            InstantSource clock,
            ScorerMeters meters) {
        this.scorer = scorer;
        this.decoder = decoder;
        this.name = name;
        this.clock = clock;
        this.meters = meters;
    }

    /**
     * A record as it was delivered.
     *
     * @param value the record's bytes, null where it has none
     * @param deliveries how often, this time included
     */
    record Delivery(String topic, int partition, long offset, byte[] value, int deliveries) {
        String source() {
            return topic + "-" + partition + "@" + offset;
        }
    }

    /** A delivery on the way to its score. */
    private record Open(int index, Delivery delivery, Candidate candidate, Crystal crystal) {}

    /**
     * @return as many outcomes as deliveries, in their order
     * @throws IllegalStateException where pricing fails again and again, whatever the candidate
     */
    List<Outcome> decide(List<Delivery> deliveries) {
        Outcome[] outcomes = new Outcome[deliveries.size()];
        List<Open> open = new ArrayList<>();
        for (int i = 0; i < outcomes.length; i++) {
            outcomes[i] = open(i, deliveries.get(i), open);
        }
        if (!open.isEmpty()) {
            calculate(open, outcomes);
        }
        return List.of(outcomes);
    }

    /** Adds to {@code open}, or says why not. */
    private Outcome open(int index, Delivery delivery, List<Open> open) {
        Candidate candidate;
        try {
            candidate = decoder.deserialize(delivery.topic(), delivery.value());
        } catch (SerializationException e) {
            return deadLetter(delivery, null, "undecodable", e.getMessage());
        }
        if (candidate == null) {
            return deadLetter(delivery, null, "undecodable", "the record has no value");
        }
        if (delivery.deliveries() > ScorerGroup.DELIVERY_LIMIT) {
            return deadLetter(
                    delivery,
                    candidate,
                    "delivery-limit",
                    "no scorer that it was delivered to lived to tell why");
        }
        try {
            open.add(new Open(
                    index, delivery, candidate, CrystalRecords.read(candidate.getCrystal())));
            return null;
        } catch (IllegalArgumentException e) {
            return deadLetter(delivery, candidate, "impossible-crystal", e.getMessage());
        }
    }

    /**
     * What fails is tried again in halves, down to a single candidate: one that breaks the
     * potential must not take the others along, and what is too large for the memory together may
     * fit one after another.
     */
    private void calculate(List<Open> open, Outcome[] outcomes) {
        List<Verdict> verdicts;
        try {
            verdicts = scorer.score(open.stream().map(Open::crystal).toList());
        } catch (RuntimeException | OutOfMemoryError e) {
            boolean outOfMemory = OutOfMemory.isCauseOf(e);
            if (outOfMemory) {
                meters.countOutOfMemory();
            }
            if (open.size() == 1) {
                outcomes[open.get(0).index()] =
                        failure(open.get(0), outOfMemory ? OUT_OF_MEMORY : POTENTIAL_FAILED, e);
            } else {
                meters.countSplit();
                calculate(open.subList(0, open.size() / 2), outcomes);
                calculate(open.subList(open.size() / 2, open.size()), outcomes);
            }
            return;
        }
        failuresInARow = 0;
        for (int i = 0; i < open.size(); i++) {
            outcomes[open.get(i).index()] = outcome(open.get(i), verdicts.get(i));
        }
    }

    private Outcome failure(Open one, String reason, Throwable e) {
        if (++failuresInARow >= FAILURES_IN_A_ROW_MAX) {
            throw new IllegalStateException(
                    failuresInARow + " candidates in a row could not be priced; the last: " + e, e);
        }
        return one.delivery().deliveries() < ScorerGroup.DELIVERY_LIMIT
                ? new Outcome.Release(e.toString())
                : deadLetter(one.delivery(), one.candidate(), reason, e.toString());
    }

    private Outcome outcome(Open open, Verdict verdict) {
        if (verdict instanceof Verdict.Failure failure) {
            return deadLetter(open.delivery(), open.candidate(), failure.kind(), failure.reason());
        }
        Scored scored = scored(open.candidate(), (Score) verdict);
        return NotFinite.in(scored)
                .map(number -> deadLetter(
                        open.delivery(), open.candidate(), Evaluation.Failure.NOT_FINITE, number))
                .orElseGet(() -> new Outcome.Published(scored));
    }

    /** A candidate that was being priced alone when the deadline passed. */
    Outcome overdue(Delivery delivery, Duration deadline) {
        Candidate candidate = decoder.deserialize(delivery.topic(), delivery.value());
        return deadLetter(
                delivery, candidate, "deadline", "pricing it alone did not end within " + deadline);
    }

    private Scored scored(Candidate candidate, Score score) {
        Optional<Energetics> energetics = score.energetics();
        Optional<Decomposition> decomposition = energetics.map(Energetics::decomposition);
        OptionalDouble reward = score.reward().value();
        Map<Property, Estimate> properties =
                energetics.map(Energetics::properties).orElse(Map.of());
        Estimate bandGap = properties.get(Property.BAND_GAP);
        Estimate dielectric = properties.get(Property.DIELECTRIC_ELECTRONIC);
        return Scored.newBuilder()
                .setCandidate(candidate)
                .setFormula(score.composition().reducedFormula())
                .setEnergyEvPerAtom(
                        energetics.map(p -> p.prediction().energyEvPerAtom()).orElse(null))
                .setFormationEnergyEvPerAtom(
                        energetics.map(Energetics::formationEnergyEvPerAtom).orElse(null))
                .setEnergyAboveHullEvPerAtom(
                        energetics.map(Energetics::energyAboveHullEvPerAtom).orElse(null))
                .setDecomposition(decomposition.map(Decomposition::products).orElse(Map.of()))
                .setReferencePhases(
                        decomposition.map(Decomposition::knownPhases).orElse(0))
                .setBandGapEv(bandGap == null ? null : bandGap.value())
                .setBandGapUncertaintyEv(bandGap == null ? null : bandGap.uncertainty())
                .setDielectricElectronic(dielectric == null ? null : dielectric.value())
                .setDielectricElectronicUncertainty(
                        dielectric == null ? null : dielectric.uncertainty())
                .setReward(reward.isPresent() ? reward.getAsDouble() : null)
                .setRewardName(scorer.rewardName())
                .setRewardTerms(score.reward().terms())
                .setGates(score.reward().guards())
                .setRelaxation(energetics
                        .flatMap(Energetics::relaxed)
                        .map(CandidateHandler::relaxation)
                        .orElse(null))
                .setJudgement(energetics
                        .flatMap(Energetics::judgement)
                        .map(CandidateHandler::judgement)
                        .orElse(null))
                .setPotential(scorer.potential())
                .setHullReference(scorer.hullReference())
                .setScorer(name)
                .setScoredAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .build();
    }

    private static RelaxationSummary relaxation(Relaxed relaxed) {
        return RelaxationSummary.newBuilder()
                .setConverged(relaxed.converged())
                .setSteps(relaxed.steps())
                .setForceMaxEvPerAngstrom(relaxed.prediction().forceMaxEvPerAngstrom())
                .setStressMaxGpa(relaxed.stressMaxGpa())
                .setCrystal(CrystalRecords.write(relaxed.crystal().orElseThrow()))
                .build();
    }

    private static JudgementRecord judgement(Judgement judgement) {
        return new JudgementRecord(
                judgement.potential(),
                judgement.energyEvPerAtom(),
                judgement.energyAboveHullEvPerAtom());
    }

    private Outcome deadLetter(
            Delivery delivery, Candidate candidate, String reason, String detail) {
        return new Outcome.DeadLetter(Rejected.newBuilder()
                .setCandidate(candidate)
                .setSource(delivery.source())
                .setReason(reason)
                .setDetail(detail)
                .setDeliveries(delivery.deliveries())
                .setScorer(name)
                .setRejectedAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .build());
    }
}
