package io.nucleate.dashboard.web;

import io.nucleate.broker.LocalBroker;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.TopicAdmin;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** A real broker with the loop's topics, for as long as a test's application runs. */
public final class BrokerResource implements QuarkusTestResourceLifecycleManager {
    /** Held, since a logger that nobody holds forgets its level. */
    private static final List<Logger> QUIET = Stream.of(
                    "kafka", "org.apache.kafka", "state.change.logger")
            .map(Logger::getLogger)
            .toList();

    private Path directory;
    private LocalBroker broker;

    @Override
    public Map<String, String> start() {
        try {
            directory = Files.createTempDirectory("dashboard-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
        broker = LocalBroker.start(directory.resolve("broker"), 0);
        TopicAdmin.ensure(new KafkaSettings(broker.bootstrapServers()), 1);
        return Map.of(
                "nucleate.kafka.bootstrap-servers",
                broker.bootstrapServers(),
                "nucleate.dashboard.data-dir",
                directory.resolve("dashboard").toString());
    }

    @Override
    public void stop() {
        broker.close();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
