package io.nucleate.local;

import io.nucleate.schemas.AvroSerde;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.PolicyUpdate;
import io.nucleate.schemas.PolicyWeights;
import io.nucleate.schemas.Rejected;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.ScorerGroup;
import io.nucleate.schemas.Topic;
import io.nucleate.schemas.TopicPartitions;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

import java.util.Map;
import java.util.concurrent.ExecutionException;

/** Gives a {@link RunCheck} the records of a run that stands still. */
public final class StoppedRunCheck {
    private final AvroSerde<Candidate> candidates = AvroSerde.of(Candidate.class);
    private final AvroSerde<Scored> scored = AvroSerde.of(Scored.class);
    private final AvroSerde<Rejected> rejected = AvroSerde.of(Rejected.class);
    private final AvroSerde<PolicyUpdate> updates = AvroSerde.of(PolicyUpdate.class);
    private final AvroSerde<PolicyWeights> weights = AvroSerde.of(PolicyWeights.class);
    private final RunCheck check;
    private final Map<TopicPartition, SharePartitionOffsetInfo> acknowledged;

    private StoppedRunCheck(
            RunCheck check, Map<TopicPartition, SharePartitionOffsetInfo> acknowledged) {
        this.check = check;
        this.acknowledged = acknowledged;
    }

    /** Reads all records of the run's topics. */
    public static RunCheck.Report of(KafkaSettings kafka, String run) {
        try (Consumer<String, byte[]> consumer = kafka.connectConsumer("check")) {
            TopicPartitions.assignFromBeginning(
                    consumer,
                    Topic.CANDIDATES,
                    Topic.SCORED,
                    Topic.REJECTED,
                    Topic.UPDATES,
                    Topic.POLICY_WEIGHTS);
            boolean isWhole = consumer
                    .beginningOffsets(TopicPartitions.of(consumer, Topic.CANDIDATES))
                    .values()
                    .stream()
                    .allMatch(beginning -> beginning == 0);
            StoppedRunCheck reader =
                    new StoppedRunCheck(new RunCheck(run, isWhole), acknowledged(kafka));
            TopicPartitions.readToPresentEnd(consumer, reader::accept);
            return reader.check.report();
        }
    }

    /** Below these offsets all candidates have been acknowledged. */
    private static Map<TopicPartition, SharePartitionOffsetInfo> acknowledged(KafkaSettings kafka) {
        try (Admin admin = Admin.create(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()))) {
            return admin.listShareGroupOffsets(
                            Map.of(ScorerGroup.ID, new ListShareGroupOffsetsSpec()))
                    .partitionsToOffsetInfo(ScorerGroup.ID)
                    .get();
        } catch (ExecutionException e) {
            throw new KafkaException(
                    "cannot ask how far the scorers are: " + e.getCause().getMessage(),
                    e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while asking how far the scorers are", e);
        }
    }

    private void accept(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            return; // compaction's mark of what is gone
        }
        String topic = record.topic();
        if (topic.equals(Topic.CANDIDATES.topicName())) {
            check.accept(
                    candidates.deserialize(topic, record.value()),
                    record.offset() < end(new TopicPartition(topic, record.partition())));
        } else if (topic.equals(Topic.SCORED.topicName())) {
            check.accept(scored.deserialize(topic, record.value()));
        } else if (topic.equals(Topic.REJECTED.topicName())) {
            check.accept(rejected.deserialize(topic, record.value()));
        } else if (topic.equals(Topic.UPDATES.topicName())) {
            check.accept(updates.deserialize(topic, record.value()));
        } else {
            check.accept(weights.deserialize(topic, record.value()));
        }
    }

    private long end(TopicPartition partition) {
        SharePartitionOffsetInfo known = acknowledged.get(partition);
        return known == null ? 0 : known.startOffset();
    }
}
