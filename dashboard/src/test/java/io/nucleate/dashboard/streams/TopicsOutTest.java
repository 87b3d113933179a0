package io.nucleate.dashboard.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.dashboard.SimulatedRun;
import io.nucleate.dashboard.view.MinuteMetrics;
import io.nucleate.dashboard.view.catalogue.Catalogue;
import io.nucleate.dashboard.view.catalogue.Discoveries;
import io.nucleate.dashboard.view.catalogue.DiscoveryFilter;
import io.nucleate.dashboard.view.catalogue.DiscoveryOrder;
import io.nucleate.dashboard.view.catalogue.DiscoveryQuery;
import io.nucleate.dashboard.view.health.HealthBoard;
import io.nucleate.schemas.AvroSerde;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.Metrics;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.SubstitutionRecord;
import io.nucleate.schemas.Topic;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;

/** Scores in; the catalogue, the metrics and counts by element out. */
class TopicsOutTest {
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    Path directory;

    private final SimulatedRun run = new SimulatedRun("run", 1);
    private Discoveries discoveries;
    private TopologyTestDriver driver;
    private TestInputTopic<String, Scored> scores;
    private TestOutputTopic<String, Scored> catalogue;
    private TestOutputTopic<String, Metrics> metrics;

    @BeforeEach
    void start() {
        Properties settings = DashboardStreams.topologySettings();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
        discoveries = new Discoveries(1);
        driver = new TopologyTestDriver(
                DashboardTopology.build(1, discoveries, new HealthBoard()), settings, START);
        scores = driver.createInputTopic(
                Topic.SCORED.topicName(), new StringSerializer(), AvroSerde.of(Scored.class));
        catalogue = output(Topic.CATALOGUE, Scored.class);
        metrics = output(Topic.METRICS, Metrics.class);
    }

    private <T extends SpecificRecord> TestOutputTopic<String, T> output(
            Topic topic, Class<T> type) {
        return driver.createOutputTopic(
                topic.topicName(), new StringDeserializer(), AvroSerde.of(type));
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    /** Of each kind the lowest, whatever the order, and each record lower than the one before. */
    @Test
    void theCatalogueHasTheLowestOfEachKind() {
        Map<String, Scored> expected = new HashMap<>();
        for (Scored scored : scored(1500)) {
            scores.pipeInput("key", scored);
            scores.pipeInput("key", scored);
            if (Catalogue.isDiscovery(scored)) {
                expected.merge(
                        StateStore.discoveryKey(DiscoveryProcessor.key(scored)),
                        scored,
                        (a, b) -> lower(b, a) ? b : a);
            }
        }
        Map<String, Scored> newest = new HashMap<>();
        for (TestRecord<String, Scored> record : catalogue.readRecordsToList()) {
            Scored before = newest.put(record.key(), record.value());
            assertThat(before == null || lower(record.value(), before))
                    .as("%s", record)
                    .isTrue();
        }
        assertThat(newest).isEqualTo(expected).hasSizeGreaterThan(200);
        assertThat(listed()).containsExactlyElementsOf(ids(expected));
    }

    @Test
    void minutesAddUpToWhatWasScored() {
        List<Scored> all = scored(800);
        all.get(5)
                .getCandidate()
                .setSubstitution(new SubstitutionRecord("NaCl", "elements", Map.of("Cl", "Br")));
        Map<String, Metrics> expected = new HashMap<>();
        for (Scored scored : all) {
            scores.pipeInput("key", scored);
            scores.pipeInput("key", scored);
            if (scored.getCandidate().getSubstitution() == null) {
                Metrics one = MinuteMetrics.of(scored);
                expected.merge(MinuteMetrics.key(one), one, MinuteMetrics::add);
            }
        }
        Map<String, Metrics> newest = metrics.readKeyValuesToMap();
        assertThat(newest.keySet()).isEqualTo(expected.keySet()).hasSizeGreaterThan(10);
        long metastable = all.stream()
                .filter(Catalogue::isDiscovery)
                .filter(MinuteMetrics::counts)
                .count();
        assertThat(newest.values().stream().mapToLong(Metrics::getScored).sum()).isEqualTo(799);
        assertThat(newest.values().stream().mapToLong(Metrics::getMetastable).sum())
                .isEqualTo(metastable);
        assertThat(newest.values().stream().mapToDouble(Metrics::getRewardSum).sum())
                .isCloseTo(
                        all.stream()
                                .filter(MinuteMetrics::counts)
                                .filter(scored -> scored.getReward() != null)
                                .mapToDouble(Scored::getReward)
                                .sum(),
                        within(1e-9));
        assertThat(newest).isEqualTo(expected);
    }

    @Test
    void elementsOfCrystalsWithAnEnergyAreCountedOnce() {
        Map<String, Long> expected = new HashMap<>();
        for (Scored scored : scored(300)) {
            scores.pipeInput("key", scored);
            scores.pipeInput("key", scored);
            if (scored.getEnergyEvPerAtom() != null) {
                scored.getCandidate().getCrystal().getSites().stream()
                        .map(site -> "run/" + site.getElement())
                        .distinct()
                        .forEach(element -> expected.merge(element, 1L, Long::sum));
            }
        }
        Map<String, Long> counted = new HashMap<>();
        try (KeyValueIterator<String, Long> entries = driver.<String, Long>getKeyValueStore(
                        StateStore.ELEMENTS.name())
                .all()) {
            entries.forEachRemaining(entry -> counted.put(entry.key, entry.value));
        }
        assertThat(counted).isEqualTo(expected);
    }

    private List<Scored> scored(int count) {
        Random random = new Random(7);
        List<Scored> scored = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            scored.add(run.score(
                    run.candidate(200 + random.nextInt(3), START),
                    START.plusSeconds(random.nextInt(600))));
        }
        return scored;
    }

    private static boolean lower(Scored a, Scored b) {
        return a.getEnergyAboveHullEvPerAtom() < b.getEnergyAboveHullEvPerAtom();
    }

    private static List<String> ids(Map<String, Scored> kinds) {
        return kinds.values().stream()
                .sorted(Comparator.comparingDouble(Scored::getEnergyAboveHullEvPerAtom)
                        .thenComparing(scored -> DiscoveryProcessor.key(scored).protostructure()))
                .map(scored -> CandidateIds.text(scored.getCandidate().getId()))
                .toList();
    }

    private List<String> listed() {
        return discoveries
                .ask("run", DiscoveryQuery.first(DiscoveryFilter.NONE, DiscoveryOrder.BEST, 10_000))
                .keys()
                .stream()
                .map(key -> driver.<String, Scored>getKeyValueStore(StateStore.DISCOVERIES.name())
                        .get(StateStore.discoveryKey(key)))
                .map(scored -> CandidateIds.text(scored.getCandidate().getId()))
                .toList();
    }
}
