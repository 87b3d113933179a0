package io.nucleate.scorer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nucleate.crystal.Composition;
import io.nucleate.energy.FlatPotential;
import io.nucleate.energy.hull.ConvexHull;
import io.nucleate.energy.hull.HullGuards;
import io.nucleate.schemas.AnyRecordSerializer;
import io.nucleate.schemas.AvroSerde;
import io.nucleate.schemas.CandidateId;
import io.nucleate.schemas.DiscoveredPhase;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.Topic;
import io.nucleate.schemas.TopicPartitions;
import io.nucleate.scorer.FlatScorer;
import io.nucleate.scorer.KnownCrystals;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Tests the living hull with a real broker. The table has NaCl at -2 eV/atom. */
class LivingHullTest extends BrokerTest {
    private static final Duration WAIT = Duration.ofSeconds(60);
    private static final JoiningRule RULE = new JoiningRule(0.05, HullGuards.DEFAULT, false, "mp");
    private static final Composition SALT = Composition.parse("NaCl");

    private LivingHull hull(String scorer) {
        return new LivingHull(kafka, scorer, FlatPotential.hull(), RULE, "flat-1");
    }

    private void publish(Topic topic, SpecificRecord... values) throws Exception {
        try (var producer = new KafkaProducer<>(
                kafka.producer("test"), new StringSerializer(), new AnyRecordSerializer())) {
            for (SpecificRecord value : values) {
                producer.send(new ProducerRecord<>(topic.topicName(), value)).get();
            }
        }
    }

    private static DiscoveredPhase phase(
            String formula, double formationEnergyEvPerAtom, String potential, String reference) {
        return new DiscoveredPhase(
                new CandidateId("run", "generator", 1L),
                formula,
                formationEnergyEvPerAtom,
                "mp",
                potential,
                reference,
                "scorer",
                Instant.parse("2026-11-22T12:00:00Z"));
    }

    private static double height(LivingHull hull) {
        return hull.get().decompose(SALT).energyEvPerAtom();
    }

    private static void await(Predicate<ConvexHull> condition, LivingHull hull) {
        long deadline = System.nanoTime() + WAIT.toNanos();
        while (!condition.test(hull.get())) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
        }
    }

    /**
     * Runs a scorer with its own name until it has scored a number of candidates. Its potential
     * gives every compound the same formation energy.
     */
    private List<Scored> score(String name, double formationEnergyEvPerAtom, int enough)
            throws InterruptedException {
        FlatPotential potential = new FlatPotential(formationEnergyEvPerAtom);
        List<Scored> scored;
        try (LivingHull hull = hull(name)) {
            Scoring scoring = new Scoring(
                    kafka,
                    name,
                    new Scoring.Tools(
                            FlatScorer.of(potential, hull).scorer(),
                            Optional.empty(),
                            KnownCrystals.NONE,
                            hull),
                    FlatScorer.BY_EHULL,
                    new Scoring.Limits(16, Duration.ofMinutes(1)),
                    new SimpleMeterRegistry());
            Thread thread = new Thread(scoring, name);
            thread.start();
            scored = scored(enough);
            scoring.stop();
            thread.join(WAIT.toMillis());
            assertThat(thread.isAlive()).isFalse();
        }
        return scored;
    }

    private List<Scored> scored(int enough) {
        List<Scored> read = new ArrayList<>();
        long deadline = System.nanoTime() + WAIT.toNanos();
        try (var consumer = new KafkaConsumer<>(
                kafka.consumer("test"), new StringDeserializer(), AvroSerde.of(Scored.class))) {
            TopicPartitions.assignFromBeginning(consumer, Topic.SCORED);
            while (read.size() < enough && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> read.add(record.value()));
            }
        }
        assertThat(read).hasSize(enough);
        return read;
    }

    @Test
    void phasesOfOneScorerReachTheOthersAlsoAfterARestart() throws Exception {
        publish(
                Topic.CANDIDATES,
                Candidates.rockSalt(1, "Na", "Cl"),
                Candidates.rockSalt(2, "K", "Cl"));
        try (LivingHull running = hull("running")) {
            assertThat(height(running)).isEqualTo(-2);
            List<Scored> first = score("finder", -2.3, 2);
            assertThat(first).allSatisfy(scored -> assertThat(scored.getHullReference())
                    .isEqualTo("test@1"));
            await(hull -> hull.reference().foundCount() == 1, running);
            assertThat(height(running)).isCloseTo(-2.3, within(1e-9));
            assertThat(running.get().decompose(Composition.parse("KCl")).energyEvPerAtom())
                    .as("no support in K-Cl")
                    .isZero();
        }

        publish(Topic.CANDIDATES, Candidates.rockSalt(3, "Na", "Cl"));
        Scored again = score("restarted", -2.3, 3).stream()
                .filter(scored -> scored.getScorer().equals("restarted"))
                .findFirst()
                .orElseThrow();
        assertThat(again.getEnergyAboveHullEvPerAtom()).isCloseTo(0, within(1e-9));
        assertThat(again.getHullReference()).matches("test@1\\+1-[0-9a-f]{8}");
        assertThat(again.getReferencePhases()).isEqualTo(1);
        try (LivingHull late = hull("late")) {
            assertThat(late.get().reference().identity()).isEqualTo(again.getHullReference());
        }
    }

    @Test
    void theLowestPhaseCountsAndPhasesOnAnotherScaleDoNotJoin() throws Exception {
        publish(
                Topic.HULL_PHASES,
                phase("NaCl", -2.2, "flat-1", "test@1"),
                phase("NaCl", -2.3, "flat-1", "test@1+1-01234567"),
                phase("NaCl", -2.1, "flat-1", "test@1"),
                phase("NaCl", -2.4, "flat-2", "test@1"),
                phase("NaCl", -2.4, "flat-1", "test@12"));
        try (var rubbish = new KafkaProducer<>(
                kafka.producer("rubbish"), new StringSerializer(), new ByteArraySerializer())) {
            rubbish.send(new ProducerRecord<>(Topic.HULL_PHASES.topicName(), new byte[] {1, 2, 3}))
                    .get();
        }
        publish(
                Topic.HULL_PHASES,
                phase("Xx", -2.4, "flat-1", "test@1"),
                phase("NaCl3", -1.3, "flat-1", "test@1"));
        try (LivingHull hull = hull("scorer")) {
            assertThat(height(hull)).isCloseTo(-2.3, within(1e-9));
            assertThat(hull.get().reference().foundCount()).isEqualTo(2);
        }
    }
}
