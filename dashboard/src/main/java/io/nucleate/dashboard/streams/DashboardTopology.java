package io.nucleate.dashboard.streams;

import io.nucleate.schemas.AvroSerde;
import io.nucleate.schemas.Topic;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;

import java.util.stream.Stream;

/**
 * Builds the topology that folds the loop's records:
 *
 * <pre>
 * candidates ─▶ {@link CandidateProcessor} ─────────────────────▶ totals
 * scored ─────▶ {@link ScoredProcessor} ───▶ seen, versions, best, totals
 * rejected ───▶ {@link RejectedProcessor} ─▶ seen,                totals
 * updates ────▶ {@link UpdateProcessor} ───▶ updates,             totals
 * </pre>
 *
 * Nothing is sent between partitions: each folds its own records, and readers merge.
 */
public final class DashboardTopology {
    private DashboardTopology() {}

    public static Topology build() {
        Topology topology = new Topology();
        add(topology, Topic.CANDIDATES, CandidateProcessor::new);
        add(topology, Topic.SCORED, ScoredProcessor::new);
        add(topology, Topic.REJECTED, RejectedProcessor::new);
        add(topology, Topic.UPDATES, UpdateProcessor::new);
        String[] all = Stream.of(Topic.CANDIDATES, Topic.SCORED, Topic.REJECTED, Topic.UPDATES)
                .map(DashboardTopology::processor)
                .toArray(String[]::new);
        topology.addStateStore(StateStore.TOTALS.builder(), all);
        topology.addStateStore(
                StateStore.SEEN.builder(), processor(Topic.SCORED), processor(Topic.REJECTED));
        topology.addStateStore(StateStore.VERSIONS.builder(), processor(Topic.SCORED));
        topology.addStateStore(StateStore.BEST.builder(), processor(Topic.SCORED));
        topology.addStateStore(StateStore.UPDATES.builder(), processor(Topic.UPDATES));
        return topology;
    }

    private static <V extends SpecificRecord> void add(
            Topology topology, Topic topic, ProcessorSupplier<String, V, Void, Void> processor) {
        String source = topic.topicName() + "-source";
        topology.addSource(
                source,
                new StringDeserializer(),
                AvroSerde.of(topic.recordType()),
                topic.topicName());
        topology.addProcessor(processor(topic), processor, source);
    }

    private static String processor(Topic topic) {
        return topic.topicName() + "-processor";
    }
}
