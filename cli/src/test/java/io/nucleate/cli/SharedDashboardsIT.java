package io.nucleate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.nucleate.broker.LocalBroker;
import io.nucleate.local.Commands;
import io.nucleate.local.DataDir;
import io.nucleate.local.Installation;
import io.nucleate.local.Service;
import io.nucleate.local.Supervisor;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.TopicAdmin;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Two real dashboards share the partitions of a real broker; one of them is killed. */
@Timeout(300)
class SharedDashboardsIT {
    private static final int SCORES = 600;
    private static final int MORE = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Supervisor supervisor = new Supervisor(notice -> {});
    private LocalBroker broker;
    private KafkaSettings kafka;
    private DataDir dataDir;
    private Set<String> metastable;

    @BeforeEach
    void start() throws Exception {
        dataDir = DataDir.open(directory.resolve("data"));
        broker = LocalBroker.start(dataDir.broker(), 0);
        kafka = new KafkaSettings(broker.bootstrapServers());
        TopicAdmin.ensure(kafka, 1);
        metastable = ManyRecords.write(kafka, 0, SCORES);
    }

    @AfterEach
    void stop() {
        supervisor.stop(Duration.ofSeconds(10), supervisor.names().toArray(String[]::new));
        broker.close();
        dataDir.close();
    }

    @Test
    void eachAnswersForBothAndTakesOverWhenTheOtherIsKilled() throws Exception {
        int first = startDashboard("first");
        int second = startDashboard("second");
        awaitScored(first, 0, SCORES);
        awaitScored(second, 0, SCORES);

        assertThat(ownScores(first)).as("first's part").isBetween(1L, SCORES - 1L);
        assertThat(ownScores(first) + ownScores(second)).isEqualTo(SCORES);
        for (int port : new int[] {first, second}) {
            awaitDiscoveries(port);
        }
        for (String asked : new String[] {"discoveries?limit=200", "versions", "elements"}) {
            assertThat(awaitWhole(second, asked)).as(asked).isEqualTo(awaitWhole(first, asked));
        }
        assertThat(ask(first, "best").body()).isEqualTo(ask(second, "best").body());
        assertThat(ask(first, "health").body()).contains("dashboard 127.0.0.1:" + second);

        long victim = supervisor.pids().get(1);
        assertThat(ProcessHandle.of(victim).orElseThrow().destroyForcibly()).isTrue();
        supervisor.stop(Duration.ofSeconds(5), "second");
        ManyRecords.write(kafka, SCORES, SCORES + MORE);
        awaitScored(first, SCORES, SCORES + MORE);
        assertThat(ownScores(first)).as("has all partitions").isEqualTo(SCORES + MORE);
    }

    private int startDashboard(String name) throws IOException {
        int port = freePort();
        supervisor.start(new Commands(Installation.find(), dataDir)
                .service(
                        Service.DASHBOARD,
                        name,
                        port,
                        Map.of(
                                "nucleate.kafka.bootstrap-servers",
                                kafka.bootstrapServers(),
                                "nucleate.run",
                                "earlier",
                                "nucleate.dashboard.data-dir",
                                directory.resolve(name).toString(),
                                "nucleate.dashboard.advertised",
                                "127.0.0.1:" + port)));
        return port;
    }

    /** Waits for a count; until then nothing is shown, or at least so much: never a part of it. */
    private void awaitScored(int port, long atLeast, long count) throws Exception {
        Instant deadline = Instant.now().plus(PATIENCE);
        long scored = -1;
        while (scored != count) {
            assertThat(Instant.now()).as("scored: %d", scored).isBefore(deadline);
            Thread.sleep(200);
            scored = scored(port);
            assertThat(scored == -1 || scored >= atLeast)
                    .as("%d of at least %d", scored, atLeast)
                    .isTrue();
        }
    }

    /** Returns what a dashboard shows as scored; −1 where it does not answer, or not yet. */
    private long scored(int port) throws InterruptedException {
        try {
            JsonNode summary = JSON.readTree(ask(port, "summary").body());
            return summary.path("phase").asText().equals("RUNNING")
                    ? summary.path("totals").path("scored").asLong()
                    : -1;
        } catch (IOException e) {
            return -1;
        }
    }

    /** Returns how many scores a dashboard has in its own partitions. */
    private long ownScores(int port) throws Exception {
        return JSON.readTree(ask(port, "parts/totals").body())
                .path("earlier")
                .path("scoring")
                .path("crystals")
                .asLong();
    }

    /** The list of discoveries is a second behind the counts. */
    private void awaitDiscoveries(int port) throws Exception {
        Instant deadline = Instant.now().plus(PATIENCE);
        Set<String> listed = new TreeSet<>();
        while (!listed.equals(metastable)) {
            assertThat(Instant.now()).as("%s of %s", listed, metastable).isBefore(deadline);
            Thread.sleep(200);
            listed.clear();
            awaitWhole(port, "discoveries?limit=200")
                    .path("items")
                    .forEach(item -> listed.add(item.path("formula").asText()));
        }
    }

    private JsonNode awaitWhole(int port, String path) throws Exception {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (true) {
            HttpResponse<String> response = ask(port, path);
            if (response.statusCode() == 200) {
                return JSON.readTree(response.body());
            }
            assertThat(Instant.now()).as(response.body()).isBefore(deadline);
            Thread.sleep(200);
        }
    }

    private HttpResponse<String> ask(int port, String path)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/" + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
