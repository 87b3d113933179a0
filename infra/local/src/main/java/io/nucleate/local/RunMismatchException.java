package io.nucleate.local;

/** A data directory holds another run than was asked for; the message says each difference. */
public final class RunMismatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RunMismatchException(String message) {
        super(message);
    }
}
