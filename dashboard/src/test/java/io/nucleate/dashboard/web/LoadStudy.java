package io.nucleate.dashboard.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.nucleate.dashboard.SimulatedRun;
import io.nucleate.schemas.AnyRecordSerializer;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.Topic;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * A program, no test: how late a score is on the pages of many who follow a run. It writes scores
 * at a rate to the Kafka of a running dashboard, and follows the events of many clients: a score is
 * late by the time from when it was sent to the first event that counts it. The first third, in
 * which a new process is still slow, does not count.
 *
 * <pre>
 * mvn -q -pl dashboard -am test-compile
 * mvn -q -pl dashboard dependency:build-classpath -Dmdep.outputFile=/tmp/classpath
 * java -cp dashboard/target/test-classes:dashboard/target/classes:$(cat /tmp/classpath) \
 *     io.nucleate.dashboard.web.LoadStudy localhost:9092 http://localhost:8080 1000 60 100
 * </pre>
 */
final class LoadStudy {
    private static final String RUN = "load";
    private static final int VERSION_CRYSTALS = 128;
    private static final ObjectMapper JSON = new ObjectMapper();

    private LoadStudy() {}

    /** Takes servers, the dashboard's address, scores a second, seconds, clients. */
    @SuppressWarnings("FutureReturnValueIgnored") // closing the producer waits for all
    public static void main(String[] arguments) throws Exception {
        KafkaSettings kafka = new KafkaSettings(arguments[0]);
        int rate = Integer.parseInt(arguments[2]);
        int count = rate * Integer.parseInt(arguments[3]);
        AtomicLongArray sentAt = new AtomicLongArray(count + 1);
        List<Double> late = Collections.synchronizedList(new ArrayList<>());
        try (var producer = new KafkaProducer<>(
                kafka.producer("load"), new StringSerializer(), new AnyRecordSerializer())) {
            SimulatedRun run = new SimulatedRun(RUN, 1);
            send(producer, run, 0); // so that there is a run to follow
            producer.flush();
            sentAt.set(1, System.nanoTime());
            awaitRun(URI.create(arguments[1] + "/api/summary?run=" + RUN));
            for (int i = 0; i < Integer.parseInt(arguments[4]); i++) {
                follow(
                        URI.create(arguments[1] + "/api/events?run=" + RUN),
                        sentAt,
                        count / 3,
                        late);
            }
            long start = System.nanoTime();
            for (int i = 1; i < count; i++) {
                long due = start + i * 1_000_000_000L / rate;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                sentAt.set(i + 1, System.nanoTime());
                send(producer, run, i / VERSION_CRYSTALS);
            }
        }
        Thread.sleep(3000);
        List<Double> sorted = late.stream().sorted().toList();
        System.out.printf(
                Locale.ROOT,
                "%d scores, %d seen by clients; late by %.2f s (median), %.2f s (99 %%), %.2f s"
                        + " (most)%n",
                count,
                sorted.size(),
                sorted.get(sorted.size() / 2),
                sorted.get((int) (0.99 * sorted.size())),
                sorted.get(sorted.size() - 1));
        System.exit(0);
    }

    /** Waits until the dashboard knows the run; before, it refuses to follow it. */
    private static void awaitRun(URI summary) throws InterruptedException {
        while (true) {
            try {
                JSON.readTree(summary.toURL());
                return;
            } catch (IOException notYet) {
                Thread.sleep(200);
            }
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private static void send(
            KafkaProducer<String, SpecificRecord> producer, SimulatedRun run, int version) {
        Candidate candidate = run.candidate(version, Instant.now());
        String key = CandidateIds.text(candidate.getId());
        Scored scored = run.score(candidate, Instant.now());
        producer.send(new ProducerRecord<>(Topic.CANDIDATES.topicName(), key, candidate));
        producer.send(new ProducerRecord<>(Topic.SCORED.topicName(), key, scored));
    }

    /** Notes how late each score is that an event is the first to count, from one on. */
    private static void follow(URI events, AtomicLongArray sentAt, int from, List<Double> late) {
        Thread client = new Thread(() -> {
            int seen = 1;
            try (BufferedReader lines = new BufferedReader(
                    new InputStreamReader(events.toURL().openStream(), StandardCharsets.UTF_8))) {
                for (String line; (line = lines.readLine()) != null; ) {
                    if (line.startsWith("data:")) {
                        JsonNode summary = JSON.readTree(line.substring("data:".length()));
                        long now = System.nanoTime();
                        int scored = summary.path("totals").path("scored").asInt();
                        for (; seen < scored; seen++) {
                            if (seen >= from) {
                                late.add((now - sentAt.get(seen + 1)) * 1e-9);
                            }
                        }
                    }
                }
            } catch (IOException e) {
                System.err.println("a client ended: " + e);
            }
        });
        client.setDaemon(true);
        client.start();
    }
}
