package io.nucleate.scorer.service;

import io.nucleate.crystal.Result;
import io.nucleate.energy.relaxation.RelaxationSettings;
import io.nucleate.reward.Gates;
import io.nucleate.reward.HullTrust;
import io.nucleate.reward.RewardSettings;
import io.nucleate.reward.Rewards;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.CrystalRecords;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.Topic;
import io.nucleate.scorer.CrystalScorer;
import io.nucleate.scorer.Objective;
import io.nucleate.scorer.Score;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jboss.logging.Logger;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Audits a share of the candidates: relaxes them within their space groups and lets a second
 * potential judge those near the hull, whatever their run rewards. So a run is watched by a
 * measurement that its policy is not paid for.
 *
 * <p>Candidates wait here, scored and acknowledged, until the potential has time for them. One that
 * is lost with the process, or finds no room, is not audited, and nothing else depends on it.
 */
final class Audits {
    /** Does no audits. */
    static final Audits NONE = new Audits(Optional.empty(), null, InstantSource.system(), null);

    private static final Logger LOG = Logger.getLogger(Audits.class);

    /** Most candidates that wait; a scorer that is behind has better things to do. */
    private static final int WAITING_MAX = 64;

    /** Most candidates that are audited between two batches of candidates. */
    private static final int BATCH = 4;

    private static final Objective OBJECTIVE = new Objective(
            Gates.DEFAULT,
            Optional.of(RelaxationSettings.DEFAULT),
            RelaxationSettings.DEFAULT,
            // By the bounds that evaluations have, so that audits of all runs compare.
            Rewards.of("ehull", RewardSettings.DEFAULT.with(HullTrust.PLAIN)),
            Set.of(),
            0,
            Optional.empty(),
            false);

    private final Optional<CrystalScorer> auditor;
    private final ScoreRecords records;
    private final InstantSource clock;
    private final Producer<String, SpecificRecord> producer;
    private final Deque<Scored> waiting = new ArrayDeque<>();

    /**
     * @param auditor relaxes and judges; used by the thread of the potential, which calls
     *     {@link #next}, and closed by the caller; empty for no audits
     * @param producer stays the caller's
     */
    Audits(
            Optional<CrystalScorer> auditor,
            ScoreRecords records,
            InstantSource clock,
            Producer<String, SpecificRecord> producer) {
        this.auditor = auditor;
        this.records = records;
        this.clock = clock;
        this.producer = producer;
    }

    /**
     * Lets a candidate wait for its audit. Any thread may call it.
     *
     * @return whether it waits
     */
    synchronized boolean add(Scored scored) {
        return auditor.isPresent() && waiting.size() < WAITING_MAX && waiting.add(scored);
    }

    /**
     * Audits those that wait, a few at a time, and publishes what was found. A failure of the
     * potential is only logged: it is no reason to stop scoring.
     */
    void next() {
        List<Scored> batch = take();
        if (batch.isEmpty()) {
            return;
        }
        List<Result<Score>> results;
        try {
            results = auditor.orElseThrow()
                    .score(
                            batch.stream()
                                    .map(scored -> CrystalRecords.read(
                                            scored.getCandidate().getCrystal()))
                                    .toList(),
                            OBJECTIVE);
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.warnf(e, "%d candidates could not be audited", batch.size());
            return;
        }
        for (int i = 0; i < batch.size(); i++) {
            publish(batch.get(i), results.get(i));
        }
    }

    private synchronized List<Scored> take() {
        List<Scored> batch = new ArrayList<>();
        while (batch.size() < BATCH && !waiting.isEmpty()) {
            batch.add(waiting.remove());
        }
        return batch;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // its callback looks at failures
    private void publish(Scored scored, Result<Score> result) {
        Scored audit = result instanceof Result.Failure<Score> failure
                ? records.failed(scored, failure, clock.instant())
                : records.scored(
                        scored.getCandidate(),
                        result.orElseThrow(),
                        OBJECTIVE.reward(),
                        clock.instant());
        producer.send(
                new ProducerRecord<>(
                        Topic.AUDITS.topicName(),
                        CandidateIds.text(scored.getCandidate().getId()),
                        audit),
                (metadata, failure) -> {
                    if (failure != null) {
                        LOG.warn("an audit could not be published", failure);
                    }
                });
    }
}
