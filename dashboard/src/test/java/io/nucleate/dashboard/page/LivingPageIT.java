package io.nucleate.dashboard.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.nucleate.broker.LocalBroker;
import io.nucleate.dashboard.SimulatedRun;
import io.nucleate.schemas.AnyRecordSerializer;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.Topic;
import io.nucleate.schemas.TopicAdmin;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An open page over a real dashboard and a real broker, each a process of its own: a thousand
 * scores a second come in, the dashboard is killed, and the broker is. The page says so, and goes
 * on without being loaded again.
 */
@NeedsBrowser
@Timeout(400)
class LivingPageIT {
    private static final int RATE_PER_SECOND = 1000;
    private static final int SECONDS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String SCORED_TILE = ".tile:nth-of-type(2) .note";

    @TempDir
    Path directory;

    private final List<Process> processes = new ArrayList<>();
    private final SimulatedRun run = new SimulatedRun("run", 1);
    private int kafkaPort;
    private int httpPort;
    private Process broker;
    private Process dashboard;
    private KafkaSettings kafka;
    private long sent;

    @BeforeEach
    void start() throws Exception {
        kafkaPort = freePort();
        httpPort = freePort();
        kafka = new KafkaSettings("127.0.0.1:" + kafkaPort);
        broker = startBroker();
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!hasTopics()) {
            assertThat(Instant.now()).isBefore(deadline);
        }
        dashboard = startDashboard();
    }

    private boolean hasTopics() {
        try {
            TopicAdmin.ensure(kafka, 1);
            return true;
        } catch (KafkaException notYet) {
            return false;
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void aPageFollowsThroughLoadAndLosses() throws Exception {
        try (Browser browser = new Browser()) {
            write(1);
            awaitDashboard();
            browser.open(URI.create("http://127.0.0.1:" + httpPort + "/"), ".tile");
            browser.run("window.isTheFirst = true");

            long begin = System.nanoTime();
            for (int second = 1; second <= SECONDS; second++) {
                write(RATE_PER_SECOND);
                sleepUntil(begin + TimeUnit.SECONDS.toNanos(second));
            }
            await("all scores of the load", () -> shown(browser) == sent);

            kill(dashboard);
            await("the loss", () -> status(browser).equals("lost"));
            dashboard = startDashboard();
            write(100);
            await("all scores again", () -> shown(browser) == sent);

            kill(broker);
            browser.click("nav.views a[href^='#/health']");
            await("Kafka's loss", () -> browser.text("main").contains("Kafka has not answered"));
            assertThat(status(browser)).as("the dashboard is there").isNotEqualTo("lost");
            broker = startBroker();
            await("Kafka again", () -> !browser.text("main").contains("has not answered"));
            browser.click("nav.views a[href='#/'], nav.views a[href^='#/?']");
            write(100);
            await("the scores since", () -> shown(browser) == sent);
            assertThat(browser.run("return window.isTheFirst"))
                    .as("never loaded again")
                    .isEqualTo(true);
        }
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(String what, Condition condition) throws Exception {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!condition.holds()) {
            assertThat(Instant.now()).as(what).isBefore(deadline);
            Thread.sleep(100);
        }
    }

    /** Returns how many scores the page says there are. */
    private static long shown(Browser browser) {
        String digits = browser.text(SCORED_TILE).replaceAll(" in all.*", "").replaceAll("\\D", "");
        return digits.isEmpty() ? -1 : Long.parseLong(digits);
    }

    private static String status(Browser browser) {
        return (String) browser.run("return document.querySelector('#status').dataset.state");
    }

    private void awaitDashboard() throws Exception {
        URI summary = URI.create("http://127.0.0.1:" + httpPort + "/api/summary");
        await("the dashboard", () -> {
            try (var reply = summary.toURL().openStream()) {
                return new String(reply.readAllBytes(), StandardCharsets.UTF_8)
                        .contains("\"RUNNING\"");
            } catch (IOException e) {
                return false;
            }
        });
    }

    private static void sleepUntil(long nanoTime) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(Math.max(0, nanoTime - System.nanoTime()));
    }

    private void write(int count) {
        try (var producer = new KafkaProducer<>(
                kafka.producer("test"), new StringSerializer(), new AnyRecordSerializer())) {
            for (int i = 0; i < count; i++) {
                Candidate candidate = run.candidate(0, Instant.now());
                String key = CandidateIds.text(candidate.getId());
                send(producer, Topic.CANDIDATES, key, candidate);
                send(producer, Topic.SCORED, key, run.score(candidate, Instant.now()));
            }
        }
        sent += count;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // closing the producer waits for all
    private static void send(
            KafkaProducer<String, SpecificRecord> producer,
            Topic topic,
            String key,
            SpecificRecord value) {
        producer.send(new ProducerRecord<>(topic.topicName(), key, value));
    }

    private Process startBroker() throws IOException {
        return java(
                "broker",
                "-cp",
                System.getProperty("java.class.path"),
                LocalBroker.class.getName(),
                directory.resolve("kafka").toString(),
                Integer.toString(kafkaPort));
    }

    private Process startDashboard() throws IOException {
        return java(
                "dashboard",
                "-Xmx192m",
                "-Dquarkus.http.port=" + httpPort,
                "-Dnucleate.kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                "-Dnucleate.dashboard.data-dir=" + directory.resolve("state"),
                "-jar",
                Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath().toString());
    }

    private Process java(String name, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve(name + ".log").toFile()))
                .start();
        processes.add(process);
        return process;
    }

    private static void kill(Process process) throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
