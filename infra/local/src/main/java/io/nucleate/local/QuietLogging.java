package io.nucleate.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * Logging of the command line and the broker: warnings, on stderr, one line each. Named as
 * {@code java.util.logging.config.class}, it sets a process up before its first class logs.
 */
public final class QuietLogging {
    /** Held, because the log manager forgets the levels of loggers that nobody holds. */
    private static final List<Logger> KAFKA =
            List.of(Logger.getLogger("org.apache.kafka"), Logger.getLogger("kafka"));

    /** Called by the log manager. */
    public QuietLogging() {
        try (InputStream settings = QuietLogging.class.getResourceAsStream("logging.properties")) {
            LogManager.getLogManager().readConfiguration(settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sets this process up as a command: what Kafka's clients, and a broker inside this process,
     * warn of while the broker comes and goes is expected.
     */
    public static void install() {
        new QuietLogging();
        KAFKA.forEach(logger -> logger.setLevel(Level.OFF));
    }

    /** Shows what libraries say. */
    public static void verbose() {
        KAFKA.forEach(logger -> logger.setLevel(Level.INFO));
        Logger.getLogger("").setLevel(Level.INFO);
    }
}
