package io.nucleate.dashboard.streams;

import io.nucleate.dashboard.view.MinuteMetrics;
import io.nucleate.dashboard.view.catalogue.Catalogue;
import io.nucleate.dashboard.view.catalogue.Discoveries;
import io.nucleate.dashboard.view.health.HealthBoard;
import io.nucleate.schemas.AvroSerde;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.GeneratorState;
import io.nucleate.schemas.LearnerProgress;
import io.nucleate.schemas.Metrics;
import io.nucleate.schemas.PolicyUpdate;
import io.nucleate.schemas.Rejected;
import io.nucleate.schemas.Run;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.Topic;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.state.BuiltInDslStoreSuppliers;
import org.apache.kafka.streams.state.DslStoreSuppliers;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.WindowStore;

import java.time.Duration;

/**
 * Builds the topology that folds the loop's records:
 *
 * <pre>
 * candidates ─▶ {@link CandidateProcessor} ─────────────────────▶ totals
 * scored ─────▶ {@link ScoredProcessor} ───▶ seen, versions, best, elements, totals
 *                 └─by run/protostructure▶ {@link DiscoveryProcessor} ─▶ discoveries ─▶ catalogue
 *                 └─by run/version▶ by minute ─────────────────▶ metrics ─▶ metrics
 * rejected ─by id▶ {@link RejectedProcessor} ─▶ seen, rejections, audits, totals
 * audits ─────▶ {@link AuditProcessor} ───▶ seen, audits
 * updates ────▶ {@link UpdateProcessor} ───▶ updates,             totals
 * runs ─────────────────────────────────────────────────────────▶ runs
 * learner.progress, generator.progress ─▶ {@link NoteProcessor}
 * </pre>
 *
 * Each partition folds its own records, and readers merge. So what is known of a candidate must
 * come in one partition: rejections, which have fewer partitions than scores, are sent to that of
 * the candidate's score. And what is known of a kind of crystal must: discoveries are sent to the
 * partition of their protostructure.
 */
public final class DashboardTopology {
    private static final String TOTALS = StateStore.TOTALS.name();
    private static final String SEEN = StateStore.SEEN.name();

    /** Scores are counted in the minute that they were made, if they come within a month. */
    private static final TimeWindows MINUTES =
            TimeWindows.ofSizeAndGrace(Duration.ofMinutes(1), Duration.ofDays(30));

    private DashboardTopology() {}

    /**
     * Builds it over stores on the disk.
     *
     * @param partitions number of partitions of the scores
     * @param discoveries is kept up to date
     * @param board is told who is heard of
     */
    public static Topology build(int partitions, Discoveries discoveries, HealthBoard board) {
        return build(partitions, discoveries, board, BuiltInDslStoreSuppliers.ROCKS_DB);
    }

    /** @param stores makes the stores */
    public static Topology build(
            int partitions, Discoveries discoveries, HealthBoard board, DslStoreSuppliers stores) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(StateStore.TOTALS.builder(stores));
        builder.addStateStore(StateStore.SEEN.builder(stores));
        builder.addStateStore(StateStore.VERSIONS.builder(stores));
        builder.addStateStore(StateStore.AUDITS.builder(stores));
        builder.addStateStore(StateStore.BEST.builder(stores));
        builder.addStateStore(StateStore.ELEMENTS.builder(stores));
        builder.addStateStore(StateStore.DISCOVERIES.builder(stores));
        builder.addStateStore(StateStore.REJECTIONS.builder(stores));
        builder.addStateStore(StateStore.UPDATES.builder(stores));
        stream(builder, Topic.CANDIDATES, Candidate.class).process(CandidateProcessor::new, TOTALS);
        KStream<String, Scored> counted = stream(builder, Topic.SCORED, Scored.class)
                .process(
                        () -> new ScoredProcessor(board),
                        SEEN,
                        StateStore.VERSIONS.name(),
                        StateStore.BEST.name(),
                        StateStore.ELEMENTS.name(),
                        TOTALS);
        counted.filter((id, scored) -> Catalogue.isDiscovery(scored))
                .selectKey((id, scored) -> StateStore.discoveryKey(DiscoveryProcessor.key(scored)))
                .repartition(Repartitioned.<String, Scored>as("discoveries-by-protostructure")
                        .withKeySerde(Serdes.String())
                        .withValueSerde(AvroSerde.of(Scored.class))
                        .withNumberOfPartitions(partitions))
                .process(() -> new DiscoveryProcessor(discoveries), StateStore.DISCOVERIES.name())
                .to(
                        Topic.CATALOGUE.topicName(),
                        Produced.with(Serdes.String(), AvroSerde.of(Scored.class)));
        counted.filter((id, scored) -> MinuteMetrics.counts(scored))
                .map((id, scored) ->
                        KeyValue.pair(MinuteMetrics.versionKey(scored), MinuteMetrics.of(scored)))
                .groupByKey(Grouped.with(
                        "metrics-by-version", Serdes.String(), AvroSerde.of(Metrics.class)))
                .windowedBy(MINUTES)
                .reduce(
                        MinuteMetrics::add,
                        Materialized.<String, Metrics, WindowStore<Bytes, byte[]>>as("metrics")
                                .withStoreType(stores)
                                .withKeySerde(Serdes.String())
                                .withValueSerde(AvroSerde.of(Metrics.class)))
                .toStream()
                .selectKey((window, metrics) -> MinuteMetrics.key(metrics))
                .to(
                        Topic.METRICS.topicName(),
                        Produced.with(Serdes.String(), AvroSerde.of(Metrics.class)));
        stream(builder, Topic.REJECTED, Rejected.class)
                .repartition(Repartitioned.<String, Rejected>as("rejected-by-id")
                        .withKeySerde(Serdes.String())
                        .withValueSerde(AvroSerde.of(Rejected.class))
                        .withNumberOfPartitions(partitions))
                .process(
                        () -> new RejectedProcessor(board),
                        SEEN,
                        StateStore.AUDITS.name(),
                        StateStore.REJECTIONS.name(),
                        TOTALS);
        stream(builder, Topic.AUDITS, Scored.class)
                .process(AuditProcessor::new, SEEN, StateStore.AUDITS.name());
        stream(builder, Topic.UPDATES, PolicyUpdate.class)
                .process(UpdateProcessor::new, StateStore.UPDATES.name(), TOTALS);
        stream(builder, Topic.LEARNER_PROGRESS, LearnerProgress.class)
                .process(() -> new NoteProcessor<>(board::heard));
        stream(builder, Topic.GENERATOR_PROGRESS, GeneratorState.class)
                .process(() -> new NoteProcessor<>(board::heard));
        builder.globalTable(
                Topic.RUNS.topicName(),
                Consumed.with(Serdes.String(), AvroSerde.of(Run.class)),
                Materialized.<String, Run, KeyValueStore<Bytes, byte[]>>as(StateStore.RUNS.name())
                        .withStoreType(stores));
        return builder.build();
    }

    private static <V extends SpecificRecord> KStream<String, V> stream(
            StreamsBuilder builder, Topic topic, Class<V> type) {
        return builder.stream(
                topic.topicName(), Consumed.with(Serdes.String(), AvroSerde.of(type)));
    }
}
