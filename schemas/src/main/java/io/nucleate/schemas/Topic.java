package io.nucleate.schemas;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.TopicConfig;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Every topic of the loop. Keys are UTF-8 text, values are Avro records. */
public enum Topic {
    /** The runs, with their settings; kept for good, the newest record of each. */
    RUNS("runs", Run.class, "run", 1, Cleanup.compactFast(1 << 20)),
    /** Sampled crystals, from generators to the scorers' share group. */
    CANDIDATES(
            "candidates",
            Candidate.class,
            "run/generator/sequence",
            4,
            Cleanup.delete(Duration.ofDays(7))),
    /** Crystals with their scores; kept for good, or as long as a disk budget allows. */
    SCORED("scored", Scored.class, "run/generator/sequence", 4, Cleanup.keep()),
    /**
     * Scores near the hull or below it, a second time: what stays for good where a disk budget
     * thins {@link #SCORED}. Compaction leaves each candidate once.
     */
    DISCOVERIES("discoveries", Scored.class, "run/generator/sequence", 1, Cleanup.compactAndKeep()),
    /**
     * A share of the candidates once more, relaxed and judged by a second potential; nothing is
     * learned from these. Compaction leaves each candidate once.
     */
    AUDITS("audits", Scored.class, "run/generator/sequence", 1, Cleanup.compactAndKeep()),
    /** Candidates that could not be scored, with the reason (dead letters). */
    REJECTED(
            "rejected",
            Rejected.class,
            "run/generator/sequence, or the source where undecodable",
            1,
            Cleanup.keep()),
    /**
     * Versions of the policy; compaction leaves all of the last hour, the newest four, version 0,
     * and each hundredth.
     */
    POLICY_WEIGHTS(
            "policy.weights",
            PolicyWeights.class,
            "run/recent-<n> or run/version-<version>, with /chunk-<index> or /manifest",
            1,
            Cleanup.compactAfter(Duration.ofHours(1), 16 << 20)),
    /** One record for each update of the policy. */
    UPDATES("updates", PolicyUpdate.class, "run/version", 1, Cleanup.keep()),
    /** How far the learner of each run is; compaction leaves the newest. */
    LEARNER_PROGRESS(
            "learner.progress", LearnerProgress.class, "run", 1, Cleanup.compactFast(1 << 20)),
    /** How far each generator is; compaction leaves the newest. */
    GENERATOR_PROGRESS(
            "generator.progress",
            GeneratorState.class,
            "run/generator",
            1,
            Cleanup.compactFast(1 << 20)),
    /**
     * The lowest metastable crystal of each protostructure of a run, as the dashboard keeps them;
     * compaction leaves the newest record, which is the lowest.
     */
    CATALOGUE("catalogue", Scored.class, "run/protostructure", 4, Cleanup.compact(8 << 20)),
    /** Counts and sums of a version's scores by minute; compaction leaves the newest. */
    METRICS("metrics", Metrics.class, "run/version/minute", 1, Cleanup.compact(8 << 20)),
    /**
     * Phases that joined the living hull; kept for good, few as they are, because the lowest counts
     * and not the last.
     */
    HULL_PHASES("hull.phases", DiscoveredPhase.class, "reduced formula", 1, Cleanup.keep());

    private final String topicName;
    private final Class<? extends SpecificRecord> recordType;
    private final String key;
    private final int partitions;
    private final Map<String, String> settings;

    Topic(
            String topicName,
            Class<? extends SpecificRecord> recordType,
            String key,
            int partitions,
            Map<String, String> settings) {
        this.topicName = topicName;
        this.recordType = recordType;
        this.key = key;
        this.partitions = partitions;
        Map<String, String> all = new TreeMap<>(settings);
        all.put(TopicConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        this.settings = Collections.unmodifiableMap(all);
    }

    /** Name on the broker. */
    public String topicName() {
        return topicName;
    }

    public Class<? extends SpecificRecord> recordType() {
        return recordType;
    }

    /** Says in words what a record's key holds. */
    public String key() {
        return key;
    }

    /**
     * Partitions of a new topic. A cluster may have more: readers ask it, see
     * {@link TopicPartitions}.
     */
    public int partitions() {
        return partitions;
    }

    /**
     * Returns whether readers need the records of different keys in the order in which they were
     * written, so that one partition must hold all of them.
     */
    boolean isOrdered() {
        return this == POLICY_WEIGHTS;
    }

    /** Topic-level broker settings: cleanup policy, retention, segments, compression. */
    public Map<String, String> settings() {
        return settings;
    }

    /** Schema of the values. */
    public Schema schema() {
        return org.apache.avro.specific.SpecificData.get().getSchema(recordType);
    }

    /** All topics' names. */
    public static List<String> names() {
        return List.of(values()).stream().map(Topic::topicName).toList();
    }

    /** The cleanup policies in use. */
    private static final class Cleanup {
        private Cleanup() {}

        static Map<String, String> delete(Duration retention) {
            return Map.of(
                    TopicConfig.CLEANUP_POLICY_CONFIG,
                    TopicConfig.CLEANUP_POLICY_DELETE,
                    TopicConfig.RETENTION_MS_CONFIG,
                    Long.toString(retention.toMillis()));
        }

        static Map<String, String> keep() {
            return Map.of(
                    TopicConfig.CLEANUP_POLICY_CONFIG,
                    TopicConfig.CLEANUP_POLICY_DELETE,
                    TopicConfig.RETENTION_MS_CONFIG,
                    "-1");
        }

        /** Compacts when half of it has been replaced. */
        static Map<String, String> compact(int segmentBytes) {
            return Map.of(
                    TopicConfig.CLEANUP_POLICY_CONFIG,
                    TopicConfig.CLEANUP_POLICY_COMPACT,
                    TopicConfig.SEGMENT_BYTES_CONFIG,
                    Integer.toString(segmentBytes));
        }

        /** Compacts what has been there for some time. */
        static Map<String, String> compactAfter(Duration lag, int segmentBytes) {
            Map<String, String> settings = compactFast(segmentBytes);
            settings.put(TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, Long.toString(lag.toMillis()));
            return settings;
        }

        /**
         * Delete is on for the sake of a disk budget, which sets a size; by default there is none.
         */
        static Map<String, String> compactAndKeep() {
            return Map.of(
                    TopicConfig.CLEANUP_POLICY_CONFIG,
                    TopicConfig.CLEANUP_POLICY_COMPACT + "," + TopicConfig.CLEANUP_POLICY_DELETE,
                    TopicConfig.RETENTION_MS_CONFIG,
                    "-1");
        }

        /**
         * Something new comes every few seconds and replaces the old, while the cleaner never
         * touches the segment being written: so segments roll often, and are cleaned as soon as
         * something old is in them.
         *
         * @param segmentBytes a few times what one key holds
         */
        static Map<String, String> compactFast(int segmentBytes) {
            return new TreeMap<>(Map.of(
                    TopicConfig.CLEANUP_POLICY_CONFIG,
                    TopicConfig.CLEANUP_POLICY_COMPACT,
                    TopicConfig.SEGMENT_BYTES_CONFIG,
                    Integer.toString(segmentBytes),
                    TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
                    "0.01",
                    TopicConfig.DELETE_RETENTION_MS_CONFIG,
                    "60000",
                    TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                    Integer.toString(1 << 20)));
        }
    }
}
