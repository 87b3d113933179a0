package io.nucleate.dashboard.view;

import java.util.Arrays;

/**
 * Which of {@value #SIZE} consecutive sequence numbers have been seen: one bit each, so that every
 * candidate of a run is counted once, however late its duplicate comes, in two megabytes per
 * sixteen million.
 */
public final class SequenceBlock {
    static final int SIZE = 4096;

    public static final SequenceBlock EMPTY = new SequenceBlock(new byte[0]);

    private final byte[] bits;

    private SequenceBlock(byte[] bits) {
        this.bits = bits;
    }

    /** @param bits as {@link #bits()} gave them */
    public static SequenceBlock of(byte[] bits) {
        return new SequenceBlock(bits.clone());
    }

    /** Number of the block that holds a sequence number. */
    public static long indexOf(long sequence) {
        return Math.floorDiv(sequence, (long) SIZE);
    }

    public boolean contains(long sequence) {
        int bit = Math.floorMod(sequence, SIZE);
        return bit / 8 < bits.length && (bits[bit / 8] >> bit % 8 & 1) == 1;
    }

    public SequenceBlock with(long sequence) {
        int bit = Math.floorMod(sequence, SIZE);
        byte[] larger = Arrays.copyOf(bits, Math.max(bits.length, bit / 8 + 1));
        larger[bit / 8] |= (byte) (1 << bit % 8);
        return new SequenceBlock(larger);
    }

    /** The state, for storing. */
    public byte[] bits() {
        return bits.clone();
    }
}
