package io.nucleate.dashboard.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.nucleate.dashboard.view.AuditSums;
import io.nucleate.dashboard.view.DistinctSketch;
import io.nucleate.dashboard.view.HullHistogram;
import io.nucleate.dashboard.view.RunReport;
import io.nucleate.dashboard.view.RunTotals;
import io.nucleate.dashboard.view.VersionSeries;
import io.nucleate.dashboard.view.VersionStatistics;
import io.nucleate.dashboard.view.catalogue.Discoveries;
import io.nucleate.schemas.PolicyUpdate;

import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** The report of a run of months fits into a small heap, because versions are put together. */
class ManyVersionsTest {
    private static final int VERSIONS = 200_000;

    /** Hashes of a version's sketch, a kibibyte: all versions together are 200 MiB. */
    private static final int HASHES = 128;

    @Test
    void aReportFromTheBeginningNeedsLittleMemory() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx48m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ManyVersionsTest.class.getName())
                .redirectErrorStream(true)
                .start();
        try {
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(output).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Throws if the report is wrong or does not fit into memory. */
    public static void main(String[] args) {
        RunReport report = new RunReport(
                new StreamsRunState(new Made(), () -> new Discoveries(1)),
                Optional.of("run"),
                Clock.systemUTC());
        VersionSeries series = report.versions(0);
        assertThat(series.versionsPerRow()).isEqualTo(512);
        assertThat(series.rows()).hasSize(VERSIONS / 512 + 1);
        assertThat(series.rows().stream().mapToLong(VersionSeries.Row::crystals).sum())
                .isEqualTo(VERSIONS);
        assertThat(series.rows())
                .allSatisfy(row -> assertThat(row.learner().learnSeconds()).isEqualTo(1.25))
                .allSatisfy(row -> assertThat(row.audit().meanSites()).isEqualTo(3));
    }

    /** Stores whose entries are made when they are read. */
    private static final class Made implements StreamsRunState.Partitions {
        private final SplittableRandom random = new SplittableRandom(1);

        @Override
        @SuppressWarnings("unchecked")
        public <V> ReadOnlyKeyValueStore<String, V> store(String name) {
            IntFunction<Object> values =
                    switch (name) {
                        case "versions" -> this::statistics;
                        case "updates" -> Made::update;
                        case "audits" -> Made::audits;
                        default -> version -> RunTotals.EMPTY.updated(update(VERSIONS - 1));
                    };
            return new MadeStore<>(
                    name.equals("totals") ? 1 : VERSIONS, version -> (V) values.apply(version));
        }

        private VersionStatistics statistics(int version) {
            return new VersionStatistics(
                    1,
                    1,
                    -1,
                    0,
                    0,
                    0,
                    Map.of(),
                    HullHistogram.EMPTY,
                    DistinctSketch.of(random.longs(HASHES).toArray()));
        }

        private static AuditSums audits(int version) {
            DistinctSketch kinds = DistinctSketch.EMPTY.add("kind " + version);
            return new AuditSums(2, 6, kinds, kinds);
        }

        private static PolicyUpdate update(int version) {
            return PolicyUpdate.newBuilder()
                    .setRun("run")
                    .setVersion(version)
                    .setCrystals(1)
                    .setAbstained(0)
                    .setRejected(0)
                    .setStaleDropped(0)
                    .setDuplicatesDropped(0)
                    .setStaleDroppedTotal(0)
                    .setCandidatesAccounted(version)
                    .setMeanReward(-1)
                    .setMeanStaleness(1)
                    .setKlToPretrained(1)
                    .setClipFraction(0)
                    .setMeanImportanceWeight(1)
                    .setGradientNorm(1)
                    .setLearnSeconds(1.25)
                    .setUpdatedAt(Instant.EPOCH)
                    .build();
        }
    }

    private record MadeStore<V>(int size, IntFunction<V> values)
            implements ReadOnlyKeyValueStore<String, V> {
        @Override
        public V get(String key) {
            return values.apply(StateStore.versionOf(key));
        }

        @Override
        public KeyValueIterator<String, V> range(String from, String to) {
            return all();
        }

        @Override
        public KeyValueIterator<String, V> all() {
            return new KeyValueIterator<>() {
                private int next;

                @Override
                public void close() {}

                @Override
                public String peekNextKey() {
                    return size == 1 ? "run" : StateStore.versionKey("run", next);
                }

                @Override
                public boolean hasNext() {
                    return next < size;
                }

                @Override
                public KeyValue<String, V> next() {
                    return KeyValue.pair(peekNextKey(), values.apply(next++));
                }
            };
        }

        @Override
        public <PS extends Serializer<P>, P> KeyValueIterator<String, V> prefixScan(
                P prefix, PS serializer) {
            return all();
        }

        @Override
        public long approximateNumEntries() {
            return size;
        }
    }
}
