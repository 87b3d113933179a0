package io.nucleate.schemas;

import org.apache.commons.codec.digest.DigestUtils;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.logging.Logger;

/**
 * Puts the chunks of one run's weights together again. Knows nothing of Kafka; feed it records in
 * their order.
 */
final class WeightsAssembler {
    private static final Logger LOG = Logger.getLogger(WeightsAssembler.class.getName());

    private final String run;
    private final Map<Integer, ByteBuffer> chunks = new TreeMap<>();
    private int version = -1;
    private long firstOffset;

    WeightsAssembler(String run) {
        this.run = run;
    }

    /**
     * Takes one record; a manifest whose chunks are all there and whose checksum agrees gives the
     * version.
     *
     * @param offset of the record in its topic
     */
    Optional<PublishedWeights> accept(PolicyWeights record, long offset) {
        if (!record.getRun().equals(run)) {
            return Optional.empty();
        }
        if (record.getVersion() != version) {
            chunks.clear();
            version = record.getVersion();
        }
        if (record.getPart() instanceof WeightsChunk chunk) {
            if (chunks.isEmpty()) {
                firstOffset = offset;
            }
            chunks.put(chunk.getIndex(), chunk.getPayload());
            return Optional.empty();
        }
        Optional<PublishedWeights> weights = assemble((WeightsManifest) record.getPart());
        chunks.clear();
        return weights;
    }

    private Optional<PublishedWeights> assemble(WeightsManifest manifest) {
        if (chunks.size() != manifest.getChunks()) {
            // Compaction removes the chunks of an older version while its manifest may still be
            // there.
            LOG.fine(() -> "weights version " + version + " has " + chunks.size() + " of "
                    + manifest.getChunks() + " chunks left; a newer version follows");
            return Optional.empty();
        }
        ByteBuffer file = ByteBuffer.allocate(
                chunks.values().stream().mapToInt(ByteBuffer::remaining).sum());
        chunks.values().forEach(chunk -> file.put(chunk.duplicate()));
        String sha256 = DigestUtils.sha256Hex(file.array());
        if (file.capacity() != manifest.getSizeBytes() || !sha256.equals(manifest.getSha256())) {
            LOG.severe(() -> "ignoring weights version " + version + ": " + file.capacity()
                    + " bytes with SHA-256 "
                    + sha256 + ", but its manifest says " + manifest.getSizeBytes() + " bytes with "
                    + manifest.getSha256());
            return Optional.empty();
        }
        return Optional.of(new PublishedWeights(run, version, file.array(), manifest, firstOffset));
    }
}
