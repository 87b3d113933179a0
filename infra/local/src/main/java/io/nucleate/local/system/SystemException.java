package io.nucleate.local.system;

/** The local system could not start or had to stop; the message names the cause and the remedy. */
public final class SystemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SystemException(String message) {
        super(message);
    }

    SystemException(String message, Throwable cause) {
        super(message, cause);
    }
}
