package io.nucleate.energy.hull;

import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Plain content of files that may be compressed. */
final class Decompression {
    private static final int BUFFER_BYTES = 1 << 16;

    private Decompression() {}

    /**
     * The content behind gzip or bzip2, told by its first bytes; may be marked and reset over 32
     * KiB.
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

    /** At most so many of the next bytes, which stay to be read. */
    static byte[] peek(InputStream stream, int bytes) throws IOException {
        stream.mark(bytes);
        byte[] head = stream.readNBytes(bytes);
        stream.reset();
        return head;
    }
}
