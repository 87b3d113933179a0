package io.nucleate.dashboard.streams;

import io.nucleate.schemas.AvroSerde;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.PolicyUpdate;
import io.nucleate.schemas.Rejected;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.Topic;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.Stores;

import java.util.function.Function;

/**
 * Builds the topology that folds the loop's records:
 *
 * <pre>
 * candidates ─▶ {@link CandidateProcessor} ─────────────────────▶ totals
 * scored ─────▶ {@link ScoredProcessor} ───▶ seen, versions, best, totals
 * rejected ─by id▶ {@link RejectedProcessor} ─▶ seen,             totals
 * updates ────▶ {@link UpdateProcessor} ───▶ updates,             totals
 * </pre>
 *
 * Each partition folds its own records, and readers merge. So what is known of a candidate must
 * come in one partition: rejections, which have fewer partitions than scores, are sent to that of
 * the candidate's score.
 */
public final class DashboardTopology {
    private static final String TOTALS = StateStore.TOTALS.name();
    private static final String SEEN = StateStore.SEEN.name();

    private DashboardTopology() {}

    /**
     * Builds it over stores on the disk.
     *
     * @param partitions number of partitions of the scores
     */
    public static Topology build(int partitions) {
        return build(partitions, Stores::persistentKeyValueStore);
    }

    /** @param stores makes the store of a name */
    public static Topology build(
            int partitions, Function<String, KeyValueBytesStoreSupplier> stores) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(StateStore.TOTALS.builder(stores));
        builder.addStateStore(StateStore.SEEN.builder(stores));
        builder.addStateStore(StateStore.VERSIONS.builder(stores));
        builder.addStateStore(StateStore.BEST.builder(stores));
        builder.addStateStore(StateStore.UPDATES.builder(stores));
        stream(builder, Topic.CANDIDATES, Candidate.class).process(CandidateProcessor::new, TOTALS);
        stream(builder, Topic.SCORED, Scored.class)
                .process(
                        ScoredProcessor::new,
                        SEEN,
                        StateStore.VERSIONS.name(),
                        StateStore.BEST.name(),
                        TOTALS);
        stream(builder, Topic.REJECTED, Rejected.class)
                .repartition(Repartitioned.<String, Rejected>as("rejected-by-id")
                        .withKeySerde(Serdes.String())
                        .withValueSerde(AvroSerde.of(Rejected.class))
                        .withNumberOfPartitions(partitions))
                .process(RejectedProcessor::new, SEEN, TOTALS);
        stream(builder, Topic.UPDATES, PolicyUpdate.class)
                .process(UpdateProcessor::new, StateStore.UPDATES.name(), TOTALS);
        return builder.build();
    }

    private static <V extends SpecificRecord> KStream<String, V> stream(
            StreamsBuilder builder, Topic topic, Class<V> type) {
        return builder.stream(
                topic.topicName(), Consumed.with(Serdes.String(), AvroSerde.of(type)));
    }
}
