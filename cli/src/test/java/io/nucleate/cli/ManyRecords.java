package io.nucleate.cli;

import io.nucleate.broker.LocalBroker;
import io.nucleate.local.DataDir;
import io.nucleate.schemas.AnyRecordSerializer;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CandidateId;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.CrystalRecord;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.LogProbRecord;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.SiteRecord;
import io.nucleate.schemas.Topic;
import io.nucleate.schemas.TopicAdmin;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Fills a data directory with the scores of a long run, to measure how long {@code up} takes to
 * start on it: {@code ManyRecords DATA_DIR SCORES [kill]}. With {@code kill} the broker ends as by
 * kill −9, else in order.
 */
final class ManyRecords {
    private ManyRecords() {}

    public static void main(String[] args) throws Exception {
        int count = Integer.parseInt(args[1]);
        try (DataDir dataDir = DataDir.open(Path.of(args[0]).toAbsolutePath())) {
            LocalBroker broker = LocalBroker.start(dataDir.broker(), 0);
            KafkaSettings kafka = new KafkaSettings(broker.bootstrapServers());
            TopicAdmin.ensure(kafka);
            try (var producer = new KafkaProducer<>(
                    kafka.producer("many"), new StringSerializer(), new AnyRecordSerializer())) {
                Random random = new Random(1);
                for (int i = 0; i < count; i++) {
                    Candidate candidate = candidate(i, random);
                    String key = CandidateIds.text(candidate.getId());
                    send(producer, Topic.SCORED, key, scored(candidate, random));
                }
            }
            if (args.length > 2 && args[2].equals("kill")) {
                Runtime.getRuntime().halt(137);
            }
            broker.close();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // closing the producer waits for all
    private static void send(
            KafkaProducer<String, SpecificRecord> producer,
            Topic topic,
            String key,
            SpecificRecord value) {
        producer.send(new ProducerRecord<>(topic.topicName(), key, value));
    }

    private static Candidate candidate(long sequence, Random random) {
        return Candidate.newBuilder()
                .setId(new CandidateId("earlier", "generator", sequence))
                .setPolicyVersion((int) (sequence / 128))
                .setBehaviourLogProb(new LogProbRecord(
                        random.nextGaussian(),
                        random.nextGaussian(),
                        random.nextGaussian(),
                        random.nextGaussian()))
                .setCrystal(new CrystalRecord(
                        225,
                        List.of(5 + random.nextDouble(), 5.0, 5.0, 90.0, 90.0, 90.0),
                        List.of(
                                new SiteRecord("Na", "a", 0.0, 0.0, 0.0),
                                new SiteRecord("Cl", "b", 0.5, 0.5, 0.5))))
                .setSampledAt(Instant.ofEpochMilli(1_790_000_000_000L + sequence * 10))
                .build();
    }

    private static Scored scored(Candidate candidate, Random random) {
        double energy = random.nextDouble();
        return Scored.newBuilder()
                .setCandidate(candidate)
                .setFormula("NaCl")
                .setEnergyEvPerAtom(-3 + energy)
                .setFormationEnergyEvPerAtom(-2 + energy)
                .setEnergyAboveHullEvPerAtom(energy)
                .setDecomposition(Map.of("NaCl", 1.0))
                .setReward(-energy)
                .setRewardName("ehull")
                .setRewardTerms(Map.of("ehull", -energy))
                .setGates(List.of())
                .setPotential("chgnet-0.3.0")
                .setHullReference("none")
                .setScorer("scorer-0")
                .setScoredAt(candidate.getSampledAt())
                .build();
    }
}
