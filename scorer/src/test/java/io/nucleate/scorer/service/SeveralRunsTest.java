package io.nucleate.scorer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nucleate.energy.FlatPotential;
import io.nucleate.schemas.AvroSerde;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CandidateId;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.Rejected;
import io.nucleate.schemas.Run;
import io.nucleate.schemas.RunFollower;
import io.nucleate.schemas.RunSettings;
import io.nucleate.schemas.RunsTopic;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.ScorerGroup;
import io.nucleate.schemas.TestRuns;
import io.nucleate.schemas.Topic;
import io.nucleate.schemas.TopicPartitions;
import io.nucleate.scorer.FlatScorer;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Several runs in one pool of scorers, on a real broker. */
@Timeout(180)
class SeveralRunsTest extends BrokerTest {
    private static final int EACH = 40;

    /** Makes a run that a scorer with a {@link FlatPotential} can honour. */
    private static Run run(String id, String reward) {
        Run standard = Run.newBuilder(TestRuns.of(id))
                .setReward(reward)
                .setScoring(ScoringRecords.standard())
                .setPotential("flat-1")
                .setHullReference(FlatPotential.hull().reference().identity())
                .build();
        // The hull has a single phase.
        return RunSettings.with(standard, Map.of("scoring.ehull.ignorance", "0"));
    }

    private void publish(int count, String... runs) throws Exception {
        try (Producer<String, Candidate> producer =
                kafka.connectProducer("test", AvroSerde.of(Candidate.class))) {
            List<Future<?>> sent = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                for (String run : runs) {
                    Candidate candidate = Candidate.newBuilder(Candidates.rockSalt(i, "Na", "Cl"))
                            .setId(new CandidateId(run, "generator", (long) i))
                            .build();
                    sent.add(producer.send(new ProducerRecord<>(
                            Topic.CANDIDATES.topicName(),
                            CandidateIds.text(candidate.getId()),
                            candidate)));
                }
            }
            for (Future<?> each : sent) {
                each.get();
            }
        }
    }

    private <T extends SpecificRecord> List<T> read(
            Topic topic, Class<T> type, Predicate<List<T>> enough) {
        List<T> read = new ArrayList<>();
        try (KafkaConsumer<String, T> consumer = new KafkaConsumer<>(
                kafka.consumer("test"), new StringDeserializer(), AvroSerde.of(type))) {
            TopicPartitions.assignFromBeginning(consumer, topic);
            while (!enough.test(read)) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> read.add(record.value()));
            }
        }
        return read;
    }

    private static Map<String, List<Scored>> byRun(List<Scored> scored) {
        return scored.stream()
                .collect(Collectors.groupingBy(
                        score -> score.getCandidate().getId().getRun()));
    }

    /** Runs a scorer with a flat potential until a condition holds. */
    private void scoreUntil(FlatPotential potential, Runnable awaited) throws Exception {
        FlatScorer scorer = FlatScorer.of(potential);
        try (RunObjectives objectives = new RunObjectives(
                new RunFollower(kafka, "scorer"),
                scorer.scorer(),
                FlatPotential.hull().reference().identity())) {
            Scoring scoring = new Scoring(
                    kafka,
                    "scorer",
                    Scoring.Tools.of(scorer.scorer()),
                    objectives,
                    new Scoring.Limits(16, Duration.ofMinutes(1)),
                    new SimpleMeterRegistry());
            Thread thread = new Thread(scoring, "scoring");
            thread.start();
            awaited.run();
            scoring.stop();
            thread.join();
        }
    }

    @Test
    void eachRunHasItsOwnRewardAndOneThatCannotBeHonouredStopsNoOther() throws Exception {
        RunsTopic runs = new RunsTopic(kafka);
        runs.put(run("stable", "ehull"));
        runs.put(run("dense", "2*ehull"));
        runs.put(Run.newBuilder(run("foreign", "ehull"))
                .setPotential("other-9")
                .setHullReference("other@9")
                .build());
        runs.put(run("future", "hardness"));
        runs.put(run("gap", "at-least(band-gap, 2)"));
        runs.put(RunSettings.with(
                run("doubtful", "ehull"),
                Map.of("scoring.pessimistic", "true", "scoring.secondPotential", "flat-2")));
        publish(EACH, "stable", "dense");
        publish(1, "foreign", "future", "gap", "doubtful", "unknown");
        FlatPotential potential = new FlatPotential(-1.7);
        scoreUntil(potential, () -> {
            read(Topic.SCORED, Scored.class, read -> read.size() >= 2 * EACH);
            read(Topic.REJECTED, Rejected.class, read -> read.size() >= 5);
        });
        Map<String, List<Scored>> scored =
                byRun(read(Topic.SCORED, Scored.class, read -> read.size() >= 2 * EACH));
        assertThat(scored).containsOnlyKeys("stable", "dense");
        assertThat(scored.get("stable")).hasSize(EACH).allSatisfy(score -> {
            assertThat(score.getRewardName()).isEqualTo("ehull");
            assertThat(score.getReward()).isCloseTo(-0.3, within(1e-9));
            assertThat(score.getRewardWorst()).isEqualTo(-2);
        });
        assertThat(scored.get("dense")).hasSize(EACH).allSatisfy(score -> {
            assertThat(score.getRewardName()).isEqualTo("2*ehull");
            assertThat(score.getReward()).isCloseTo(-0.6, within(1e-9));
            assertThat(score.getRewardWorst()).isEqualTo(-4);
        });
        Map<String, Rejected> rejected =
                read(Topic.REJECTED, Rejected.class, read -> read.size() >= 5).stream()
                        .collect(Collectors.toMap(
                                each -> each.getCandidate().getId().getRun(), each -> each));
        assertThat(rejected).containsOnlyKeys("foreign", "future", "gap", "doubtful", "unknown");
        assertThat(rejected.values()).allSatisfy(each -> {
            assertThat(each.getReason()).isEqualTo("run-refused");
            assertThat(each.getDeliveries())
                    .as("other scorers were given a chance")
                    .isEqualTo(ScorerGroup.DELIVERY_LIMIT);
        });
        assertThat(rejected.get("foreign").getDetail())
                .contains("other-9", "flat-1", "other@9", "test@1");
        assertThat(rejected.get("future").getDetail()).contains("hardness");
        assertThat(rejected.get("gap").getDetail()).contains("band-gap");
        assertThat(rejected.get("doubtful").getDetail())
                .contains("flat-2", "has none", "nucleate.scorer.judge.potential");
        assertThat(rejected.get("unknown").getDetail()).contains("no record of run unknown");
        assertThat(potential.asked()).hasSize(2 * EACH);
    }

    /** Generators pace themselves: each run has so many candidates on their way, and no more. */
    @Test
    void runsThatKeepTheScorersBusyShareThemAboutEqually() throws Exception {
        int aheadMax = 64;
        int total = 1000;
        Map<String, Integer> batches = Map.of("small", 4, "large", 16);
        RunsTopic runs = new RunsTopic(kafka);
        batches.keySet().forEach(run -> runs.put(run(run, "ehull")));
        Map<String, Integer> published = new TreeMap<>();
        Map<String, Integer> scored = new TreeMap<>();
        FlatPotential potential = new FlatPotential(-1.7, structures -> sleepMs(10));
        scoreUntil(potential, () -> {
            try (KafkaConsumer<String, Scored> consumer = new KafkaConsumer<>(
                            kafka.consumer("test"),
                            new StringDeserializer(),
                            AvroSerde.of(Scored.class));
                    Producer<String, Candidate> producer =
                            kafka.connectProducer("test", AvroSerde.of(Candidate.class))) {
                TopicPartitions.assignFromBeginning(consumer, Topic.SCORED);
                while (scored.values().stream().mapToInt(Integer::intValue).sum() < total) {
                    batches.forEach((run, batch) -> {
                        int ahead = published.getOrDefault(run, 0) - scored.getOrDefault(run, 0);
                        if (ahead + batch <= aheadMax) {
                            for (int i = 0; i < batch; i++) {
                                send(producer, run, published.merge(run, 1, Integer::sum));
                            }
                        }
                    });
                    consumer.poll(Duration.ofMillis(5))
                            .forEach(record -> scored.merge(
                                    record.value().getCandidate().getId().getRun(),
                                    1,
                                    Integer::sum));
                }
            }
        });
        assertThat(scored.get("small")).isBetween(total * 35 / 100, total * 65 / 100);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what does not come would be missed
    private static void send(Producer<String, Candidate> producer, String run, long sequence) {
        Candidate candidate = Candidate.newBuilder(Candidates.rockSalt(sequence, "Na", "Cl"))
                .setId(new CandidateId(run, "generator", sequence))
                .build();
        producer.send(new ProducerRecord<>(
                Topic.CANDIDATES.topicName(), CandidateIds.text(candidate.getId()), candidate));
    }

    private static void sleepMs(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aRunThatBeginsLaterIsServedToo() throws Exception {
        RunsTopic runs = new RunsTopic(kafka);
        runs.put(run("first", "ehull"));
        publish(EACH, "first");
        scoreUntil(new FlatPotential(-1.7), () -> {
            read(Topic.SCORED, Scored.class, read -> read.size() >= EACH);
            runs.put(run("second", "2*ehull"));
            try {
                publish(EACH, "second");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            read(Topic.SCORED, Scored.class, read -> read.size() >= 2 * EACH);
        });
        assertThat(byRun(read(Topic.SCORED, Scored.class, read -> read.size() >= 2 * EACH)))
                .containsOnlyKeys("first", "second");
    }
}
