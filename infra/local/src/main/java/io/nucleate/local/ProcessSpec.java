package io.nucleate.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A process to keep running.
 *
 * @param name in messages, and of its log
 * @param log where stdout and stderr are appended
 * @param probe asks it whether it gets on; empty if it cannot be asked
 * @param isNeeded whether the loop stops without it
 */
public record ProcessSpec(
        String name,
        List<String> command,
        Map<String, String> environment,
        Path log,
        Optional<Probe> probe,
        boolean isNeeded) {

    /** A process that is needed and cannot be asked. */
    public ProcessSpec(
            String name, List<String> command, Map<String, String> environment, Path log) {
        this(name, command, environment, log, Optional.empty(), true);
    }

    Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return builder.start();
    }
}
