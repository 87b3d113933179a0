package io.nucleate.local.system;

import io.nucleate.broker.LocalBroker;
import io.nucleate.local.ChildMain;
import io.nucleate.local.QuietLogging;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The command of each process of the local system: memory bounds, class path, settings. */
final class Commands {
    /** Starts any Quarkus application from the class path that its runner jar declares. */
    private static final String QUARKUS_ENTRY = "io.quarkus.bootstrap.runner.QuarkusEntryPoint";

    private static final int BROKER_HEAP_MB = 320;

    /**
     * One OpenMP thread for each process: two collapse when they contend. Few arenas, because what the C library keeps for
     * each thread adds up to gigabytes.
     */
    private static final Map<String, String> ENVIRONMENT = Map.of("OMP_NUM_THREADS", "1", "MALLOC_ARENA_MAX", "2");

    private final Installation installation;
    private final DataDir dataDir;

    Commands(Installation installation, DataDir dataDir) {
        this.installation = installation;
        this.dataDir = dataDir;
    }

    ProcessSpec broker(int port) {
        List<String> command = java(BROKER_HEAP_MB, installation.libraries());
        // It is never busy: the quick compiler alone saves memory and start-up time.
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-Djava.util.logging.config.class=" + QuietLogging.class.getName());
        command.addAll(List.of(
                ChildMain.class.getName(),
                LocalBroker.class.getName(),
                dataDir.broker().toString(),
                Integer.toString(port)));
        return new ProcessSpec("broker", command, ENVIRONMENT, dataDir.log("broker"));
    }

    ProcessSpec service(Service service, String name, int httpPort, Map<String, String> settings) {
        Path jar = installation.serviceJar(service);
        List<String> command = java(service.heapMaxMb(), installation.commandLine() + File.pathSeparator + jar);
        Map<String, String> properties = new TreeMap<>(settings);
        properties.put("nucleate.name", name);
        properties.put("quarkus.http.host", "127.0.0.1");
        properties.put("quarkus.http.port", Integer.toString(httpPort));
        properties.put("ai.djl.pytorch.num_threads", "1");
        properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of(ChildMain.class.getName(), QUARKUS_ENTRY));
        return new ProcessSpec(name, command, ENVIRONMENT, dataDir.log(name));
    }

    private static List<String> java(int heapMaxMb, String classPath) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of("-Xmx" + heapMaxMb + "m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-cp", classPath));
        return command;
    }
}
