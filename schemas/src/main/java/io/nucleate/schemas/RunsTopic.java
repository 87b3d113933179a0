package io.nucleate.schemas;

import org.apache.commons.codec.digest.DigestUtils;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Reads and writes the records of runs, for whoever starts, pauses, resumes or ends one. Services
 * use {@link RunFollower}.
 *
 * <table>
 * <caption>States of a run</caption>
 * <tr><th>state</th><th>may become</th></tr>
 * <tr><td>none</td><td>{@code RUNNING}</td></tr>
 * <tr><td>{@code RUNNING}</td><td>{@code PAUSED}, {@code ENDED}</td></tr>
 * <tr><td>{@code PAUSED}</td><td>{@code RUNNING}, {@code ENDED}</td></tr>
 * <tr><td>{@code ENDED}</td><td>nothing else</td></tr>
 * </table>
 */
public final class RunsTopic {
    /** What an id may be: it begins candidates' ids, and names directories and clients. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    static {
        TrustedRecords.trust();
    }

    private final KafkaSettings settings;

    public RunsTopic(KafkaSettings settings) {
        this.settings = settings;
    }

    /**
     * Checks the id of a new run.
     *
     * @throws IllegalArgumentException if it cannot be one
     */
    public static void requireId(String id) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("a run cannot be called '" + id
                    + "'; use up to 64 letters, digits, dots, hyphens and underscores, beginning"
                    + " with a letter or digit");
        }
    }

    /** Makes an id of the time and of six random digits. */
    public static String newId(Instant now, RandomGenerator random) {
        String time = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(now);
        return String.format(Locale.ROOT, "%s-%06x", time, random.nextInt(1 << 24));
    }

    /**
     * Returns all runs, in the order of their ids; none where a release wrote no records of them.
     */
    public List<Run> all() {
        try (Consumer<String, byte[]> consumer = settings.connectConsumer("runs-topic")) {
            if (!consumer.listTopics().containsKey(Topic.RUNS.topicName())) {
                return List.of();
            }
        }
        try (RunFollower follower = new RunFollower(settings, "reader")) {
            follower.pollToEnd();
            return List.copyOf(follower.runs().values());
        }
    }

    /** Returns a run; empty if there is none of this id. */
    public Optional<Run> find(String id) {
        return all().stream().filter(run -> run.getId().equals(id)).findFirst();
    }

    /**
     * Returns a run.
     *
     * @throws IllegalArgumentException if there is none of this id; the message names those that
     *     there are
     */
    public Run require(String id) {
        List<Run> runs = all();
        return runs.stream()
                .filter(run -> run.getId().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no run " + id + " at "
                        + settings.bootstrapServers()
                        + (runs.isEmpty() ? ", nor any other" : "; there are " + names(runs))));
    }

    /** Names runs with their states, for a message. */
    static String names(List<Run> runs) {
        return String.join(
                ", ",
                runs.stream()
                        .map(run -> run.getId() + " ("
                                + run.getState().toString().toLowerCase(Locale.ROOT)
                                + ")")
                        .toList());
    }

    /**
     * Starts a run: publishes the weights that it starts from as version 0, then writes its record.
     *
     * @param weights a policy in safetensors, whose SHA-256 the record has
     * @throws IllegalArgumentException if there is a run of this id
     */
    public void start(Run run, byte[] weights) {
        requireId(run.getId());
        String sha256 = DigestUtils.sha256Hex(weights);
        if (!sha256.equals(run.getStartWeightsSha256())) {
            throw new IllegalArgumentException("run " + run.getId() + " starts from weights with"
                    + " SHA-256 " + run.getStartWeightsSha256() + ", not " + sha256);
        }
        if (find(run.getId()).isPresent()) {
            throw new IllegalArgumentException("there is a run " + run.getId() + " at "
                    + settings.bootstrapServers() + "; choose another id");
        }
        try (WeightsPublisher publisher = new WeightsPublisher(settings, run.getId())) {
            publisher.publish(0, weights, 0, List.of());
        }
        put(run);
    }

    /** Writes a run; returns when the broker has it. */
    public void put(Run run) {
        try (Producer<String, Run> producer =
                settings.connectProducer("runs", AvroSerde.of(Run.class))) {
            producer.send(new ProducerRecord<>(Topic.RUNS.topicName(), run.getId(), run))
                    .get();
        } catch (ExecutionException e) {
            throw new KafkaException("run " + run.getId() + " could not be written", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while writing run " + run.getId(), e);
        }
    }

    /**
     * Changes the state of a run.
     *
     * @return the run as it is now
     * @throws IllegalArgumentException if there is no such run, or it has ended
     */
    public Run change(String id, RunStatus state, Instant now) {
        Run run = require(id);
        if (run.getState() == state) {
            return run;
        }
        if (run.getState() == RunStatus.ENDED) {
            throw new IllegalArgumentException("run " + id
                    + " has ended, for good; start another one, from its weights if you like");
        }
        Run changed = Run.newBuilder(run)
                .setState(state)
                .setChangedAt(now.truncatedTo(ChronoUnit.MILLIS))
                .build();
        put(changed);
        return changed;
    }
}
