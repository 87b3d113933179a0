package io.nucleate.energy.potential;

import java.util.Locale;
import java.util.stream.Stream;

/** Tells a lack of memory, for which a smaller batch is the remedy, from other failures. */
public final class OutOfMemory {
    private static final int CAUSES_MAX = 16;

    private OutOfMemory() {}

    /**
     * Whether a failure goes back to memory that could not be had: Java's own error, or a message
     * of libtorch, which has no type for it that would reach Java.
     */
    public static boolean isCauseOf(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(CAUSES_MAX)
                .anyMatch(cause -> cause instanceof OutOfMemoryError || saysSo(cause.getMessage()));
    }

    /** On a GPU, on the CPU (two allocators), and in the C++ library. */
    private static boolean saysSo(String message) {
        if (message == null) {
            return false;
        }
        String text = message.toLowerCase(Locale.ROOT);
        return Stream.of(
                        "out of memory",
                        "can't allocate memory",
                        "not enough memory",
                        "bad_alloc",
                        "bad alloc")
                .anyMatch(text::contains);
    }
}
