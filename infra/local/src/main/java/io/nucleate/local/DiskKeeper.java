package io.nucleate.local;

import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.Topic;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps a data directory within its disk budget: measures it, and has the broker drop what
 * {@link DiskPlan} leaves no room for. Says once of each kind that it is being dropped. It works in
 * a thread of its own; what goes wrong there is tried again, and never ends the run.
 */
final class DiskKeeper implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(DiskKeeper.class.getName());
    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final int ANSWER_MS = 10_000;
    /** A partition's directory, also while the broker deletes it. */
    private static final Pattern PARTITION = Pattern.compile("(.+)-\\d+(\\..+)?");

    private static final String INDEX = "index";
    /** An entry of each of two indexes, 20 bytes, for at least 4 KiB of records. */
    private static final int LOG_BYTES_PER_INDEX_BYTE = 200;

    private static final long SEGMENT_MIN_BYTES = 1 << 20;
    private static final long SEGMENT_MAX_BYTES = 32 << 20;
    private static final Map<Topic, String> WORDS = Map.of(
            Topic.CANDIDATES, "the oldest candidates",
            Topic.SCORED, "the oldest scored crystals",
            Topic.REJECTED, "the oldest rejections",
            Topic.POLICY_WEIGHTS, "superseded weights of less than an hour ago",
            Topic.DISCOVERIES, "the oldest discoveries");

    private final Path dataDir;
    private final long budgetBytes;
    private final Consumer<String> notices;
    private final Admin admin;
    private final Map<String, Topic> topics = new HashMap<>();
    private final Map<Topic, Long> retentionBytes = new EnumMap<>(Topic.class);
    private final Set<Topic> told = EnumSet.noneOf(Topic.class);
    private final Thread thread = new Thread(this::keep, "disk-keeper");
    private Optional<Duration> weightsLag = Optional.empty();
    private Map<Topic, Integer> partitions = Map.of();
    private boolean isToldTooSmall;
    private volatile boolean closed;

    /** @param notices told once of each kind of record that it is being dropped */
    DiskKeeper(Path dataDir, long budgetBytes, KafkaSettings kafka, Consumer<String> notices) {
        this.dataDir = dataDir;
        this.budgetBytes = budgetBytes;
        this.notices = notices;
        for (Topic topic : Topic.values()) {
            topics.put(topic.topicName(), topic);
        }
        admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                kafka.bootstrapServers(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                ANSWER_MS,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                ANSWER_MS / 2));
    }

    /** Starts to look after the directory every few seconds. */
    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    private void keep() {
        try {
            while (!closed) {
                tick();
                Thread.sleep(PERIOD.toMillis());
            }
        } catch (InterruptedException e) {
            LOG.fine("asked to stop");
        }
    }

    private void tick() throws InterruptedException {
        try {
            look();
        } catch (ExecutionException | TimeoutException | IOException e) {
            // The broker is being started again, or files went while they were counted.
            LOG.log(Level.FINE, "the disk budget is looked after later", e);
        }
    }

    /** Measures once and adjusts what is kept. */
    void look() throws IOException, ExecutionException, InterruptedException, TimeoutException {
        if (partitions.isEmpty()) {
            prepare();
        }
        DiskPlan.Usage usage = measure(dataDir);
        DiskPlan plan = DiskPlan.of(budgetBytes, usage, weightsLag.orElseThrow());
        Map<Topic, Map<String, String>> changes = new EnumMap<>(Topic.class);
        plan.bytesMax().forEach((topic, bytes) -> {
            long retention = retention(topic, bytes);
            if (isOther(retentionBytes.getOrDefault(topic, -1L), retention)) {
                changes.put(
                        topic,
                        Map.of(TopicConfig.RETENTION_BYTES_CONFIG, Long.toString(retention)));
            }
        });
        if (plan.weightsLag().compareTo(weightsLag.orElseThrow()) < 0) {
            changes.put(
                    Topic.POLICY_WEIGHTS,
                    Map.of(
                            TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG,
                            Long.toString(plan.weightsLag().toMillis())));
        }
        alter(changes);
        plan.bytesMax().forEach((topic, bytes) -> {
            if (changes.containsKey(topic)) {
                retentionBytes.put(topic, retention(topic, bytes));
            }
        });
        weightsLag = Optional.of(plan.weightsLag());
        tell(plan, usage);
    }

    /** Segments are dropped whole, so they are small beside the budget. */
    private void prepare() throws ExecutionException, InterruptedException, TimeoutException {
        Map<Topic, Integer> counts = new EnumMap<>(Topic.class);
        admin.describeTopics(Topic.names())
                .allTopicNames()
                .get(ANSWER_MS, TimeUnit.MILLISECONDS)
                .forEach((name, topic) ->
                        counts.put(topics.get(name), topic.partitions().size()));
        Map<Topic, Map<String, String>> changes = new EnumMap<>(Topic.class);
        for (Topic topic : Topic.values()) {
            if (!topic.settings().containsKey(TopicConfig.SEGMENT_BYTES_CONFIG)) {
                changes.put(
                        topic,
                        Map.of(TopicConfig.SEGMENT_BYTES_CONFIG, Long.toString(segmentBytes())));
            }
        }
        alter(changes);
        ConfigResource weights = resource(Topic.POLICY_WEIGHTS);
        String lag = admin.describeConfigs(List.of(weights))
                .all()
                .get(ANSWER_MS, TimeUnit.MILLISECONDS)
                .get(weights)
                .get(TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG)
                .value();
        weightsLag = Optional.of(Duration.ofMillis(Long.parseLong(lag)));
        partitions = counts;
    }

    private long segmentBytes() {
        return Math.max(SEGMENT_MIN_BYTES, Math.min(SEGMENT_MAX_BYTES, budgetBytes / 256));
    }

    /** Bytes that a partition may have: less one segment, the one being written. */
    private long retention(Topic topic, long bytes) {
        return bytes == Long.MAX_VALUE
                ? -1
                : Math.max(segmentBytes(), bytes / partitions.get(topic) - segmentBytes());
    }

    /** A little more or less is not worth a change. */
    private boolean isOther(long before, long now) {
        return before < 0 || now < 0
                ? before != now
                : Math.abs(now - before) >= Math.min(segmentBytes(), before / 20 + 1);
    }

    private void alter(Map<Topic, Map<String, String>> changes)
            throws ExecutionException, InterruptedException, TimeoutException {
        if (changes.isEmpty()) {
            return;
        }
        Map<ConfigResource, Collection<AlterConfigOp>> operations = new HashMap<>();
        changes.forEach((topic, settings) -> {
            List<AlterConfigOp> ofTopic = new ArrayList<>();
            settings.forEach((name, value) -> ofTopic.add(
                    new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET)));
            operations.put(resource(topic), ofTopic);
        });
        admin.incrementalAlterConfigs(operations).all().get(ANSWER_MS, TimeUnit.MILLISECONDS);
    }

    private static ConfigResource resource(Topic topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName());
    }

    private void tell(DiskPlan plan, DiskPlan.Usage usage) {
        List<String> news =
                plan.dropped().stream().filter(told::add).map(WORDS::get).toList();
        if (!news.isEmpty()) {
            notices.accept("the disk budget of " + DataSize.text(budgetBytes) + " is reached: "
                    + String.join(" and ", news)
                    + " are dropped from now on; the run goes on, and --disk-budget gives it more");
        }
        if (!plan.isEnough() && !isToldTooSmall) {
            isToldTooSmall = true;
            notices.accept("the disk budget of " + DataSize.text(budgetBytes)
                    + " is too small for what must stay, " + DataSize.text(usage.other())
                    + " beside the topics; the run goes on, and --disk-budget gives it more");
        }
    }

    /**
     * Adds up the sizes of all files. Indexes are made larger than what is in them, and count by
     * the records that they belong to.
     */
    static DiskPlan.Usage measure(Path dataDir) throws IOException {
        Map<String, Topic> byName = new HashMap<>();
        Arrays.stream(Topic.values()).forEach(topic -> byName.put(topic.topicName(), topic));
        Map<Topic, Long> byTopic = new EnumMap<>(Topic.class);
        long[] other = new long[1];
        Files.walkFileTree(dataDir, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                Matcher partition =
                        PARTITION.matcher(String.valueOf(file.getParent().getFileName()));
                if (!partition.matches()) {
                    other[0] += attributes.size();
                    return FileVisitResult.CONTINUE;
                }
                String name = file.getFileName().toString();
                if (!name.contains(INDEX)) {
                    long bytes = attributes.size() + attributes.size() / LOG_BYTES_PER_INDEX_BYTE;
                    Topic topic = byName.get(partition.group(1));
                    if (topic == null) {
                        other[0] += bytes;
                    } else {
                        byTopic.merge(topic, bytes, Long::sum);
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                // Files go while they are counted.
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return new DiskPlan.Usage(byTopic, other[0]);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        admin.close(Duration.ZERO);
    }
}
