package io.nucleate.schemas;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;

/**
 * Creates what the loop needs on a broker. Doing it again changes nothing but settings that differ
 * from the catalogue.
 */
public final class TopicAdmin {
    private static final Logger LOG = Logger.getLogger(TopicAdmin.class.getName());
    private static final int ANSWER_MS = 10_000;
    private static final long VISIBLE_MS = 30_000;
    private static final long RETRY_MS = 100;
    private static final int REPLICATION_MAX = 3;
    private static final String CLEANUP = TopicConfig.CLEANUP_POLICY_CONFIG;

    private TopicAdmin() {}

    /**
     * Creates missing topics and sets topics' and share group's settings. Each partition has as
     * many copies as the cluster allows, at most {@value #REPLICATION_MAX}.
     *
     * @throws KafkaException if the broker cannot be reached or refuses, or if a topic differs from
     *     the catalogue in what this would not change; with the remedy
     */
    public static void ensure(KafkaSettings settings) {
        ensure(settings, OptionalInt.empty());
    }

    /**
     * The same with a number of copies of each partition of a new topic.
     *
     * @param replication copies
     */
    public static void ensure(KafkaSettings settings, int replication) {
        ensure(settings, OptionalInt.of(replication));
    }

    private static void ensure(KafkaSettings settings, OptionalInt replication) {
        try (Admin admin = Admin.create(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers()))) {
            ensureVisible(admin, settings.bootstrapServers(), replication);
        } catch (ExecutionException e) {
            throw new KafkaException(
                    "cannot prepare the topics at " + settings.bootstrapServers() + ": "
                            + e.getCause().getMessage(),
                    e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while preparing the topics", e);
        }
    }

    /** A broker may not know a topic yet that its controller has just created. */
    private static void ensureVisible(Admin admin, String servers, OptionalInt replication)
            throws ExecutionException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(VISIBLE_MS);
        while (true) {
            try {
                ensure(admin, servers, replication);
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
                        || System.nanoTime() - deadline > 0) {
                    throw e;
                }
                Thread.sleep(RETRY_MS);
            }
        }
    }

    private static void ensure(Admin admin, String servers, OptionalInt replication)
            throws ExecutionException, InterruptedException {
        int brokers = admin.describeCluster().nodes().get().size();
        int copies = replication.orElse(brokers >= REPLICATION_MAX ? REPLICATION_MAX : 1);
        createMissing(admin, (short) copies);
        Map<String, TopicDescription> present =
                admin.describeTopics(Topic.names()).allTopicNames().get();
        requireAsCatalogue(admin, servers, present);
        configure(admin, present);
        present.values().stream()
                .filter(topic -> copies(topic) < copies)
                .forEach(topic -> LOG.warning(() -> "topic " + topic.name() + " at " + servers
                        + " has " + copies(topic) + " of " + copies + " copies of each partition;"
                        + " kafka-reassign-partitions.sh adds the others"));
    }

    private static int copies(TopicDescription topic) {
        return topic.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
    }

    /** Refuses what would lose records or stop the loop, and what only the user can decide on. */
    private static void requireAsCatalogue(
            Admin admin, String servers, Map<String, TopicDescription> present)
            throws ExecutionException, InterruptedException {
        Map<ConfigResource, Config> configs = admin.describeConfigs(
                        Arrays.stream(Topic.values()).map(TopicAdmin::resource).toList())
                .all()
                .get();
        List<String> differences = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            String name = topic.topicName();
            String remedy = "kafka-%s.sh --bootstrap-server " + servers + " --alter ";
            int partitions = present.get(name).partitions().size();
            if (partitions < topic.partitions()) {
                differences.add("topic " + name + " has " + partitions + " of at least "
                        + topic.partitions() + " partitions; add them: "
                        + remedy.formatted("topics") + "--topic " + name + " --partitions "
                        + topic.partitions());
            }
            if (topic.isOrdered() && partitions > 1) {
                differences.add("topic " + name + " has " + partitions + " partitions, but its"
                        + " records have one order and want 1; delete it, and run setup again");
            }
            String has = configs.get(resource(topic)).get(CLEANUP).value();
            String wants = topic.settings().get(CLEANUP);
            if (!Set.of(has.split(",")).equals(Set.of(wants.split(",")))) {
                differences.add("topic " + name + " has " + CLEANUP + "=" + has + ", but wants "
                        + wants + "; set it: " + remedy.formatted("configs")
                        + "--entity-type topics --entity-name " + name + " --add-config '" + CLEANUP
                        + "=[" + wants + "]'");
            }
        }
        if (!differences.isEmpty()) {
            throw new KafkaException("the topics at " + servers + " are not those of the loop: "
                    + String.join(". And ", differences));
        }
    }

    private static ConfigResource resource(Topic topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName());
    }

    /**
     * Checks that a broker answers and has the topics, which a consumer would wait for in vain.
     *
     * @throws KafkaException with the remedy, if it does not answer within ten seconds or lacks one
     */
    public static void require(KafkaSettings settings, Topic... topics) {
        String servers = settings.bootstrapServers();
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                servers,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                ANSWER_MS / 2,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                ANSWER_MS))) {
            Set<String> present = admin.listTopics().names().get();
            for (Topic topic : topics) {
                if (!present.contains(topic.topicName())) {
                    throw new KafkaException("Kafka at " + servers + " has no topic "
                            + topic.topicName() + ", so no run has been there; check the address");
                }
            }
        } catch (ExecutionException e) {
            throw new KafkaException(
                    "no Kafka answers at " + servers + "; check the address, and that it runs",
                    e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while asking for the topics", e);
        }
    }

    private static void createMissing(Admin admin, short replication)
            throws ExecutionException, InterruptedException {
        Set<String> present = admin.listTopics().names().get();
        List<NewTopic> missing = Arrays.stream(Topic.values())
                .filter(topic -> !present.contains(topic.topicName()))
                .map(topic -> new NewTopic(topic.topicName(), topic.partitions(), replication)
                        .configs(topic.settings()))
                .toList();
        for (var created : admin.createTopics(missing).values().values()) {
            try {
                created.get();
            } catch (ExecutionException e) {
                // Another process prepared the same broker at the same moment.
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    /** With three copies, a broker may be gone and yet none that was said to be stored is lost. */
    private static void configure(Admin admin, Map<String, TopicDescription> present)
            throws ExecutionException, InterruptedException {
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        for (Topic topic : Topic.values()) {
            Map<String, String> settings = new TreeMap<>(topic.settings());
            if (copies(present.get(topic.topicName())) >= REPLICATION_MAX) {
                settings.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "2");
            }
            changes.put(resource(topic), set(settings));
        }
        changes.put(
                new ConfigResource(ConfigResource.Type.GROUP, ScorerGroup.ID),
                set(ScorerGroup.settings()));
        admin.incrementalAlterConfigs(changes).all().get();
    }

    private static Collection<AlterConfigOp> set(Map<String, String> settings) {
        List<AlterConfigOp> operations = new ArrayList<>();
        settings.forEach((name, value) -> operations.add(
                new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET)));
        return operations;
    }
}
