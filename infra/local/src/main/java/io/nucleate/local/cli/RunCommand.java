package io.nucleate.local.cli;

import io.nucleate.local.system.Installation;
import io.nucleate.local.system.Service;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.TopicAdmin;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code run}: one service of the loop in this process, against any Kafka. What the containers run. */
@Command(
        name = "run",
        description = "Runs one service against an existing Kafka, or prepares that Kafka's topics.",
        mixinStandardHelpOptions = true,
        versionProvider = NucleateCommand.Version.class)
final class RunCommand implements Callable<Integer> {
    /** What can be run. */
    enum Target {
        TOPICS,
        GENERATOR,
        SCORER,
        LEARNER,
        DASHBOARD
    }

    @Parameters(paramLabel = "SERVICE", description = "${COMPLETION-CANDIDATES}; TOPICS creates the topics and ends.")
    private Target target;

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            defaultValue = "localhost:9092",
            description = "Address of Kafka. Default: ${DEFAULT-VALUE}.")
    private String bootstrapServers;

    @Option(
            names = "--replication",
            paramLabel = "N",
            defaultValue = "1",
            description = "Copies of each partition, for TOPICS. Default: ${DEFAULT-VALUE}.")
    private int replication;

    @Option(
            names = {"-D", "--set"},
            paramLabel = "NAME=VALUE",
            description = "A setting of the service, such as nucleate.device=gpu:0.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Override
    public Integer call() throws Exception {
        if (target == Target.TOPICS) {
            TopicAdmin.ensure(new KafkaSettings(bootstrapServers), replication);
            return 0;
        }
        System.setProperty("nucleate.kafka.bootstrap-servers", bootstrapServers);
        settings.forEach(System::setProperty);
        start(Installation.find().serviceJar(Service.valueOf(target.name())));
        return 0;
    }

    /** Runs the application on the class path that its runner jar declares, not on the command line's. */
    private static void start(Path jar) throws Exception {
        URL[] classPath = {jar.toUri().toURL()};
        URLClassLoader loader = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        loader.loadClass("io.quarkus.bootstrap.runner.QuarkusEntryPoint")
                .getMethod("main", String[].class)
                .invoke(null, (Object) new String[0]);
    }
}
