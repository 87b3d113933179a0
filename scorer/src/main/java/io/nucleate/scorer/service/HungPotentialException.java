package io.nucleate.scorer.service;

/**
 * Pricing did not come back in time. Native code cannot be interrupted, so its thread is lost, and
 * with it the process, which whoever catches this must halt: an orderly exit would wait for that
 * thread or pull its memory away from under it.
 */
public final class HungPotentialException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HungPotentialException(String message) {
        super(message);
    }
}
