package io.nucleate.scorer.service;

/**
 * The potential did not return within the deadline. Native code cannot be interrupted, so its
 * thread never ends. Whoever catches this exception must halt the process. An orderly exit would
 * wait for the thread, or free the memory that it still uses.
 */
public final class HungPotentialException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HungPotentialException(String message) {
        super(message);
    }
}
