package io.nucleate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nucleate.broker.LocalBroker;
import io.nucleate.energy.potential.ChgnetWeights;
import io.nucleate.local.Commands;
import io.nucleate.local.DataDir;
import io.nucleate.local.Installation;
import io.nucleate.local.RunStatistics;
import io.nucleate.local.Service;
import io.nucleate.local.Supervisor;
import io.nucleate.schemas.AnyRecordSerializer;
import io.nucleate.schemas.AvroSerde;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CandidateId;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.CrystalRecord;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.LogProbRecord;
import io.nucleate.schemas.Rejected;
import io.nucleate.schemas.RunsTopic;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.SiteRecord;
import io.nucleate.schemas.Topic;
import io.nucleate.schemas.TopicAdmin;
import io.nucleate.schemas.TopicPartitions;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Real broker, real scorer processes, real potential: a scorer is killed while it works, others
 * take over, and each candidate comes out with exactly one fate.
 */
@Timeout(300)
class ScorerCrashIT {
    private static final int CRYSTALS = 300;

    /** Two batches, one in each lane. */
    private static final int VICTIM_IN_HAND_MAX = 32;

    private static final Duration PATIENCE = Duration.ofSeconds(150);
    private static final String RUN = "crash";

    @TempDir
    Path directory;

    private final Supervisor supervisor = new Supervisor(notice -> {});
    private LocalBroker broker;
    private KafkaSettings kafka;
    private DataDir dataDir;
    private Commands commands;
    private Outcomes outcomes;

    @BeforeEach
    void start() throws Exception {
        ChgnetWeights.fetch();
        dataDir = DataDir.open(directory.resolve("data"));
        broker = LocalBroker.start(dataDir.broker(), 0);
        kafka = new KafkaSettings(broker.bootstrapServers());
        TopicAdmin.ensure(kafka, 1);
        new RunsTopic(kafka).put(RunOptions.standard(RUN, "none"));
        commands = new Commands(Installation.find(), dataDir);
        outcomes = new Outcomes(kafka);
    }

    @AfterEach
    void stop() {
        supervisor.stop(Duration.ofSeconds(10), supervisor.names().toArray(String[]::new));
        outcomes.close();
        broker.close();
        dataDir.close();
    }

    @Test
    void killedScorerLosesNothingAndNothingCountsTwice() throws Exception {
        Set<String> sent = produce();
        startScorer("victim");
        long victim = supervisor.pids().get(0);
        outcomes.readUntil(20);
        assertThat(ProcessHandle.of(victim).orElseThrow().destroyForcibly()).isTrue();
        supervisor.stop(Duration.ofSeconds(5), "victim");
        assertThat(outcomes.fates).hasSizeLessThan(sent.size());

        startScorer("heir-1");
        startScorer("heir-2");
        outcomes.readUntil(sent.size() + 1);
        outcomes.readFor(Duration.ofSeconds(3));

        assertThat(outcomes.fates.keySet()).containsAll(sent).hasSize(sent.size() + 1);
        assertThat(outcomes.fates).allSatisfy((id, fate) -> {
            assertThat(fate.stream().distinct()).as("fates of %s", id).hasSize(1);
            List<String> by = outcomes.scorersOf.get(id);
            assertThat(by).as("scorers of %s", id).doesNotHaveDuplicates();
            assertThat(by.stream().filter(scorer -> !scorer.equals("victim")))
                    .as("living scorers of %s", id)
                    .hasSizeLessThanOrEqualTo(1);
        });
        assertThat(outcomes.scorersOf.values().stream().filter(by -> by.size() > 1))
                .as("evaluated again, because the victim had them in hand")
                .hasSizeLessThanOrEqualTo(VICTIM_IN_HAND_MAX);
        assertThat(outcomes.scorersOf.values().stream().flatMap(List::stream).distinct())
                .contains("victim")
                .containsAnyOf("heir-1", "heir-2");
        RunStatistics.Snapshot counted = outcomes.statistics.snapshot();
        assertThat(counted.scored()).isEqualTo(CRYSTALS);
        assertThat(counted.rejected()).isEqualTo(1);
        assertThat(counted.candidates()).isEqualTo(CRYSTALS + 1);
        assertThat(outcomes.evaluated)
                .as("most crystals reach the potential")
                .hasSizeGreaterThan(CRYSTALS / 2);
    }

    private void startScorer(String name) {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "nucleate.kafka.bootstrap-servers",
                kafka.bootstrapServers(),
                "nucleate.device",
                "cpu"));
        supervisor.start(commands.service(Service.SCORER, name, 0, settings));
    }

    /** Sends the crystals, and one record that is none. */
    private Set<String> produce() throws Exception {
        Set<String> ids = new HashSet<>();
        try (var producer = new KafkaProducer<>(
                kafka.producer("test"), new StringSerializer(), new AnyRecordSerializer())) {
            for (int i = 0; i < CRYSTALS; i++) {
                Candidate candidate = candidate(i);
                ids.add(CandidateIds.text(candidate.getId()));
                producer.send(new ProducerRecord<>(
                                Topic.CANDIDATES.topicName(),
                                CandidateIds.text(candidate.getId()),
                                candidate))
                        .get();
            }
        }
        try (var producer = new KafkaProducer<>(
                kafka.producer("vandal"), new StringSerializer(), new ByteArraySerializer())) {
            byte[] rubbish = "rubbish".getBytes(StandardCharsets.UTF_8);
            producer.send(new ProducerRecord<>(Topic.CANDIDATES.topicName(), "rubbish", rubbish))
                    .get();
        }
        return ids;
    }

    /**
     * Rock salts and other cubic halides of 20 pairs of elements, each a little larger than the one
     * before.
     */
    private static Candidate candidate(int i) {
        List<String> cations = List.of("Li", "Na", "K", "Rb", "Cs");
        List<String> anions = List.of("F", "Cl", "Br", "I");
        double a = 4.0
                + 0.25 * (i % 5)
                + 0.4 * Math.floorDiv(i % 20, 5)
                + 0.002 * Math.floorDiv(i, 20);
        CrystalRecord crystal = new CrystalRecord(
                225,
                List.of(a, a, a, 90.0, 90.0, 90.0),
                List.of(
                        new SiteRecord(cations.get(i % 5), "a", 0.0, 0.0, 0.0),
                        new SiteRecord(anions.get(i / 5 % 4), "b", 0.5, 0.5, 0.5)));
        return Candidate.newBuilder()
                .setId(new CandidateId(RUN, "test", (long) i))
                .setPolicyVersion(0)
                .setBehaviourLogProb(new LogProbRecord(0.0, 0.0, 0.0, 0.0))
                .setCrystal(crystal)
                .setSampledAt(Instant.ofEpochMilli(i))
                .build();
    }

    /** Reads what the scorers wrote: for each candidate its fates, of which it must have one. */
    private static final class Outcomes implements AutoCloseable {
        private final AvroSerde<Scored> scored = AvroSerde.of(Scored.class);
        private final AvroSerde<Rejected> rejected = AvroSerde.of(Rejected.class);
        private final Map<String, List<String>> fates = new HashMap<>();
        private final Map<String, List<String>> scorersOf = new HashMap<>();
        private final Set<String> evaluated = new HashSet<>();
        private final RunStatistics statistics = new RunStatistics(RUN, 0);
        private final KafkaConsumer<String, byte[]> consumer;

        Outcomes(KafkaSettings kafka) {
            consumer = new KafkaConsumer<>(
                    kafka.consumer("outcomes"),
                    new StringDeserializer(),
                    new ByteArrayDeserializer());
            TopicPartitions.assignFromBeginning(consumer, Topic.SCORED, Topic.REJECTED);
        }

        void readUntil(int distinct) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (fates.size() < distinct) {
                assertThat(System.nanoTime())
                        .as("%d of %d outcomes arrived in %s", fates.size(), distinct, PATIENCE)
                        .isLessThan(deadline);
                readFor(Duration.ofMillis(100));
            }
        }

        void readFor(Duration time) {
            consumer.poll(time).forEach(this::read);
        }

        private void read(ConsumerRecord<String, byte[]> record) {
            if (record.topic().equals(Topic.SCORED.topicName())) {
                Scored score = scored.deserialize(record.topic(), record.value());
                statistics.accept(score);
                note(CandidateIds.text(score.getCandidate().getId()), "scored", score.getScorer());
                if (score.getEnergyEvPerAtom() != null) {
                    evaluated.add(CandidateIds.text(score.getCandidate().getId()));
                }
            } else {
                Rejected letter = rejected.deserialize(record.topic(), record.value());
                statistics.accept(letter);
                String id = letter.getCandidate() == null
                        ? letter.getSource()
                        : CandidateIds.text(letter.getCandidate().getId());
                note(id, "rejected", letter.getScorer());
            }
        }

        private void note(String id, String fate, String scorer) {
            fates.computeIfAbsent(id, key -> new ArrayList<>()).add(fate);
            scorersOf.computeIfAbsent(id, key -> new ArrayList<>()).add(scorer);
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}
