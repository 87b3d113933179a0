package io.nucleate.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

class WeightsAssemblerTest {
    private static final byte[] FILE = {1, 2, 3, 4, 5};

    private final WeightsAssembler assembler = new WeightsAssembler("run");

    @Test
    void manifestCompletesTheVersion() {
        assertThat(chunk("run", 4, 0, 1, 2, 3)).isEmpty();
        assertThat(chunk("run", 4, 1, 4, 5)).isEmpty();
        assertThat(manifest("run", 4, 2, FILE)).hasValueSatisfying(weights -> {
            assertThat(weights.version()).isEqualTo(4);
            assertThat(weights.safetensors()).isEqualTo(FILE);
        });
    }

    @Test
    void versionWithoutItsCompactedChunksIsPassedOver() {
        chunk("run", 4, 1, 4, 5);
        assertThat(manifest("run", 4, 2, FILE)).isEmpty();
        chunk("run", 5, 0, 1, 2, 3, 4, 5);
        assertThat(manifest("run", 5, 1, FILE)).isPresent();
    }

    @Test
    void chunksLeftOfALargerOlderVersionDoNotMix() {
        chunk("run", 4, 1, 9, 9);
        chunk("run", 5, 0, 1, 2, 3, 4, 5);
        assertThat(manifest("run", 5, 1, FILE)).isPresent();
    }

    @Test
    void wrongChecksumIsPassedOver() {
        chunk("run", 4, 0, 1, 2, 3, 4, 6);
        assertThat(manifest("run", 4, 1, FILE)).isEmpty();
    }

    @Test
    void otherRunsAreNotFollowed() {
        chunk("run", 4, 0, 1, 2, 3, 4, 5);
        chunk("other", 9, 0, 7);
        assertThat(manifest("other", 9, 1, new byte[] {7})).isEmpty();
        assertThat(manifest("run", 4, 1, FILE)).isPresent();
    }

    private Optional<PublishedWeights> chunk(String run, int version, int index, int... bytes) {
        ByteBuffer payload = ByteBuffer.allocate(bytes.length);
        for (int b : bytes) {
            payload.put((byte) b);
        }
        return assembler.accept(
                new PolicyWeights(run, version, new WeightsChunk(index, payload.flip())), index);
    }

    private Optional<PublishedWeights> manifest(String run, int version, int chunks, byte[] file) {
        return assembler.accept(
                new PolicyWeights(
                        run,
                        version,
                        new WeightsManifest(
                                chunks,
                                (long) file.length,
                                DigestUtils.sha256Hex(file),
                                0L,
                                Instant.now())),
                chunks);
    }
}
