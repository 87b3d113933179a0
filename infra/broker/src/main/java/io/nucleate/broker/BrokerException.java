package io.nucleate.broker;

/** The broker could not start; the message names the cause and the remedy. */
public final class BrokerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BrokerException(String message, Throwable cause) {
        super(message, cause);
    }
}
