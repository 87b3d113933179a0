package io.nucleate.scorer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Structure;
import io.nucleate.energy.FlatPotential;
import io.nucleate.schemas.KafkaClients;
import io.nucleate.schemas.Topic;
import io.nucleate.scorer.FlatScorer;

import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A potential that hangs on xenon in one lane is noticed, whatever happens in the other lane. */
@Timeout(60)
class ScoringTest {
    private static final Duration DEADLINE = Duration.ofMillis(300);

    private final CountDownLatch hanging = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private final Lane hung = new Lane("Xe", () -> {});
    private final Lane neighbour = new Lane("Cl", () -> await(hanging));

    /** A share consumer that delivers one candidate. */
    private static class Lane extends MockShareConsumer<String, byte[]> {
        private final CountDownLatch closed = new CountDownLatch(1);
        private final List<AcknowledgeType> acknowledged = new ArrayList<>();
        private final Runnable before;
        private int polls;

        /** @param before is called before the candidate is delivered */
        Lane(String anion, Runnable before) {
            this(
                    Candidates.SERDE.serialize(
                            Topic.CANDIDATES.topicName(), Candidates.rockSalt(1, "Na", anion)),
                    before);
        }

        Lane(byte[] candidate, Runnable before) {
            subscribe(List.of(Topic.CANDIDATES.topicName()));
            addRecord(new ConsumerRecord<>(Topic.CANDIDATES.topicName(), 0, 0, "key", candidate));
            this.before = before;
        }

        @Override
        public synchronized ConsumerRecords<String, byte[]> poll(Duration timeout) {
            before.run();
            polls++;
            return super.poll(timeout);
        }

        @Override
        public synchronized void acknowledge(
                ConsumerRecord<String, byte[]> record, AcknowledgeType type) {
            super.acknowledge(record, type);
            acknowledged.add(type);
        }

        @Override
        public synchronized void close() {
            super.close();
            closed.countDown();
        }
    }

    @AfterEach
    void endTheHang() {
        over.countDown();
    }

    private static void await(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                // Native code does not see interrupts.
            }
        }
    }

    private void hangOnXenon(List<Structure> structures) {
        if (structures.stream()
                .anyMatch(structure -> structure.composition().amount(Element.Xe) > 0)) {
            hanging.countDown();
            await(over);
        }
    }

    /** The clients of two lanes; the second one takes its candidate when the first hangs. */
    private record Clients(Lane first, Lane second, Consumer<ProducerRecord<?, ?>> beforeSend)
            implements KafkaClients {
        @Override
        public org.apache.kafka.clients.consumer.Consumer<String, byte[]> connectConsumer(
                String clientId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public org.apache.kafka.clients.consumer.Consumer<String, byte[]>
                connectUncommittedConsumer(String clientId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <V> Producer<String, V> connectProducer(String clientId, Serializer<V> values) {
            return new MockProducer<>(true, null, new StringSerializer(), values) {
                @Override
                public synchronized Future<RecordMetadata> send(ProducerRecord<String, V> record) {
                    beforeSend.accept(record);
                    return super.send(record);
                }
            };
        }

        @Override
        public <V> Producer<String, V> connectTransactionalProducer(
                String clientId, String transactionalId, Serializer<V> values) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ShareConsumer<String, byte[]> connectShareConsumer(String clientId, int recordsMax) {
            return clientId.endsWith("0") ? first : second;
        }
    }

    private Scoring scoring(Lane first, Consumer<ProducerRecord<?, ?>> beforeSend) {
        return new Scoring(
                new Clients(first, neighbour, beforeSend),
                "scorer",
                Scoring.Tools.of(FlatScorer.of(new FlatPotential(-1.7, this::hangOnXenon))
                        .scorer()),
                FlatScorer.BY_EHULL,
                new Scoring.Limits(16, DEADLINE),
                new SimpleMeterRegistry());
    }

    @Test
    void theNeighbourWhoseBatchIsCancelledDoesNotMaskTheHang() {
        Scoring scoring = scoring(hung, record -> await(neighbour.closed));
        assertThatThrownBy(scoring::run).isInstanceOf(HungPotentialException.class);
    }

    @Test
    void scoresThatCannotBePublishedDoNotMaskTheHang() {
        Scoring scoring = scoring(hung, record -> {
            throw new KafkaException("no broker");
        });
        assertThatThrownBy(scoring::run)
                .isInstanceOf(HungPotentialException.class)
                .satisfies(e -> assertThat(e.getSuppressed()).isNotEmpty());
    }

    @Test
    void theHangIsNoticedThoughItsLaneHasDied() {
        Lane dies = new Lane("Xe", () -> {}) {
            @Override
            public Optional<Integer> acquisitionLockTimeoutMs() {
                return Optional.of(3);
            }

            @Override
            public synchronized Map<TopicIdPartition, Optional<KafkaException>> commitSync() {
                throw new KafkaException("no broker");
            }
        };
        Scoring scoring = scoring(dies, record -> {});
        assertThatThrownBy(scoring::run).isInstanceOf(HungPotentialException.class);
    }

    @Test
    void aCandidateOfANewerReleaseGoesBackAndNoMoreAreTaken() throws InterruptedException {
        Lane old =
                new Lane(Candidates.ofANewerRelease(Candidates.rockSalt(1, "Na", "Cl")), () -> {});
        Scoring scoring = scoring(old, record -> {});
        Thread thread = new Thread(scoring, "scoring");
        thread.start();
        while (scoring.standing().isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(scoring.standing().orElseThrow()).contains("newer release");
        hanging.countDown();
        scoring.stop();
        thread.join();
        assertThat(old.acknowledged).containsExactly(AcknowledgeType.RELEASE);
        assertThat(old.polls).isOne();
        assertThat(neighbour.polls).as("was about to take one").isLessThanOrEqualTo(1);
    }

    @Test
    void afterAWhileTheScorerLooksAgain() {
        AtomicLong nanos = new AtomicLong();
        Standstill standstill = new Standstill(nanos::get);
        standstill.begin("newer");
        nanos.addAndGet(Standstill.CHECK_AFTER.toNanos() - 1);
        assertThat(standstill.reason()).contains("newer");
        nanos.incrementAndGet();
        assertThat(standstill.reason()).isEmpty();
    }
}
