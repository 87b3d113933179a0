package io.nucleate.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.nucleate.broker.FreePorts;
import io.nucleate.broker.LocalBroker;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The topics of a cluster of three brokers, each of which is a controller too. */
@Timeout(180)
class ThreeBrokersTest {
    private static final int NODES = 3;

    @TempDir
    Path directory;

    private final List<KafkaRaftServer> nodes = new ArrayList<>();

    @AfterEach
    void stop() {
        // The last of them would wait in vain for the others' votes.
        nodes.parallelStream().forEach(KafkaRaftServer::shutdown);
        nodes.forEach(KafkaRaftServer::awaitShutdown);
    }

    @Test
    void threeCopiesOfWhichTwoMustBeInSync() throws Exception {
        String servers = start();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            while (admin.describeCluster().nodes().get().size() < NODES) {
                Thread.sleep(50);
            }
            TopicAdmin.ensure(new KafkaSettings(servers));
            var topics = admin.describeTopics(Topic.names()).allTopicNames().get();
            assertThat(topics).hasSize(Topic.values().length);
            for (TopicDescription topic : topics.values()) {
                assertThat(topic.partitions())
                        .as(topic.name())
                        .allSatisfy(one -> assertThat(one.replicas()).hasSize(NODES));
            }
            List<ConfigResource> resources = Topic.names().stream()
                    .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                    .toList();
            // Each broker hears of a change in its own time.
            while (!admin.describeConfigs(resources).all().get().values().stream()
                    .allMatch(
                            config -> config.get("min.insync.replicas").value().equals("2"))) {
                Thread.sleep(50);
            }
        }
    }

    /** Returns the bootstrap servers. */
    private String start() throws Exception {
        List<Integer> ports = FreePorts.find(2 * NODES);
        List<String> voters = new ArrayList<>();
        List<String> listeners = new ArrayList<>();
        for (int node = 0; node < NODES; node++) {
            listeners.add("127.0.0.1:" + ports.get(node));
            voters.add(node + "@127.0.0.1:" + ports.get(NODES + node));
        }
        String cluster = Uuid.randomUuid().toString();
        for (int node = 0; node < NODES; node++) {
            Properties settings = new Properties();
            try (InputStream fixed = LocalBroker.class.getResourceAsStream("broker.properties")) {
                settings.load(fixed);
            }
            Path logs = directory.resolve("node-" + node);
            settings.setProperty("node.id", Integer.toString(node));
            settings.setProperty("controller.quorum.voters", String.join(",", voters));
            settings.setProperty(
                    "listeners",
                    "PLAINTEXT://" + listeners.get(node) + ",CONTROLLER://127.0.0.1:"
                            + ports.get(NODES + node));
            settings.setProperty("log.dirs", logs.toString());
            settings.setProperty("controlled.shutdown.enable", "false");
            new Formatter()
                    .setClusterId(cluster)
                    .setNodeId(node)
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(logs.toString())
                    .addDirectory(logs.toString())
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setPrintStream(new PrintStream(
                            OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .run();
            nodes.add(new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM));
        }
        // A node waits in its start for a leader, which takes two.
        nodes.parallelStream().forEach(KafkaRaftServer::startup);
        return String.join(",", listeners);
    }
}
