package io.nucleate.schemas;

import org.apache.avro.specific.SpecificRecord;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;

import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.List;

/**
 * Publishes what a learner says: versions of the policy, each in one transaction with its chunks,
 * its manifest, and the record of the update that made it, so that readers see all of it or
 * nothing; and how far it is. Starting a second publisher for the same run fences the first.
 */
public final class WeightsPublisher implements AutoCloseable {
    /** A record of 1 MiB exceeds the default request size by its header. */
    static final int CHUNK_BYTES = 768 << 10;

    private final String run;
    private final InstantSource clock;
    private final Producer<String, SpecificRecord> producer;

    /** Connects and fences any earlier publisher of the run. */
    public WeightsPublisher(KafkaClients kafka, String run) {
        this(kafka, run, Host.REAL);
    }

    /** @param clock says when a version is published */
    public WeightsPublisher(KafkaClients kafka, String run, InstantSource clock) {
        this.run = run;
        this.clock = clock;
        String id = "weights-" + run;
        producer = kafka.connectTransactionalProducer(id, id, new AnyRecordSerializer());
        try {
            producer.initTransactions();
        } catch (RuntimeException e) {
            producer.close();
            throw e;
        }
    }

    /**
     * Publishes a version; returns when it is committed.
     *
     * @param safetensors the whole file
     * @param candidatesAccounted distinct candidates the learner has seen the end of
     * @param alongside records of the update that made this version, to {@link Topic#UPDATES}; none
     *     for version 0
     * @throws IllegalStateException if another learner of this run has taken over
     * @throws KafkaException if the transaction failed; nothing of it is visible and it may be
     *     tried again
     */
    public void publish(
            int version,
            byte[] safetensors,
            long candidatesAccounted,
            List<PolicyUpdate> alongside) {
        try {
            producer.beginTransaction();
            int chunks = sendChunks(version, safetensors);
            WeightsManifest manifest = WeightsManifest.newBuilder()
                    .setChunks(chunks)
                    .setSizeBytes(safetensors.length)
                    .setSha256(DigestUtils.sha256Hex(safetensors))
                    .setCandidatesAccounted(candidatesAccounted)
                    .setPublishedAt(clock.instant())
                    .build();
            send(Topic.POLICY_WEIGHTS, "manifest", new PolicyWeights(run, version, manifest));
            for (PolicyUpdate update : alongside) {
                send(Topic.UPDATES, Integer.toString(update.getVersion()), update);
            }
            producer.commitTransaction();
        } catch (KafkaException e) {
            abort(e);
            throw e;
        }
    }

    /**
     * Says how far the learner is; returns when it is committed, so that a learner whose run was
     * taken over notices soon, and is never heard after its successor.
     *
     * @throws IllegalStateException if another learner of this run has taken over
     * @throws KafkaException if the transaction failed
     */
    public void publish(LearnerProgress progress) {
        try {
            producer.beginTransaction();
            send(Topic.LEARNER_PROGRESS, run, progress);
            producer.commitTransaction();
        } catch (KafkaException e) {
            abort(e);
            throw e;
        }
    }

    /** Fencing shows in the failed call itself, or only in the attempt to abort after it. */
    private void abort(KafkaException failure) {
        try {
            if (failure instanceof ProducerFencedException) {
                throw failure;
            }
            producer.abortTransaction();
        } catch (ProducerFencedException e) {
            throw new IllegalStateException(
                    "another learner has taken over run " + run
                            + "; a run has one learner at a time",
                    e);
        }
    }

    private int sendChunks(int version, byte[] safetensors) {
        int index = 0;
        for (int start = 0; start < safetensors.length; start += CHUNK_BYTES, index++) {
            ByteBuffer payload = ByteBuffer.wrap(
                    safetensors, start, Math.min(CHUNK_BYTES, safetensors.length - start));
            send(
                    Topic.POLICY_WEIGHTS,
                    "chunk-" + index,
                    new PolicyWeights(run, version, new WeightsChunk(index, payload.slice())));
        }
        return index;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the commit fails if a send did
    private void send(Topic topic, String key, SpecificRecord value) {
        producer.send(new ProducerRecord<>(topic.topicName(), key, value));
    }

    @Override
    public void close() {
        producer.close();
    }
}
