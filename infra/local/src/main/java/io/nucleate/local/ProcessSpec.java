package io.nucleate.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A process to keep running.
 *
 * @param name in messages, and of its log
 * @param log where stdout and stderr are appended
 */
public record ProcessSpec(
        String name, List<String> command, Map<String, String> environment, Path log) {

    Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return builder.start();
    }
}
