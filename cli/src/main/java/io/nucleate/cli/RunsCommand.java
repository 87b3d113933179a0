package io.nucleate.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.local.RunRequest;
import io.nucleate.local.StoppedRun;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.Run;
import io.nucleate.schemas.RunSettings;
import io.nucleate.schemas.RunStatus;
import io.nucleate.schemas.RunsTopic;
import io.nucleate.schemas.Topic;
import io.nucleate.schemas.TopicAdmin;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** {@code runs}: lists, inspects, starts, pauses, resumes and ends runs. */
@Command(
        name = "runs",
        description = "Lists the runs of a Kafka or of a data directory, one JSON line each; or"
                + " shows, starts, pauses, resumes or ends one.",
        mixinStandardHelpOptions = true,
        versionProvider = NucleateCommand.Version.class)
final class RunsCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Spec
    private CommandSpec spec;

    @Mixin
    private Place place;

    /** Where the runs are. */
    static final class Place {
        @Spec(Spec.Target.MIXEE)
        private CommandSpec spec;

        @Option(
                names = "--bootstrap-servers",
                paramLabel = "HOST:PORT",
                converter = BootstrapServersConverter.class,
                description =
                        "Address of a running Kafka. Default: NUCLEATE_KAFKA_BOOTSTRAP_SERVERS,"
                                + " or localhost:9092, where up has it.")
        private String bootstrapServers;

        @Option(
                names = "--data-dir",
                paramLabel = "DIR",
                description = "What up had as --data-dir instead; it must have stopped.")
        private Path dataDir;

        /** Takes a data directory that was named otherwise, as if by {@code --data-dir}. */
        void stopped(Path directory) {
            if (dataDir != null) {
                throw new ParameterException(spec.commandLine(), "name one data directory only");
            }
            dataDir = directory;
        }

        /** Does something with the runs. */
        int with(Action action) {
            try {
                return withKafka(kafka -> action.on(new RunsTopic(kafka)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /**
         * Does something with the broker.
         *
         * @throws IOException as the action does
         */
        int withKafka(KafkaAction action) throws IOException {
            if (dataDir != null && bootstrapServers != null) {
                throw new ParameterException(
                        spec.commandLine(), "name either --data-dir or --bootstrap-servers");
            }
            try {
                if (dataDir != null) {
                    try (StoppedRun stopped =
                            StoppedRun.open(dataDir.toAbsolutePath().normalize())) {
                        action.on(stopped.kafka());
                    }
                } else {
                    KafkaSettings kafka = new KafkaSettings(servers());
                    TopicAdmin.require(kafka, Topic.RUNS);
                    action.on(kafka);
                }
                return 0;
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), e.getMessage(), e);
            }
        }

        private String servers() {
            if (bootstrapServers != null) {
                return bootstrapServers;
            }
            String variable = System.getenv("NUCLEATE_KAFKA_BOOTSTRAP_SERVERS");
            return variable == null ? "localhost:9092" : variable;
        }

        /**
         * What is done with the broker; it throws IllegalArgumentException for a wrong argument.
         */
        interface KafkaAction {
            void on(KafkaSettings kafka) throws IOException;
        }

        /** What is done with the runs; it throws IllegalArgumentException for a wrong argument. */
        interface Action {
            void on(RunsTopic runs);
        }
    }

    @Override
    public Integer call() {
        return place.with(runs -> runs.all().forEach(run -> println(summary(run))));
    }

    private static ObjectNode summary(Run run) {
        return JSON.createObjectNode()
                .put("run", run.getId())
                .put("state", word(run.getState()))
                .put("reward", run.getReward())
                .put("constraints", run.getConstraints())
                .put("seed", run.getSeed())
                .put("created_at", run.getCreatedAt().toString());
    }

    /** Says everything that the record says, settings by their names. */
    private static ObjectNode details(Run run) {
        ObjectNode node =
                JSON.createObjectNode().put("run", run.getId()).put("state", word(run.getState()));
        ObjectNode settings = node.putObject("settings");
        RunSettings.values(run).forEach(settings::put);
        return node.put("start_weights_sha256", run.getStartWeightsSha256())
                .put("code_version", run.getCodeVersion())
                .put("created_at", run.getCreatedAt().toString())
                .put("changed_at", run.getChangedAt().toString());
    }

    private static String word(RunStatus state) {
        return state.toString().toLowerCase(Locale.ROOT);
    }

    private void println(ObjectNode line) {
        spec.commandLine().getOut().println(line);
    }

    @Command(
            name = "show",
            description = "Says everything about a run.",
            mixinStandardHelpOptions = true)
    int show(
            @Mixin Place at,
            @Parameters(paramLabel = "RUN", description = "Id of the run.") String run) {
        return at.with(runs -> println(details(runs.require(run))));
    }

    @Command(
            name = "start",
            description = "Starts a run. A running up, or services of your own that are free, take"
                    + " it on.",
            mixinStandardHelpOptions = true)
    int start(
            @Mixin Place at,
            @Mixin RunOptions options,
            @Option(
                            names = "--id",
                            paramLabel = "RUN",
                            description = "Id of the run. Default: made from the time.")
                    String id,
            @Option(
                            names = "--if-missing",
                            description = "Do nothing if there is a run of this id that has the"
                                    + " settings given here.")
                    boolean ifMissing) {
        return at.with(runs -> {
            if (id != null) {
                RunsTopic.requireId(id);
            }
            RunRequest request = options.request(id);
            Optional<Run> present = ifMissing && id != null ? runs.find(id) : Optional.empty();
            if (present.isEmpty()) {
                runs.start(request.draft(), request.weights().bytes());
            } else {
                requireAsAsked(present.get(), request);
            }
            println(summary(present.orElse(request.draft())));
        });
    }

    private static void requireAsAsked(Run run, RunRequest request) {
        List<RunSettings.Difference> differences = RunSettings.differences(run, request.asked());
        if (!differences.isEmpty()) {
            throw new IllegalArgumentException("run " + run.getId() + " is another one: "
                    + differences.stream()
                            .map(RunSettings.Difference::toString)
                            .collect(Collectors.joining("; "))
                    + "; choose another --id");
        }
    }

    @Command(
            name = "pause",
            description = "Pauses a run: nothing is sampled, what is on its way is learned from.",
            mixinStandardHelpOptions = true)
    int pause(
            @Mixin Place at,
            @Parameters(paramLabel = "RUN", description = "Id of the run.") String run) {
        return change(at, run, RunStatus.PAUSED);
    }

    @Command(
            name = "resume",
            description = "Lets a paused run go on.",
            mixinStandardHelpOptions = true)
    int resume(
            @Mixin Place at,
            @Parameters(paramLabel = "RUN", description = "Id of the run.") String run) {
        return change(at, run, RunStatus.RUNNING);
    }

    @Command(
            name = "end",
            description = "Ends a run for good. Its policy and its crystals stay.",
            mixinStandardHelpOptions = true)
    int end(
            @Mixin Place at,
            @Parameters(paramLabel = "RUN", description = "Id of the run.") String run) {
        return change(at, run, RunStatus.ENDED);
    }

    private int change(Place at, String run, RunStatus state) {
        return at.with(runs -> println(summary(runs.change(run, state, Instant.now()))));
    }

    @Command(
            name = "settings",
            description = "Lists the settings of a run: names, types, meanings.",
            mixinStandardHelpOptions = true)
    int settings() {
        for (RunSettings.Setting setting : RunSettings.all()) {
            println(JSON.createObjectNode()
                    .put("name", setting.name())
                    .put("type", setting.type())
                    .put("meaning", setting.doc()));
        }
        return 0;
    }
}
