package io.nucleate.broker;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * One Apache Kafka node, broker and KRaft controller in one, listening on the loopback interface.
 * Share groups and transactions are on. The directory is formatted at the first start and kept; a
 * later start continues from it.
 */
public final class LocalBroker implements AutoCloseable {
    private static final int NODE_ID = 1;
    static final String LOOPBACK = "127.0.0.1";
    /**
     * Enough for the log, its indexes and the coordinators' topics to start; below it the broker
     * dies half way.
     */
    private static final long FREE_SPACE_MIN_BYTES = 256L << 20;

    private final KafkaRaftServer server;
    private final int port;

    private LocalBroker(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Starts the node and returns when it answers.
     *
     * @param directory where its logs live; created if missing
     * @param port of the listener; 0 takes a free one
     * @throws BrokerException if the port is taken, or the directory cannot be written or is nearly
     *     full
     */
    public static LocalBroker start(Path directory, int port) {
        List<Integer> free = FreePorts.find(2);
        int brokerPort = port == 0 ? free.get(0) : checkFree(port);
        prepare(directory);
        KafkaConfig config = new KafkaConfig(properties(directory, brokerPort, free.get(1)));
        try {
            format(directory);
            KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
            server.startup();
            return new LocalBroker(server, brokerPort);
        } catch (Exception e) {
            throw new BrokerException(
                    "the Kafka broker did not start from " + directory + ": " + e.getMessage()
                            + "; if its files are damaged, move that directory away to begin anew",
                    e);
        }
    }

    /** Address for clients, as {@code host:port}. */
    public String bootstrapServers() {
        return LOOPBACK + ":" + port;
    }

    /** Blocks until the broker has stopped. */
    public void awaitStop() {
        server.awaitShutdown();
    }

    /** Controlled shutdown: logs are flushed, so that the next start needs no recovery. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    /**
     * Runs a broker until the process is asked to end.
     *
     * @param args directory and port
     */
    public static void main(String[] args) {
        if (args.length != 2) {
            System.err.println("usage: LocalBroker DIRECTORY PORT");
            System.exit(2);
        }
        try {
            LocalBroker broker = start(Path.of(args[0]), Integer.parseInt(args[1]));
            Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "broker-stop"));
            System.out.println("broker ready at " + broker.bootstrapServers());
            broker.awaitStop();
        } catch (BrokerException e) {
            System.err.println("error: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void prepare(Path directory) {
        try {
            Files.createDirectories(directory);
            // Only a write tells: mounts, quotas and root's rights all escape Files.isWritable.
            Path probe = Files.createTempFile(directory, ".probe", null);
            Files.write(probe, new byte[4096]);
            Files.delete(probe);
            long freeBytes = Files.getFileStore(directory).getUsableSpace();
            if (freeBytes < FREE_SPACE_MIN_BYTES) {
                throw new IOException("only " + (freeBytes >> 20) + " MiB are free there, "
                        + (FREE_SPACE_MIN_BYTES >> 20) + " MiB are needed");
            }
        } catch (IOException e) {
            throw new BrokerException(
                    "cannot keep data in " + directory + ": " + describe(e)
                            + "; make room or choose another place with --data-dir",
                    e);
        }
    }

    private static String describe(IOException e) {
        return e instanceof java.nio.file.AccessDeniedException
                ? "permission denied"
                : e.getMessage();
    }

    private static void format(Path directory) throws Exception {
        if (Files.exists(directory.resolve("meta.properties"))) {
            return;
        }
        new Formatter()
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(NODE_ID)
                .setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(directory.toString())
                .addDirectory(directory.toString())
                .setReleaseVersion(MetadataVersion.latestProduction())
                .setPrintStream(new PrintStream(
                        OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .run();
    }

    private static Properties properties(Path directory, int brokerPort, int controllerPort) {
        Properties p = new Properties();
        try (InputStream fixed = LocalBroker.class.getResourceAsStream("broker.properties")) {
            p.load(fixed);
        } catch (IOException e) {
            throw new UncheckedIOException("broker.properties", e);
        }
        String controller = LOOPBACK + ":" + controllerPort;
        p.setProperty("node.id", Integer.toString(NODE_ID));
        p.setProperty("controller.quorum.voters", NODE_ID + "@" + controller);
        p.setProperty(
                "listeners",
                "PLAINTEXT://" + LOOPBACK + ":" + brokerPort + ",CONTROLLER://" + controller);
        p.setProperty("log.dirs", directory.toString());
        return p;
    }

    private static int checkFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(LOOPBACK), port));
            return port;
        } catch (IOException e) {
            throw new BrokerException(
                    "port " + port
                            + " is in use; stop what listens there or choose another with"
                            + " --kafka-port",
                    e);
        }
    }
}
