package io.nucleate.local;

/** The local system could not start or had to stop; the message names the cause and the remedy. */
public final class SystemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SystemException(String message) {
        super(message);
    }

    public SystemException(String message, Throwable cause) {
        super(message, cause);
    }
}
