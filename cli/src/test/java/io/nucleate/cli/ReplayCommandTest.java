package io.nucleate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.broker.LocalBroker;
import io.nucleate.crystal.substitution.Exchanges.Exchanged;
import io.nucleate.energy.Energetics;
import io.nucleate.energy.EnergyCalculator;
import io.nucleate.energy.Judge;
import io.nucleate.energy.hull.ConvexHull;
import io.nucleate.energy.hull.ElementalReferences;
import io.nucleate.energy.hull.HullReference;
import io.nucleate.energy.potential.Potentials;
import io.nucleate.generator.SamplingRecords;
import io.nucleate.generator.SubstitutionSource;
import io.nucleate.learner.service.LearningRecords;
import io.nucleate.policy.Draws;
import io.nucleate.policy.Policy;
import io.nucleate.policy.SampledCrystal;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.schemas.AvroSerde;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CandidateId;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.CrystalRecords;
import io.nucleate.schemas.JudgementRecord;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.Run;
import io.nucleate.schemas.RunSampling;
import io.nucleate.schemas.RunSettings;
import io.nucleate.schemas.RunStatus;
import io.nucleate.schemas.RunsTopic;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.ShortHash;
import io.nucleate.schemas.Topic;
import io.nucleate.schemas.TopicAdmin;
import io.nucleate.scorer.CrystalScorer;
import io.nucleate.scorer.Score;
import io.nucleate.scorer.service.ScoringRecords;
import io.nucleate.tensors.SafeTensors;

import org.apache.commons.codec.digest.DigestUtils;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Two runs of one batch of four crystals, drawn by the shipped policy and scored by CHGNet; in the
 * third, elements are exchanged. In the second run SevenNet-0 is asked about each of them too.
 */
class ReplayCommandTest extends VerbTest {
    private static final int BATCH = 4;

    @TempDir
    static Path shared;

    private static LocalBroker broker;

    @BeforeAll
    static void writeRun() throws Exception {
        broker = LocalBroker.start(shared, 0);
        KafkaSettings kafka = new KafkaSettings(broker.bootstrapServers());
        TopicAdmin.ensure(kafka);
        byte[] weights = Policy.shipped();
        try (Policy policy = Policy.of(SafeTensors.parse(weights), Device.cpu());
                CrystalScorer scorer = new CrystalScorer(new EnergyCalculator(
                                Potentials.load("chgnet", "cpu"),
                                ElementalReferences.named("chgnet"),
                                new ConvexHull(HullReference.shipped())))
                        .withJudge(new Judge(
                                Potentials.load("sevennet-0", "cpu"),
                                ElementalReferences.named("sevennet-0"),
                                -9))) {
            Run run = run(scorer, weights);
            List<SampledCrystal> sampled = policy.under(Constraints.NONE)
                    .sampleEach(
                            Draws.of(7, "generator", 0, BATCH),
                            SamplingRecords.draws(run.getSampling()),
                            1);
            write(kafka, run, weights, sampled, scorer);
            Run pessimistic = RunSettings.with(
                    Run.newBuilder(run).setId("pessimistic").build(),
                    Map.of(
                            "scoring.pessimistic", "true",
                            "scoring.pessimisticBelowEvPerAtom", "9",
                            "scoring.secondPotential", "sevennet-0-11Jul2024"));
            write(kafka, pessimistic, weights, sampled, scorer);
        }
    }

    private static void write(
            KafkaSettings kafka,
            Run run,
            byte[] weights,
            List<SampledCrystal> sampled,
            CrystalScorer scorer)
            throws Exception {
        new RunsTopic(kafka).start(run, weights);
        try (Producer<String, Scored> producer =
                kafka.connectProducer("test", AvroSerde.of(Scored.class))) {
            for (int i = 0; i < BATCH; i++) {
                Candidate candidate = candidate(run, i, sampled.get(i));
                Score score = scorer.score(
                                List.of(CrystalRecords.read(candidate.getCrystal())),
                                ScoringRecords.of(candidate, ScoringRecords.objective(run)))
                        .get(0)
                        .orElseThrow();
                Scored scored = scored(candidate, score, scorer);
                if (i == BATCH - 1) {
                    // What no draw and no score has given.
                    candidate.getCrystal().getSites().get(0).setElement("He");
                    scored.setReward(17.0);
                }
                producer.send(new ProducerRecord<>(
                                Topic.SCORED.topicName(),
                                CandidateIds.text(candidate.getId()),
                                scored))
                        .get();
            }
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static Run run(CrystalScorer scorer, byte[] weights) throws Exception {
        return Run.newBuilder()
                .setId("replayed")
                .setState(RunStatus.RUNNING)
                .setReward("ehull")
                .setConstraints("")
                .setSeed(7)
                .setDeterministic(false)
                .setSampling(new RunSampling(
                        0.2,
                        1.0,
                        null,
                        null,
                        null,
                        1.0,
                        BATCH,
                        320,
                        List.of("policy", "substitution"),
                        0.4))
                .setLearning(LearningRecords.standard())
                .setScoring(ScoringRecords.standard())
                .setPotential(scorer.potential())
                .setHullReference(HullReference.shipped().identity())
                .setStartWeightsSha256(DigestUtils.sha256Hex(weights))
                .setCodeVersion("")
                .setCreatedAt(Instant.EPOCH)
                .setChangedAt(Instant.EPOCH)
                .build();
    }

    private static Candidate candidate(Run run, int sequence, SampledCrystal sampled) {
        Optional<Exchanged> exchanged = SubstitutionSource.of(run.getSampling(), Constraints.NONE)
                .replacing(7, "generator", sequence, sampled.crystal());
        assertThat(exchanged.isPresent()).isEqualTo(sequence == 2);
        return Candidate.newBuilder()
                .setId(new CandidateId(run.getId(), "generator", (long) sequence))
                .setPolicyVersion(0)
                .setWeightsSha256(ShortHash.of(run.getStartWeightsSha256()))
                .setSettingsSha256(RunSettings.sha256(run))
                .setBehaviourLogProb(SamplingRecords.write(sampled.logProb()))
                .setCrystal(CrystalRecords.write(
                        exchanged.map(Exchanged::crystal).orElse(sampled.crystal())))
                .setSubstitution(exchanged
                        .map(one -> SubstitutionSource.record(sampled.crystal(), one))
                        .orElse(null))
                .setSampledAt(Instant.EPOCH)
                .build();
    }

    private static Scored scored(Candidate candidate, Score score, CrystalScorer scorer) {
        return Scored.newBuilder()
                .setCandidate(candidate)
                .setFormula(score.composition().reducedFormula())
                .setEnergyEvPerAtom(score.energetics()
                        .map(energetics -> energetics.prediction().energyEvPerAtom())
                        .orElse(null))
                .setReward(
                        score.reward().value().isPresent()
                                ? score.reward().value().getAsDouble()
                                : null)
                .setRewardWorst(-2.0)
                .setRewardName("ehull")
                .setJudgement(score.energetics()
                        .flatMap(Energetics::judgement)
                        .map(judgement -> new JudgementRecord(
                                judgement.potential(),
                                judgement.energyEvPerAtom(),
                                judgement.energyAboveHullEvPerAtom()))
                        .orElse(null))
                .setPotential(scorer.potential())
                .setPotentialSha256("0000000000000000")
                .setHullReference(score.hullReference())
                .setScorer("test")
                .setScoredAt(Instant.EPOCH)
                .build();
    }

    private int replay(String id) {
        return run(
                "replay", "--bootstrap-servers", broker.bootstrapServers(), "--device", "cpu", id);
    }

    @Test
    void aCandidateIsDrawnAndScoredAgain() {
        assertThat(replay("replayed/generator/1")).as(err::toString).isZero();
        ObjectNode line = lines().get(0);
        assertThat(line.get("crystalEqual").booleanValue()).isTrue();
        assertThat(line.get("policyVersion").intValue()).isZero();
        assertThat(line.get("logProbDifference").doubleValue()).isZero();
        assertThat(line.get("rewardDifference").doubleValue()).isCloseTo(0, within(1e-6));
        assertThat(line.get("differences")).isEmpty();
        assertThat(line.has("weightsSha256")).as("the same").isFalse();
        assertThat(line.get("potentialSha256Recorded").textValue()).isEqualTo("0000000000000000");
    }

    @Test
    void aPessimisticScoreIsComputedAgainWithBothPotentials() {
        assertThat(replay("pessimistic/generator/1")).as(err::toString).isZero();
        ObjectNode line = lines().get(0);
        assertThat(line.get("judgeEnergyEvPerAtomDifference").doubleValue())
                .isCloseTo(0, within(1e-5));
        assertThat(line.get("rewardDifference").doubleValue()).isCloseTo(0, within(1e-5));
        assertThat(line.get("differences")).isEmpty();
        forgetOutput();
        assertThat(run(
                        "replay",
                        "--bootstrap-servers",
                        broker.bootstrapServers(),
                        "--judge",
                        "sevennet-l3i5",
                        "pessimistic/generator/1"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("second potential sevennet-0-11Jul2024", "--judge");
    }

    /** It was relaxed before its energy was computed, as the run asks of such crystals alone. */
    @Test
    void whatSubstitutionMadeIsMadeAndRelaxedAgain() {
        assertThat(replay("replayed/generator/2")).as(err::toString).isZero();
        ObjectNode line = lines().get(0);
        assertThat(line.get("crystalEqual").booleanValue()).isTrue();
        assertThat(line.get("logProbDifference").doubleValue()).isZero();
        assertThat(line.get("energyEvPerAtomDifference").doubleValue()).isCloseTo(0, within(1e-4));
        assertThat(line.get("differences")).isEmpty();
    }

    @Test
    void aRecordThatIsNotWhatWasDrawnIsTold() {
        assertThat(replay("replayed/generator/3")).isEqualTo(1);
        ObjectNode line = lines().get(0);
        assertThat(line.get("crystalEqual").booleanValue()).isFalse();
        assertThat(line.get("differences"))
                .extracting(Object::toString)
                .contains("\"crystal\"", "\"reward\"");
    }

    @Test
    void whatCannotBeReplayedIsToldWithTheReason() {
        assertThat(replay("replayed/generator/9")).isEqualTo(2);
        assertThat(err.toString()).contains("there is no score of replayed/generator/9");
        forgetOutput();
        assertThat(replay("another/generator/9")).isEqualTo(2);
        assertThat(err.toString()).contains("replayed (running)", "pessimistic (running)");
        forgetOutput();
        assertThat(replay("replayed")).isEqualTo(2);
        assertThat(err.toString()).contains("RUN/GENERATOR/SEQUENCE");
    }

    @Test
    void aDataDirectoryComesBeforeTheId() {
        String missing = directory.resolve("missing").toString();
        assertThat(run("replay", missing, "replayed/generator/1")).isNotZero();
        assertThat(err.toString()).contains(missing);
        forgetOutput();
        assertThat(run("replay", missing, "replayed/generator/1", "--data-dir", missing))
                .isEqualTo(2);
        assertThat(err.toString()).contains("one data directory only");
    }
}
