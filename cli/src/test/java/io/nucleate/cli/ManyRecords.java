package io.nucleate.cli;

import io.nucleate.broker.LocalBroker;
import io.nucleate.crystal.Metastability;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Fills a data directory with the scores of a long run, to measure how long {@code up} takes to
 * start on it: {@code ManyRecords DATA_DIR SCORES [kill]}. With {@code kill} the broker ends as by
 * kill −9, else in order.
 */
final class ManyRecords {
    private static final List<String> CATIONS = List.of("Li", "Na", "K", "Rb", "Cs", "Ag");
    private static final List<String> ANIONS = List.of("F", "Cl", "Br", "I");

    private ManyRecords() {}

    public static void main(String[] args) throws Exception {
        int count = Integer.parseInt(args[1]);
        try (DataDir dataDir = DataDir.open(Path.of(args[0]).toAbsolutePath())) {
            LocalBroker broker = LocalBroker.start(dataDir.broker(), 0);
            KafkaSettings kafka = new KafkaSettings(broker.bootstrapServers());
            TopicAdmin.ensure(kafka);
            write(kafka, 0, count);
            if (args.length > 2 && args[2].equals("kill")) {
                Runtime.getRuntime().halt(137);
            }
            broker.close();
        }
    }

    /**
     * Writes the scores of the run {@code earlier} from one number to another; returns the formulas
     * of those near the hull.
     */
    static Set<String> write(KafkaSettings kafka, int from, int to) {
        Set<String> metastable = new TreeSet<>();
        try (var producer = new KafkaProducer<>(
                kafka.producer("many"), new StringSerializer(), new AnyRecordSerializer())) {
            Random random = new Random(1 + from);
            for (int i = from; i < to; i++) {
                Candidate candidate = candidate(i, random);
                String key = CandidateIds.text(candidate.getId());
                Scored scored = scored(candidate, random);
                send(producer, Topic.SCORED, key, scored);
                if (Metastability.isWithin(scored.getEnergyAboveHullEvPerAtom())) {
                    metastable.add(scored.getFormula());
                }
            }
        }
        return metastable;
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
        double edgeAngstrom = 5 + random.nextDouble();
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
                        List.of(edgeAngstrom, edgeAngstrom, edgeAngstrom, 90.0, 90.0, 90.0),
                        List.of(
                                new SiteRecord(any(CATIONS, random), "a", 0.0, 0.0, 0.0),
                                new SiteRecord(any(ANIONS, random), "b", 0.5, 0.5, 0.5))))
                .setSampledAt(Instant.ofEpochMilli(1_790_000_000_000L + sequence * 10))
                .build();
    }

    private static String any(List<String> elements, Random random) {
        return elements.get(random.nextInt(elements.size()));
    }

    private static Scored scored(Candidate candidate, Random random) {
        double energy = random.nextDouble();
        String formula = candidate.getCrystal().getSites().stream()
                .map(SiteRecord::getElement)
                .collect(Collectors.joining());
        return Scored.newBuilder()
                .setCandidate(candidate)
                .setFormula(formula)
                .setEnergyEvPerAtom(-3 + energy)
                .setFormationEnergyEvPerAtom(-2 + energy)
                .setEnergyAboveHullEvPerAtom(energy)
                .setDecomposition(Map.of(formula, 1.0))
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
