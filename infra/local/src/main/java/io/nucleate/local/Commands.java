package io.nucleate.local;

import io.nucleate.broker.LocalBroker;
import io.nucleate.schemas.KafkaSettings;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The command of each process of the local system: memory bounds, class path, settings. */
public final class Commands {
    /** One OpenMP thread for each process: two collapse when they contend. */
    static final String OPENMP_THREADS = "1";

    /** Starts any Quarkus application from the class path that its runner jar declares. */
    private static final String QUARKUS_ENTRY = "io.quarkus.bootstrap.runner.QuarkusEntryPoint";

    /** Name of the dashboard's process. */
    static final String DASHBOARD = "dashboard";

    private static final int BROKER_HEAP_MB = 320;

    private final Installation installation;
    private final DataDir dataDir;

    public Commands(Installation installation, DataDir dataDir) {
        this.installation = installation;
        this.dataDir = dataDir;
    }

    public ProcessSpec broker(int port) {
        List<String> options = List.of(
                "-Xmx" + BROKER_HEAP_MB + "m",
                // It is never busy: the quick compiler alone saves memory and start-up time.
                "-XX:TieredStopAtLevel=1",
                "-Djava.util.logging.config.class=" + QuietLogging.class.getName());
        List<String> command = java(
                options,
                installation.libraries(),
                LocalBroker.class.getName(),
                dataDir.broker().toString(),
                Integer.toString(port));
        return new ProcessSpec(
                "broker",
                command,
                Map.of("MALLOC_ARENA_MAX", "2"),
                dataDir.log("broker"),
                Optional.of(Probe.broker(port)),
                true);
    }

    public ProcessSpec service(
            Service service, String name, int httpPort, Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(settings);
        all.put("nucleate.name", name);
        all.put("quarkus.http.host", "127.0.0.1");
        all.put("quarkus.http.port", Integer.toString(httpPort));
        List<String> command =
                service(installation, service, all, List.of("-Xmx" + service.heapMaxMb() + "m"));
        return new ProcessSpec(
                name,
                command,
                service.environment(),
                dataDir.log(name),
                httpPort == 0 ? Optional.empty() : Optional.of(Probe.service(httpPort)),
                service != Service.DASHBOARD);
    }

    /**
     * Returns the command of the dashboard, which keeps its statistics in the data directory.
     *
     * @param run the run that it shows first
     * @param more settings
     */
    ProcessSpec dashboard(int httpPort, String run, KafkaSettings kafka, Map<String, String> more) {
        Map<String, String> settings = new TreeMap<>(more);
        settings.put("nucleate.kafka.bootstrap-servers", kafka.bootstrapServers());
        settings.put("nucleate.run", run);
        settings.put("nucleate.dashboard.data-dir", dataDir.service(DASHBOARD).toString());
        settings.put(
                "nucleate.dashboard.replay-data-dir",
                dataDir.path().toAbsolutePath().normalize().toString());
        return service(Service.DASHBOARD, DASHBOARD, httpPort, settings);
    }

    /** @param settings become system properties */
    static List<String> service(
            Installation installation,
            Service service,
            Map<String, String> settings,
            List<String> jvmOptions) {
        List<String> options = new ArrayList<>(jvmOptions);
        options.add("-Dai.djl.pytorch.num_threads=" + OPENMP_THREADS);
        settings.forEach((key, value) -> options.add("-D" + key + "=" + value));
        String classPath =
                installation.self() + File.pathSeparator + installation.serviceJar(service);
        return java(options, classPath, QUARKUS_ENTRY);
    }

    private static List<String> java(
            List<String> options, String classPath, String mainClass, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, ChildMain.class.getName(), mainClass));
        command.addAll(List.of(arguments));
        return command;
    }
}
