package io.nucleate.dashboard.view.crystal;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where {@code nucleate replay} finds a candidate.
 *
 * @param bootstrapServers address of Kafka
 * @param dataDirectory what {@code up} has as its data directory; empty where there is no
 *     {@code up}
 */
public record ReplayPlace(String bootstrapServers, Optional<String> dataDirectory) {
    private static final String REPLAY = "./nucleate replay ";

    /** The potential that replay takes where none is named. */
    private static final String DEFAULT = "chgnet";

    /** Names of the others that come with Nucleate, which name and version begin with. */
    private static final List<String> SHIPPED = List.of("sevennet-0", "sevennet-l3i5");

    private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

    /** Returns the command that replays a candidate while Kafka is there. */
    String command(String id, String potential) {
        return REPLAY + "--bootstrap-servers " + quoted(bootstrapServers) + options(potential)
                + quoted(id);
    }

    /** Returns the command that replays it from the data directory, when {@code up} has stopped. */
    Optional<String> commandWhenStopped(String id, String potential) {
        return dataDirectory.map(
                directory -> REPLAY + quoted(directory) + options(potential) + quoted(id));
    }

    private static String options(String potential) {
        if (potential.startsWith(DEFAULT)) {
            return " ";
        }
        return " --potential "
                + SHIPPED.stream()
                        .filter(name -> potential.startsWith(name + "-"))
                        .findFirst()
                        .orElse("MODEL_CARD.json")
                + " ";
    }

    /** A text as one word of a shell. */
    private static String quoted(String text) {
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
