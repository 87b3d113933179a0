package io.nucleate.scorer.service;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Result;
import io.nucleate.energy.potential.OutOfMemory;
import io.nucleate.energy.potential.Potential;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CrystalRecords;
import io.nucleate.schemas.Rejected;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.ScorerGroup;
import io.nucleate.scorer.CrystalScorer;
import io.nucleate.scorer.Score;

import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides the fate of delivered candidates. Knows nothing of consumers and producers. For one
 * thread, but {@link #overdue} for any.
 *
 * <table>
 * <caption>From delivery to fate</caption>
 * <tr><th>what happened</th><th>fate</th><th>reason</th></tr>
 * <tr><td>scored</td><td>publish</td><td></td></tr>
 * <tr><td>no value, or not a candidate</td><td>dead letter</td><td>undecodable</td></tr>
 * <tr><td>delivered more often than the limit</td><td>dead letter</td><td>delivery-limit</td></tr>
 * <tr><td>not a possible crystal</td><td>dead letter</td><td>impossible-crystal</td></tr>
 * <tr><td>the potential or the relaxation refused it</td><td>dead letter</td>
 *     <td>kind of the failure</td></tr>
 * <tr><td>a number of the score is infinite or undefined</td><td>dead letter</td>
 *     <td>not-finite</td></tr>
 * <tr><td>scoring threw, with others in the batch</td><td>tried again in halves</td><td></td></tr>
 * <tr><td>scoring threw, alone</td><td>release; at the limit dead letter</td>
 *     <td>potential-failed, out-of-memory</td></tr>
 * <tr><td>did not end in time, alone</td><td>dead letter</td><td>deadline</td></tr>
 * <tr><td>did not end in time, with others</td><td>release</td><td></td></tr>
 * </table>
 *
 * <p>The limit is {@link ScorerGroup#DELIVERY_LIMIT} deliveries.
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
    private final ScoreRecords records;
    private final Discoveries discoveries;
    private int failuresInARow;

    CandidateHandler(
            CrystalScorer scorer,
            Deserializer<Candidate> decoder,
            String name,
            InstantSource clock,
            ScorerMeters meters,
            Discoveries discoveries) {
        this.scorer = scorer;
        this.decoder = decoder;
        this.name = name;
        this.clock = clock;
        this.meters = meters;
        this.discoveries = discoveries;
        records = new ScoreRecords(name, scorer.rewardName(), scorer.potential());
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
     * @throws IllegalStateException where scoring fails again and again, whatever the candidate
     */
    List<Outcome> decide(List<Delivery> deliveries) {
        Outcome[] outcomes = new Outcome[deliveries.size()];
        List<Open> open = new ArrayList<>();
        for (int i = 0; i < outcomes.length; i++) {
            outcomes[i] = open(i, deliveries.get(i), open);
        }
        if (!open.isEmpty()) {
            score(open, outcomes);
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
     * Tries what fails again in halves, down to a single candidate: one that breaks the potential
     * must not take the others along, and what is too large for the memory together may fit one
     * after another.
     */
    private void score(List<Open> open, Outcome[] outcomes) {
        List<Result<Score>> scores;
        try {
            scores = scorer.score(open.stream().map(Open::crystal).toList());
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
                score(open.subList(0, open.size() / 2), outcomes);
                score(open.subList(open.size() / 2, open.size()), outcomes);
            }
            return;
        }
        failuresInARow = 0;
        for (int i = 0; i < open.size(); i++) {
            outcomes[open.get(i).index()] = outcome(open.get(i), scores.get(i));
        }
    }

    private Outcome failure(Open one, String reason, Throwable e) {
        if (++failuresInARow >= FAILURES_IN_A_ROW_MAX) {
            throw new IllegalStateException(
                    failuresInARow + " candidates in a row could not be scored; the last: " + e, e);
        }
        return one.delivery().deliveries() < ScorerGroup.DELIVERY_LIMIT
                ? new Outcome.Release(e.toString())
                : deadLetter(one.delivery(), one.candidate(), reason, e.toString());
    }

    private Outcome outcome(Open open, Result<Score> result) {
        if (result instanceof Result.Failure<Score> failure) {
            return deadLetter(open.delivery(), open.candidate(), failure.kind(), failure.reason());
        }
        Score score = result.orElseThrow();
        Scored scored = records.scored(open.candidate(), score, clock.instant());
        return NotFinite.in(scored)
                .map(number ->
                        deadLetter(open.delivery(), open.candidate(), Potential.NOT_FINITE, number))
                .orElseGet(() -> new Outcome.Publish(scored, discoveries.of(score, scored)));
    }

    /** Gives up a candidate that was being scored alone when the deadline passed. */
    Outcome overdue(Delivery delivery, Duration deadline) {
        Candidate candidate = decoder.deserialize(delivery.topic(), delivery.value());
        return deadLetter(
                delivery, candidate, "deadline", "scoring it alone did not end within " + deadline);
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
