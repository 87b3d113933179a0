package io.nucleate.local;

import sun.misc.Signal;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** One service as a child that shares this process's output, and its fate. */
public final class ForegroundService {
    private ForegroundService() {}

    /**
     * Runs a service to its end; this process being asked to end asks the service.
     *
     * @param settings as system properties
     * @param jvmOptions such as {@code -Xmx1g}
     * @return its exit status
     */
    public static int run(
            Installation installation,
            Service service,
            Map<String, String> settings,
            List<String> jvmOptions)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        Commands.service(installation, service, settings, jvmOptions))
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(service.environment());
        Process process = builder.start();
        for (String name : List.of("INT", "TERM")) {
            Signal.handle(new Signal(name), signal -> process.destroy());
        }
        return process.waitFor();
    }
}
