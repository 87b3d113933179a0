package io.nucleate.scorer.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nucleate.crystal.Result;
import io.nucleate.energy.FlatPotential;
import io.nucleate.energy.Judge;
import io.nucleate.schemas.AvroSerde;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.Topic;
import io.nucleate.schemas.TopicPartitions;
import io.nucleate.scorer.CrystalScorer;
import io.nucleate.scorer.FlatScorer;
import io.nucleate.scorer.KnownCrystals;
import io.nucleate.scorer.Objective;

import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Audits on a real broker. The potential and its judge are flat, and differ by 0.03 eV/atom. */
@Timeout(180)
class AuditsTest extends BrokerTest {
    private static final int COUNT = 40;
    private static final int GATED = COUNT;

    private static Objective objective(double auditShare) {
        Objective plain = FlatScorer.of(new FlatPotential(-1.95)).objective();
        return new Objective(
                plain.gates(),
                plain.relaxation(),
                plain.substitutedRelaxation(),
                plain.reward(),
                plain.properties(),
                auditShare,
                plain.pessimism(),
                plain.oneByOne());
    }

    private Map<String, Scored> read(Topic topic, int count) {
        Map<String, Scored> read = new TreeMap<>();
        try (KafkaConsumer<String, Scored> consumer = new KafkaConsumer<>(
                kafka.consumer("test"), new StringDeserializer(), AvroSerde.of(Scored.class))) {
            TopicPartitions.assignFromBeginning(consumer, topic);
            while (read.size() < count) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record -> read.put(record.key(), record.value()));
            }
        }
        return read;
    }

    @Test
    void aCandidateIsRelaxedAndJudgedBesidesItsScore() throws Exception {
        try (Producer<String, Candidate> producer =
                kafka.connectProducer("test", AvroSerde.of(Candidate.class))) {
            for (int i = 0; i < COUNT; i++) {
                send(producer, Candidates.rockSalt(i, "Na", "Cl"));
            }
            send(producer, Candidates.rockSalt(GATED, "Na", "Na"));
        }
        FlatPotential potential = new FlatPotential(-1.95);
        CrystalScorer auditor = FlatScorer.of(potential)
                .withJudge(new Judge(new FlatPotential(-1.92), FlatPotential.REFERENCES, 0.1))
                .scorer();
        Scoring scoring = new Scoring(
                kafka,
                "scorer",
                new Scoring.Tools(
                        FlatScorer.of(potential).scorer(),
                        Optional.of(auditor),
                        crystal -> Optional.of("mp-22862"),
                        Discoveries.NONE),
                run -> Result.success(objective(1)),
                new Scoring.Limits(16, Duration.ofMinutes(1)),
                new SimpleMeterRegistry());
        Thread thread = new Thread(scoring, "scoring");
        thread.start();
        Map<String, Scored> audits = read(Topic.AUDITS, COUNT + 1);
        scoring.stop();
        thread.join();
        Map<String, Scored> scores = read(Topic.SCORED, COUNT + 1);
        assertThat(audits.keySet()).isEqualTo(scores.keySet());
        String gated = key(GATED);
        assertThat(audits.get(gated).getGates()).containsExactly("single-element");
        assertThat(audits.get(gated).getKnownMaterial()).isNull();
        Scored audit = audits.get(key(7));
        assertThat(scores.get(key(7)).getRelaxation()).isNull();
        assertThat(scores.get(key(7)).getJudgement()).isNull();
        assertThat(scores.get(key(7)).getKnownMaterial()).isEqualTo("mp-22862");
        assertThat(audit.getRelaxation().getConverged()).isTrue();
        assertThat(audit.getJudgement().getEnergyAboveHullEvPerAtom()
                        - audit.getEnergyAboveHullEvPerAtom())
                .isBetween(0.029, 0.031);
        assertThat(audit.getCandidate()).isEqualTo(scores.get(key(7)).getCandidate());
    }

    /** One that comes again may be one whose audit killed a scorer. */
    @Test
    void onlyAFirstDeliveryIsAudited() {
        FlatScorer scorer = FlatScorer.of(new FlatPotential(-1.95));
        for (double share : new double[] {0, 1}) {
            CandidateHandler handler = new CandidateHandler(
                    scorer.scorer(),
                    run -> Result.success(objective(share)),
                    Candidates.SERDE,
                    new ScoreRecords("scorer", scorer.scorer(), KnownCrystals.NONE),
                    InstantSource.system(),
                    new ScorerMeters(new SimpleMeterRegistry()),
                    Discoveries.NONE);
            Candidate salt = Candidates.rockSalt(1, "Na", "Cl");
            assertThat(isAudited(handler, salt, 1)).isEqualTo(share == 1);
            assertThat(isAudited(handler, salt, 2)).isFalse();
        }
    }

    private static boolean isAudited(CandidateHandler handler, Candidate candidate, int delivery) {
        return ((Outcome.Publish) handler.decide(List.of(Candidates.delivery(candidate, delivery)))
                        .get(0))
                .isAudited();
    }

    private static void send(Producer<String, Candidate> producer, Candidate candidate)
            throws Exception {
        producer.send(new ProducerRecord<>(
                        Topic.CANDIDATES.topicName(),
                        CandidateIds.text(candidate.getId()),
                        candidate))
                .get();
    }

    private static String key(int number) {
        return CandidateIds.text(Candidates.rockSalt(number, "Na", "Cl").getId());
    }
}
