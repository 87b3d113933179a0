package io.nucleate.schemas;

/**
 * A record was written with a schema that this release does not know. A newer release knows it, so
 * the record is no rubbish: whoever cannot read it must not skip it, but stop and say so.
 */
public final class UnknownSchemaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownSchemaException(String topic, String type, Throwable cause) {
        super(
                "a record of " + topic + " is a " + type + " of a newer release, whose schema this"
                        + " one does not know (" + cause.getMessage()
                        + "): replace this process by that release; until then nothing is lost",
                cause);
    }
}
