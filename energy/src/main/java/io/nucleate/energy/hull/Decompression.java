package io.nucleate.energy.hull;

import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Reads files that may be compressed with gzip or bzip2. */
final class Decompression {
    private static final int BUFFER_BYTES = 1 << 16;

    private Decompression() {}

    /**
     * Returns the decompressed content of a stream. The first bytes tell whether it is compressed.
     * The result supports mark and reset.
     */
    static InputStream of(InputStream raw) throws IOException {
        BufferedInputStream stream = new BufferedInputStream(raw, BUFFER_BYTES);
        byte[] head = peek(stream, 3);
        if (head.length > 1 && (head[0] & 0xff) == 0x1f && (head[1] & 0xff) == 0x8b) {
            return new BufferedInputStream(new GZIPInputStream(stream), BUFFER_BYTES);
        }
        if (head.length > 2 && head[0] == 'B' && head[1] == 'Z' && head[2] == 'h') {
            return new BufferedInputStream(
                    new BZip2CompressorInputStream(stream, true), BUFFER_BYTES);
        }
        return stream;
    }

    /**
     * Returns the next bytes of a stream without consuming them.
     *
     * @param bytes number of bytes; the result has fewer if the stream ends before
     */
    static byte[] peek(InputStream stream, int bytes) throws IOException {
        stream.mark(bytes);
        byte[] head = stream.readNBytes(bytes);
        stream.reset();
        return head;
    }
}
