package io.nucleate.crystal.io;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A stream that refuses lines which nobody writes, before a reader collects them in memory.
 *
 * <p>Reading throws IllegalArgumentException at a line of more than {@value #LINE_BYTES_MAX} bytes.
 */
final class BoundedLines extends FilterInputStream {
    /** A crystal of {@link io.nucleate.crystal.Structure#ATOMS_MAX} atoms takes a tenth. */
    static final int LINE_BYTES_MAX = 8 << 20;

    private int lineBytes;

    BoundedLines(InputStream stream) {
        super(stream);
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        if (value >= 0) {
            count((byte) value);
        }
        return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = super.read(bytes, offset, length);
        for (int i = offset; i < offset + count; i++) {
            count(bytes[i]);
        }
        return count;
    }

    private void count(byte value) {
        lineBytes = value == '\n' ? 0 : lineBytes + 1;
        if (lineBytes > LINE_BYTES_MAX) {
            throw new IllegalArgumentException("a line of more than " + (LINE_BYTES_MAX >> 20)
                    + " MiB; write each crystal on a line of its own");
        }
    }
}
