package io.nucleate.dashboard.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.nucleate.broker.LocalBroker;
import io.nucleate.dashboard.SimulatedRun;
import io.nucleate.dashboard.view.RunState;
import io.nucleate.dashboard.view.catalogue.Catalogue;
import io.nucleate.dashboard.view.catalogue.DiscoveryFilter;
import io.nucleate.dashboard.view.catalogue.DiscoveryList;
import io.nucleate.dashboard.view.catalogue.DiscoveryOrder;
import io.nucleate.dashboard.view.catalogue.DiscoveryQuery;
import io.nucleate.dashboard.view.catalogue.DiscoveryRow;
import io.nucleate.dashboard.view.health.RejectedRow;
import io.nucleate.schemas.AnyRecordSerializer;
import io.nucleate.schemas.AvroSerde;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.Topic;
import io.nucleate.schemas.TopicAdmin;
import io.nucleate.schemas.TopicPartitions;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The catalogue over a real broker: partitions, a restart without its disk, the topic out. */
class CatalogueOverBrokerTest {
    private static final Duration WAIT = Duration.ofSeconds(90);
    private static final int FIRST = 300;

    @TempDir
    Path directory;

    private final SimulatedRun run = new SimulatedRun("run", 1);
    private final Map<String, Scored> lowest = new TreeMap<>();
    private LocalBroker broker;
    private KafkaSettings kafka;

    @BeforeEach
    void start() {
        broker = LocalBroker.start(directory.resolve("broker"), 0);
        kafka = new KafkaSettings(broker.bootstrapServers());
        TopicAdmin.ensure(kafka, 1);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void aRestartWithoutItsDiskLosesAndRepeatsNothing() throws Exception {
        write(FIRST);
        writeRejection();
        DashboardStreams before = dashboard("first");
        assertThat(await(before)).isEqualTo(expected());
        awaitRejection(before);
        before.stop(null);
        write(FIRST);
        DashboardStreams after = dashboard("second");
        assertThat(await(after)).isEqualTo(expected());
        assertThat(after.health().kafka()).isEqualTo("up");
        assertThat(after.health().rejected())
                .as("rejections of before")
                .extracting(RejectedRow::reason)
                .containsExactly("potential-failed");
        after.stop(null);

        Map<String, Scored> newest = new HashMap<>();
        try (var consumer = kafka.connectConsumer("test")) {
            TopicPartitions.assignFromBeginning(consumer, Topic.CATALOGUE);
            TopicPartitions.readToPresentEnd(consumer, record -> {
                Scored scored =
                        AvroSerde.of(Scored.class).deserialize(record.topic(), record.value());
                Scored earlier = newest.put(record.key(), scored);
                assertThat(earlier == null
                                || scored.getEnergyAboveHullEvPerAtom()
                                        < earlier.getEnergyAboveHullEvPerAtom())
                        .as("%s is news", record.key())
                        .isTrue();
            });
        }
        assertThat(newest).isEqualTo(lowest);
    }

    private DashboardStreams dashboard(String name) {
        DashboardStreams streams = new DashboardStreams(
                broker.bootstrapServers(),
                "test",
                Optional.empty(),
                directory.resolve(name),
                Optional.empty(),
                Optional.empty());
        streams.start(null);
        return streams;
    }

    private void write(int count) throws Exception {
        try (var producer = new KafkaProducer<>(
                kafka.producer("test"), new StringSerializer(), new AnyRecordSerializer())) {
            for (int i = 0; i < count; i++) {
                Scored scored = run.score(run.candidate(200, Instant.now()), Instant.now());
                String key = CandidateIds.text(scored.getCandidate().getId());
                producer.send(new ProducerRecord<>(Topic.SCORED.topicName(), key, scored))
                        .get();
                if (Catalogue.isDiscovery(scored)) {
                    lowest.merge(
                            StateStore.discoveryKey(DiscoveryProcessor.key(scored)),
                            scored,
                            (a, b) -> b.getEnergyAboveHullEvPerAtom()
                                            < a.getEnergyAboveHullEvPerAtom()
                                    ? b
                                    : a);
                }
            }
        }
    }

    private void writeRejection() throws Exception {
        try (var producer = new KafkaProducer<>(
                kafka.producer("test"), new StringSerializer(), new AnyRecordSerializer())) {
            Candidate candidate = run.candidate(200, Instant.now());
            producer.send(new ProducerRecord<>(
                            Topic.REJECTED.topicName(),
                            CandidateIds.text(candidate.getId()),
                            SimulatedRun.reject(candidate, Instant.now())))
                    .get();
        }
    }

    private static void awaitRejection(DashboardStreams streams) throws InterruptedException {
        Instant deadline = Instant.now().plus(WAIT);
        while (streams.health().rejected().isEmpty()) {
            assertThat(Instant.now()).isBefore(deadline);
            Thread.sleep(200);
        }
    }

    private List<String> expected() {
        return lowest.values().stream()
                .sorted(Comparator.comparingDouble(Scored::getEnergyAboveHullEvPerAtom))
                .map(scored -> CandidateIds.text(scored.getCandidate().getId()))
                .toList();
    }

    /** Returns the ids in the catalogue, once it has as many as are expected. */
    private List<String> await(DashboardStreams streams) throws InterruptedException {
        Instant deadline = Instant.now().plus(WAIT);
        List<String> ids = new ArrayList<>();
        while (!ids.equals(expected()) && Instant.now().isBefore(deadline)) {
            Thread.sleep(200);
            ids.clear();
            try {
                DiscoveryList list = streams.discoveryReport()
                        .list(
                                "run",
                                DiscoveryQuery.first(
                                        DiscoveryFilter.NONE, DiscoveryOrder.BEST, 10_000));
                list.items().stream().map(DiscoveryRow::id).forEach(ids::add);
            } catch (RunState.NotReadyException e) {
                assertThat(e).hasMessageMatching(".*(restored|answered).*");
            }
        }
        return ids;
    }
}
