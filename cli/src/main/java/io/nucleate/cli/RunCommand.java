package io.nucleate.cli;

import io.nucleate.energy.potential.ChgnetWeights;
import io.nucleate.local.ForegroundService;
import io.nucleate.local.Installation;
import io.nucleate.local.Service;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.TopicAdmin;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/**
 * {@code run}: runs one service of the loop in the foreground, against any Kafka. Containers do so.
 */
@Command(
        name = "run",
        description = "Runs one service against an existing Kafka; its settings come from the"
                + " environment (NUCLEATE_RUN for"
                + " nucleate.run) or --set. SETUP instead creates the topics, fetches"
                + " the potential's weights, and ends.",
        mixinStandardHelpOptions = true,
        versionProvider = NucleateCommand.Version.class)
final class RunCommand implements Callable<Integer> {
    /** The services, and the preparation for them. */
    enum Target {
        SETUP,
        GENERATOR,
        SCORER,
        LEARNER,
        DASHBOARD
    }

    @Parameters(paramLabel = "SERVICE", description = "One of ${COMPLETION-CANDIDATES}.")
    private Target target;

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:NUCLEATE_KAFKA_BOOTSTRAP_SERVERS:-localhost:9092}",
            converter = BootstrapServersConverter.class,
            description = "Address of Kafka. Default: NUCLEATE_KAFKA_BOOTSTRAP_SERVERS, or"
                    + " localhost:9092.")
    private String bootstrapServers;

    @Option(
            names = "--replication",
            paramLabel = "N",
            description =
                    "Copies of each partition of a new topic, for SETUP. Default: 3 where there"
                            + " are three brokers, else 1.")
    private Integer replication;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "A setting of the service, such as nucleate.device=gpu:0.")
    private Map<String, String> settings = new TreeMap<>();

    @Override
    public Integer call() throws Exception {
        if (target == Target.SETUP) {
            KafkaSettings kafka = new KafkaSettings(bootstrapServers);
            if (replication == null) {
                TopicAdmin.ensure(kafka);
            } else {
                TopicAdmin.ensure(kafka, replication);
            }
            ChgnetWeights.fetch();
            return 0;
        }
        Service service = Service.valueOf(target.name());
        if (System.getenv("NUCLEATE_NAME") == null) {
            settings.putIfAbsent("nucleate.name", instanceName(service));
        }
        settings.put("nucleate.kafka.bootstrap-servers", bootstrapServers);
        return ForegroundService.run(Installation.find(), service, settings, jvmOptions());
    }

    /** Each container has a host name of its own, so that each instance has a name of its own. */
    private static String instanceName(Service service) throws IOException {
        return service.name().toLowerCase(Locale.ROOT) + "-"
                + InetAddress.getLocalHost().getHostName();
    }

    /** The launcher gives this process little memory; what the user asks for is for the service. */
    private static List<String> jvmOptions() {
        String options = System.getenv("NUCLEATE_JAVA_OPTIONS");
        return options == null || options.isBlank()
                ? List.of()
                : List.of(options.strip().split("\\s+"));
    }
}
