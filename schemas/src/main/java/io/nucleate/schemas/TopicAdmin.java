package io.nucleate.schemas;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/**
 * Creates what the loop needs on a broker. Doing it again changes nothing but settings that differ
 * from the catalogue.
 */
public final class TopicAdmin {
    private static final int ANSWER_MS = 10_000;

    private TopicAdmin() {}

    /**
     * Creates missing topics and sets topics' and share group's settings.
     *
     * @param replication copies of each partition
     * @throws KafkaException if the broker cannot be reached or refuses
     */
    public static void ensure(KafkaSettings settings, int replication) {
        try (Admin admin = Admin.create(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers()))) {
            createMissing(admin, (short) replication);
            configure(admin);
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

    private static void configure(Admin admin) throws ExecutionException, InterruptedException {
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        for (Topic topic : Topic.values()) {
            changes.put(
                    new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName()),
                    set(topic.settings()));
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
