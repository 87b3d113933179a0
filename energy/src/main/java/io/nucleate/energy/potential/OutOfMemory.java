package io.nucleate.energy.potential;

import java.util.Locale;
import java.util.stream.Stream;

/** Tells whether a failure is a lack of memory. A smaller batch can help then, and only then. */
public final class OutOfMemory {
    private static final int CAUSES_MAX = 16;

    private OutOfMemory() {}

    /**
     * Tells whether memory could not be allocated. Looks for Java's own error and for the messages
     * of libtorch, whose exceptions reach Java without a type of their own.
     */
    public static boolean isCauseOf(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(CAUSES_MAX)
                .anyMatch(cause -> cause instanceof OutOfMemoryError || saysSo(cause.getMessage()));
    }

    /** Knows the messages for a GPU, for two allocators on the CPU, and of the C++ library. */
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
