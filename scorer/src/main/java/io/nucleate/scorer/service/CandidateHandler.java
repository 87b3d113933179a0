package io.nucleate.scorer.service;

import io.nucleate.crystal.Result;
import io.nucleate.energy.potential.OutOfMemory;
import io.nucleate.energy.potential.Potential;
import io.nucleate.schemas.AuditSample;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CrystalRecords;
import io.nucleate.schemas.Rejected;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.ScorerGroup;
import io.nucleate.schemas.UnknownSchemaException;
import io.nucleate.scorer.CrystalScorer;
import io.nucleate.scorer.Objective;
import io.nucleate.scorer.Score;

import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Scores delivered candidates and decides the fate of each one. It knows no consumers and
 * producers. One thread at a time may use an instance; any thread may call {@link #overdue}.
 *
 * <table>
 * <caption>From delivery to fate</caption>
 * <tr><th>what happened</th><th>fate</th><th>reason</th></tr>
 * <tr><td>scored</td><td>publish</td><td></td></tr>
 * <tr><td>no value, or not a candidate</td><td>dead letter</td><td>undecodable</td></tr>
 * <tr><td>of a newer release, whose schema this one does not know</td>
 *     <td>newer: release, and take no more for a while ({@link Standstill}); dead letter at the
 *     last allowed delivery</td><td>unknown-schema</td></tr>
 * <tr><td>delivered more often than allowed</td><td>dead letter</td><td>delivery-limit</td></tr>
 * <tr><td>of a run that this scorer does not know or cannot honour</td>
 *     <td>release, as another scorer may; dead letter at the last allowed delivery</td>
 *     <td>run-refused</td></tr>
 * <tr><td>not a possible crystal</td><td>dead letter</td><td>impossible-crystal</td></tr>
 * <tr><td>the potential or the relaxation refused it</td><td>dead letter</td>
 *     <td>kind of the failure</td></tr>
 * <tr><td>a number of the score is infinite or undefined</td><td>dead letter</td>
 *     <td>not-finite</td></tr>
 * <tr><td>scoring threw, with others in the batch</td><td>tried again in halves</td><td></td></tr>
 * <tr><td>scoring threw, alone</td><td>release; dead letter at the last allowed delivery</td>
 *     <td>potential-failed, out-of-memory</td></tr>
 * <tr><td>did not end in time, alone</td><td>dead letter</td><td>deadline</td></tr>
 * <tr><td>did not end in time, with others</td><td>release</td><td></td></tr>
 * </table>
 *
 * <p>A candidate may be delivered {@link ScorerGroup#DELIVERY_LIMIT} times.
 */
final class CandidateHandler {
    /**
     * Number of failures in a row after which scoring ends. So many failures without a success are
     * not caused by the candidates, but by the scorer.
     */
    static final int FAILURES_IN_A_ROW_MAX = 16;

    /** Reason for candidates of a newer release. */
    static final String UNKNOWN_SCHEMA = "unknown-schema";

    /** Reason for candidates of a run that the scorer does not know or cannot honour. */
    static final String RUN_REFUSED = "run-refused";

    private static final String OUT_OF_MEMORY = "out-of-memory";
    private static final String POTENTIAL_FAILED = "potential-failed";

    private final CrystalScorer scorer;
    private final Objectives objectives;
    private final Deserializer<Candidate> decoder;
    private final InstantSource clock;
    private final ScorerMeters meters;
    private final ScoreRecords records;
    private final Discoveries discoveries;
    private int failuresInARow;

    CandidateHandler(
            CrystalScorer scorer,
            Objectives objectives,
            Deserializer<Candidate> decoder,
            ScoreRecords records,
            InstantSource clock,
            ScorerMeters meters,
            Discoveries discoveries) {
        this.scorer = scorer;
        this.objectives = objectives;
        this.decoder = decoder;
        this.records = records;
        this.clock = clock;
        this.meters = meters;
        this.discoveries = discoveries;
    }

    /**
     * A delivered record.
     *
     * @param value bytes of the record; null if it has no value
     * @param deliveries number of times that the record was delivered, this time included
     */
    record Delivery(String topic, int partition, long offset, byte[] value, int deliveries) {
        String source() {
            return topic + "-" + partition + "@" + offset;
        }
    }

    /** A delivery that was decoded and waits for its score. */
    private record Decoded(
            int index, Delivery delivery, Candidate candidate, CrystalScorer.Task task) {}

    /**
     * Scores candidates and decides their fates.
     *
     * @return one outcome for each delivery, in the same order
     * @throws IllegalStateException if scoring failed for many candidates in a row
     */
    List<Outcome> decide(List<Delivery> deliveries) {
        Outcome[] outcomes = new Outcome[deliveries.size()];
        List<Decoded> open = new ArrayList<>();
        for (int i = 0; i < outcomes.length; i++) {
            outcomes[i] = open(i, deliveries.get(i), open);
        }
        if (!open.isEmpty()) {
            score(open, outcomes);
        }
        return List.of(outcomes);
    }

    /** Decodes a delivery and adds it to {@code open}; otherwise returns its outcome. */
    private Outcome open(int index, Delivery delivery, List<Decoded> open) {
        Candidate candidate;
        try {
            candidate = decoder.deserialize(delivery.topic(), delivery.value());
        } catch (SerializationException e) {
            return deadLetter(delivery, null, "undecodable", e.getMessage());
        } catch (UnknownSchemaException e) {
            return delivery.deliveries() < ScorerGroup.DELIVERY_LIMIT
                    ? new Outcome.Newer(e.getMessage())
                    : deadLetter(delivery, null, UNKNOWN_SCHEMA, e.getMessage());
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
        Result<Objective> objective = objectives.of(candidate.getId().getRun());
        if (objective instanceof Result.Failure<Objective> refusal) {
            return again(delivery, candidate, refusal.kind(), refusal.reason());
        }
        try {
            CrystalScorer.Task task = new CrystalScorer.Task(
                    CrystalRecords.read(candidate.getCrystal()),
                    ScoringRecords.of(candidate, objective.orElseThrow()));
            open.add(new Decoded(index, delivery, candidate, task));
            return null;
        } catch (IllegalArgumentException e) {
            return deadLetter(delivery, candidate, "impossible-crystal", e.getMessage());
        }
    }

    /**
     * Scores candidates. If that fails, scores them again in halves, down to single candidates. So
     * a candidate that breaks the potential does not affect the others, and a batch that is too
     * large for the memory may fit in parts.
     */
    private void score(List<Decoded> open, Outcome[] outcomes) {
        List<Result<Score>> scores;
        try {
            scores = scorer.score(open.stream().map(Decoded::task).toList());
        } catch (UnknownSchemaException e) {
            // It is a phase of the living hull that cannot be read, and no candidate is the cause.
            throw e;
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

    private Outcome failure(Decoded one, String reason, Throwable e) {
        if (++failuresInARow >= FAILURES_IN_A_ROW_MAX) {
            throw new IllegalStateException(
                    failuresInARow + " candidates in a row could not be scored; the last: " + e, e);
        }
        return again(one.delivery(), one.candidate(), reason, e.toString());
    }

    /** Gives a candidate back for another try; the last allowed delivery was its last try. */
    private Outcome again(Delivery delivery, Candidate candidate, String reason, String detail) {
        return delivery.deliveries() < ScorerGroup.DELIVERY_LIMIT
                ? new Outcome.Release(detail)
                : deadLetter(delivery, candidate, reason, detail);
    }

    private Outcome outcome(Decoded open, Result<Score> result) {
        if (result instanceof Result.Failure<Score> failure) {
            return deadLetter(open.delivery(), open.candidate(), failure.kind(), failure.reason());
        }
        Score score = result.orElseThrow();
        Scored scored = records.scored(
                open.candidate(), score, open.task().objective().reward(), clock.instant());
        return NotFinite.in(scored)
                .map(number ->
                        deadLetter(open.delivery(), open.candidate(), Potential.NOT_FINITE, number))
                .orElseGet(() -> new Outcome.Publish(
                        scored, discoveries.of(score, scored), isAudited(open)));
    }

    /** Not one that comes again: it may be its audit that killed a scorer. */
    private static boolean isAudited(Decoded open) {
        return open.delivery().deliveries() == 1
                && AuditSample.holds(open.candidate(), open.task().objective().auditShare());
    }

    /** Returns the outcome of a candidate that was scored alone when the deadline passed. */
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
                .setScorer(records.scorer())
                .setRejectedAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .build());
    }
}
