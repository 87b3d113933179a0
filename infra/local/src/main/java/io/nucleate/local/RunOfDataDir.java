package io.nucleate.local;

import io.nucleate.schemas.AvroSerde;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.Run;
import io.nucleate.schemas.RunSettings;
import io.nucleate.schemas.RunStatus;
import io.nucleate.schemas.RunsTopic;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.Topic;
import io.nucleate.schemas.TopicPartitions;
import io.nucleate.schemas.WeightsArchive;

import org.apache.commons.codec.digest.DigestUtils;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Finds or starts the run of a data directory, on the directory's broker.
 *
 * <table>
 * <caption>What {@code up} does; the first row that fits decides</caption>
 * <tr><th>the directory's run</th><th>action</th></tr>
 * <tr><td>none, or {@code --new-run}</td><td>starts the run that was asked for; one that there was
 *     is ended</td></tr>
 * <tr><td>has no record: it is of release 0.2, or its start was cut off</td>
 *     <td>writes the record from what is known, then as below</td></tr>
 * <tr><td>has another setting than the user gave</td><td>refuses, with each difference</td></tr>
 * <tr><td>has ended</td><td>refuses</td></tr>
 * <tr><td>anything else</td><td>goes on with it</td></tr>
 * </table>
 */
final class RunOfDataDir {
    private static final Logger LOG = Logger.getLogger(RunOfDataDir.class.getName());

    /** What releases that wrote no record did, where a run of today does something else. */
    private static final Map<String, String> WITHOUT_RECORD = Map.of(
            "constraints", "",
            "learning.strata", "none",
            "learning.elementShareMax", "0",
            "scoring.relaxation.stepsMax", "0",
            "scoring.ehull.capEvPerAtom", "2",
            "scoring.ehull.belowHullMaxEvPerAtom", "0.5",
            "scoring.ehull.belowHull", "abstain",
            "scoring.ehull.ignorance", "0");

    private final DataDir dataDir;
    private final RunRequest request;
    private final KafkaSettings kafka;
    private final RunsTopic topic;

    RunOfDataDir(DataDir dataDir, RunRequest request, KafkaSettings kafka) {
        this.dataDir = dataDir;
        this.request = request;
        this.kafka = kafka;
        this.topic = new RunsTopic(kafka);
    }

    /**
     * Returns the run, whose record is written.
     *
     * @throws RunMismatchException where the directory's run is another than was asked for
     */
    Run open(boolean isNew) {
        DataDir.Run draft =
                new DataDir.Run(request.draft().getId(), request.draft().getSeed());
        Optional<DataDir.Run> present = dataDir.run();
        if (isNew && present.isPresent()) {
            topic.find(present.get().id())
                    .ifPresent(run -> topic.change(run.getId(), RunStatus.ENDED, Instant.now()));
            dataDir.replaceRun(draft);
            present = Optional.of(draft);
        } else if (present.isEmpty()) {
            dataDir.replaceRun(draft);
            present = Optional.of(draft);
        }
        Run run = recordOf(present.get());
        requireAsAsked(run);
        return run;
    }

    private Run recordOf(DataDir.Run known) {
        Optional<Run> recorded = topic.find(known.id());
        if (recorded.isPresent()) {
            return recorded.get();
        }
        Run.Builder run = Run.newBuilder(request.draft()).setId(known.id()).setSeed(known.seed());
        Path pretrained = dataDir.learner(known.id()).resolve("pretrained.safetensors");
        WeightsArchive weights = WeightsArchive.read(kafka, known.id(), OptionalInt.of(0));
        if (weights.versions().isEmpty() && !Files.exists(pretrained)) {
            Run started = run.build();
            topic.start(started, request.weights().bytes());
            return started;
        }
        if (Files.exists(pretrained)) {
            run.setStartWeightsSha256(sha256(pretrained));
        } else {
            weights.chosen()
                    .ifPresent(first ->
                            run.setStartWeightsSha256(DigestUtils.sha256Hex(first.safetensors())));
        }
        newestScore(known.id()).ifPresent(score -> run.setReward(score.getRewardName())
                .setPotential(score.getPotential()));
        Map<String, String> former = new HashMap<>(WITHOUT_RECORD);
        former.keySet().removeAll(request.asked().keySet());
        Run adopted = RunSettings.with(run.build(), former);
        topic.put(adopted);
        return adopted;
    }

    private static String sha256(Path file) {
        try {
            return DigestUtils.sha256Hex(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new SystemException(
                    "cannot read the policy that the run started from: " + Failures.describe(e), e);
        }
    }

    private void requireAsAsked(Run run) {
        List<String> differences = RunSettings.differences(run, request.asked()).stream()
                .map(RunSettings.Difference::toString)
                .collect(Collectors.toCollection(ArrayList::new));
        if (request.weightsAsked()
                && !run.getStartWeightsSha256().equals(request.draft().getStartWeightsSha256())) {
            differences.add("it started from other weights (SHA-256 "
                    + brief(run.getStartWeightsSha256()) + ", not "
                    + brief(request.draft().getStartWeightsSha256()) + ")");
        }
        if (!differences.isEmpty()) {
            throw new RunMismatchException("run " + run.getId() + " in " + dataDir.path()
                    + " is another one: " + String.join("; ", differences)
                    + ". Leave that out to go on with it, add --new-run to end it and start a new"
                    + " run in this directory, or choose another --data-dir");
        }
        if (run.getState() == RunStatus.ENDED) {
            throw new RunMismatchException("run " + run.getId() + " in " + dataDir.path()
                    + " has ended; add --new-run to start a new one in this directory, or choose"
                    + " another --data-dir");
        }
    }

    private static String brief(String sha256) {
        return sha256.substring(0, Math.min(16, sha256.length()));
    }

    /** A run without a record says in its scores what it is. */
    private Optional<Scored> newestScore(String run) {
        AvroSerde<Scored> serde = AvroSerde.of(Scored.class);
        List<Scored> last = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(
                kafka.consumer("newest-score"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            TopicPartitions.assignFromBeginning(consumer, Topic.SCORED);
            consumer.endOffsets(consumer.assignment())
                    .forEach((partition, end) -> seekToLast(consumer, partition, end));
            TopicPartitions.readToPresentEnd(
                    consumer, record -> decode(serde, record).ifPresent(last::add));
        }
        return last.stream()
                .filter(score -> score.getCandidate().getId().getRun().equals(run))
                .max(Comparator.comparing(Scored::getScoredAt));
    }

    /** A transaction's end takes a place too, so a few records are read instead of one. */
    private static void seekToLast(
            KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long end) {
        consumer.seek(partition, Math.max(0, end - 4));
    }

    private static Optional<Scored> decode(
            AvroSerde<Scored> serde, ConsumerRecord<byte[], byte[]> record) {
        try {
            return Optional.ofNullable(serde.deserialize(record.topic(), record.value()));
        } catch (SerializationException e) {
            LOG.log(Level.FINE, "no score at " + record.offset(), e);
            return Optional.empty();
        }
    }
}
