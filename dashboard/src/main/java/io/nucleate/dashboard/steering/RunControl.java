package io.nucleate.dashboard.steering;

import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.PublishedWeights;
import io.nucleate.schemas.Run;
import io.nucleate.schemas.RunStatus;
import io.nucleate.schemas.RunsTopic;
import io.nucleate.schemas.WeightsArchive;

import jakarta.inject.Singleton;

import org.apache.commons.codec.digest.DigestUtils;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import java.time.Instant;
import java.util.NoSuchElementException;
import java.util.OptionalInt;

/** Starts, pauses, resumes and ends runs, as {@code nucleate runs} does. */
@Singleton
public class RunControl {
    private final KafkaSettings kafka;
    private final RunsTopic runs;

    RunControl(@ConfigProperty(name = "nucleate.kafka.bootstrap-servers") String bootstrapServers) {
        kafka = new KafkaSettings(bootstrapServers);
        runs = new RunsTopic(kafka);
    }

    /**
     * Returns the record of a run.
     *
     * @throws NoSuchElementException if there is none of this id
     */
    public Run find(String id) {
        return runs.find(id)
                .orElseThrow(() -> new NoSuchElementException("there is no record of run " + id));
    }

    /**
     * Changes the state of a run.
     *
     * @throws NoSuchElementException if there is none of this id
     * @throws IllegalArgumentException if it has ended
     */
    public Run change(String id, RunStatus state, Instant now) {
        return runs.change(find(id).getId(), state, now);
    }

    /**
     * Starts a run from the weights of another one.
     *
     * @param draft the record, but for the hash of its weights
     * @param newest whether it starts from what the other run has learned, not from where that run
     *     started
     * @return the record
     * @throws NoSuchElementException if the topic does not hold those weights
     */
    public Run start(Run draft, String like, boolean newest) {
        OptionalInt version = newest ? OptionalInt.empty() : OptionalInt.of(0);
        byte[] weights = WeightsArchive.read(kafka, like, version)
                .chosen()
                .map(PublishedWeights::safetensors)
                .orElseThrow(() -> new NoSuchElementException("the topic does not hold "
                        + (newest ? "the newest version" : "version 0") + " of the policy of run "
                        + like));
        Run run = Run.newBuilder(draft)
                .setStartWeightsSha256(DigestUtils.sha256Hex(weights))
                .build();
        runs.start(run, weights);
        return run;
    }
}
