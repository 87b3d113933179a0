package io.nucleate.schemas;

import org.apache.avro.specific.SpecificRecord;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;

import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

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
     * @return offset of the version's first chunk, where a reader may begin
     * @throws IllegalStateException if another learner of this run has taken over
     * @throws KafkaException if the transaction failed; nothing of it is visible and it may be
     *     tried again
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the commit fails if a send did
    public long publish(
            int version,
            byte[] safetensors,
            long candidatesAccounted,
            List<PolicyUpdate> alongside) {
        try {
            producer.beginTransaction();
            WeightsManifest manifest = WeightsManifest.newBuilder()
                    .setChunks((safetensors.length + CHUNK_BYTES - 1) / CHUNK_BYTES)
                    .setSizeBytes(safetensors.length)
                    .setSha256(DigestUtils.sha256Hex(safetensors))
                    .setCandidatesAccounted(candidatesAccounted)
                    .setPublishedAt(clock.instant())
                    .build();
            if (WeightsKeys.isKept(version)) {
                send(WeightsKeys.kept(run, version), version, safetensors, manifest);
            }
            Future<RecordMetadata> first =
                    send(WeightsKeys.recent(run, version), version, safetensors, manifest);
            for (PolicyUpdate update : alongside) {
                send(Topic.UPDATES, run + "/" + update.getVersion(), update);
            }
            producer.commitTransaction();
            return first.get().offset();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while publishing version " + version, e);
        } catch (ExecutionException e) {
            throw new KafkaException("version " + version + " was not published", e.getCause());
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

    /** Sends chunks and manifest; returns the first chunk's write. */
    private Future<RecordMetadata> send(
            String key, int version, byte[] safetensors, WeightsManifest manifest) {
        List<Future<RecordMetadata>> writes = new ArrayList<>();
        for (int index = 0; index < manifest.getChunks(); index++) {
            int start = index * CHUNK_BYTES;
            ByteBuffer payload = ByteBuffer.wrap(
                    safetensors, start, Math.min(CHUNK_BYTES, safetensors.length - start));
            WeightsChunk chunk = new WeightsChunk(index, payload.slice());
            writes.add(producer.send(new ProducerRecord<>(
                    Topic.POLICY_WEIGHTS.topicName(),
                    key + "/chunk-" + index,
                    new PolicyWeights(run, version, chunk))));
        }
        send(Topic.POLICY_WEIGHTS, key + "/manifest", new PolicyWeights(run, version, manifest));
        return writes.get(0);
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
