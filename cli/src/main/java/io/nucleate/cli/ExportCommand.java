package io.nucleate.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.cli.export.DiscoveryFiles;
import io.nucleate.cli.export.DiscoverySelection;
import io.nucleate.cli.export.ExportedPolicy;
import io.nucleate.cli.export.NoveltyCheck;
import io.nucleate.cli.export.Provenance;
import io.nucleate.cli.export.ScoredRecords;
import io.nucleate.cli.export.StagedFiles;
import io.nucleate.energy.hull.HullReference;
import io.nucleate.evaluation.MaterialIndex;
import io.nucleate.local.StoppedRun;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.RunsTopic;
import io.nucleate.schemas.Topic;
import io.nucleate.schemas.TopicAdmin;
import io.nucleate.schemas.WeightsArchive;
import io.nucleate.schemas.discovery.Discovery;

import me.tongfei.progressbar.ProgressBar;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code export}: takes a run's policy and discoveries home, with a manifest of provenance. */
@Command(
        name = "export",
        description = "Writes the policy and the discoveries of a run to files, each with a"
                + " manifest of its provenance: from the data directory of an up that has stopped,"
                + " or from a running Kafka.")
final class ExportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /** Not the standard help, whose {@code --version} would be the program's. */
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean help;

    @Parameters(
            paramLabel = "DATA_DIR",
            arity = "0..1",
            description = "What up had as --data-dir; it must have stopped.")
    private Path dataDir;

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            description = "A running Kafka instead, with --run.")
    private String bootstrapServers;

    @Option(names = "--run", paramLabel = "RUN", description = "Id of the run on that Kafka.")
    private String runId;

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "Write the weights, as safetensors that every --weights takes.")
    private Path policyFile;

    @Option(
            names = "--version",
            paramLabel = "N",
            description = "Version of the policy. Default: the newest.")
    private Integer version;

    @Option(
            names = "--hull-reference",
            paramLabel = "FILE",
            defaultValue = HullReference.SHIPPED,
            description = "The run's hull reference, if it had one of its own; tells which"
                    + " compositions are known. Default: the shipped reference.")
    private String hullReference;

    @Mixin
    private DiscoveryOptions discoveries;

    /** The Kafka that the run is read from, as long as it is open. */
    private record Source(
            KafkaSettings kafka, Provenance.Run run, Optional<Path> learner, Runnable stop)
            implements AutoCloseable {
        @Override
        public void close() {
            stop.run();
        }
    }

    @Override
    public Integer call() throws IOException {
        requireUsage();
        try (StagedFiles files = new StagedFiles()) {
            Optional<Path> policyPart =
                    policyFile == null ? Optional.empty() : Optional.of(files.file(policyFile));
            Optional<Path> discoveriesPart = discoveries.areWanted()
                    ? Optional.of(
                            discoveries.isDirectory()
                                    ? files.directory(discoveries.target())
                                    : files.file(discoveries.target()))
                    : Optional.empty();
            Provenance provenance;
            try (Source source = open()) {
                provenance = export(source, policyPart, discoveriesPart);
            }
            writeManifests(files, discoveriesPart, provenance);
            files.commit();
            report(provenance);
        }
        return 0;
    }

    private void requireUsage() {
        if (policyFile == null && !discoveries.areWanted()) {
            fail("say what to export: --policy FILE, --discoveries PATH, or both");
        }
        if (version != null && policyFile == null) {
            fail("--version needs --policy FILE");
        }
        if ((dataDir == null) == (bootstrapServers == null)) {
            fail("name either the DATA_DIR of a run that has stopped, or --bootstrap-servers with"
                    + " --run");
        }
        if (dataDir != null && runId != null) {
            fail("a DATA_DIR has one run; --run goes with --bootstrap-servers");
        }
        if (bootstrapServers != null && runId == null) {
            fail("--bootstrap-servers needs --run RUN; a wrong RUN lists those that are there");
        }
        discoveries.require();
    }

    private void fail(String message) {
        throw new ParameterException(spec.commandLine(), message);
    }

    private Source open() {
        if (dataDir == null) {
            KafkaSettings kafka = new KafkaSettings(bootstrapServers);
            TopicAdmin.require(kafka, Topic.SCORED, Topic.POLICY_WEIGHTS);
            return new Source(
                    kafka,
                    Provenance.Run.of(
                            runId,
                            OptionalLong.empty(),
                            bootstrapServers,
                            new RunsTopic(kafka).find(runId)),
                    Optional.empty(),
                    () -> {});
        }
        Path path = dataDir.toAbsolutePath().normalize();
        StoppedRun stopped = StoppedRun.open(path);
        return new Source(
                stopped.kafka(),
                Provenance.Run.of(
                        stopped.run().id(),
                        OptionalLong.of(stopped.run().seed()),
                        path.toString(),
                        new RunsTopic(stopped.kafka()).find(stopped.run().id())),
                Optional.of(stopped.learner()),
                stopped::close);
    }

    private Provenance export(
            Source source, Optional<Path> policyPart, Optional<Path> discoveriesPart)
            throws IOException {
        NoveltyCheck check =
                new NoveltyCheck(MaterialIndex.shipped(), HullReference.named(hullReference));
        Optional<Provenance.Policy> policy = Optional.empty();
        if (policyPart.isPresent()) {
            policy = Optional.of(exportPolicy(source, policyPart.get()));
        }
        Optional<Provenance.Discoveries> found = Optional.empty();
        if (discoveriesPart.isPresent()) {
            found = Optional.of(exportDiscoveries(source, discoveriesPart.get(), check));
        }
        return new Provenance(
                NucleateCommand.Version.ofJar(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                source.run(),
                policy,
                found,
                Stream.concat(
                                check.reference().origin().provenance().stream(),
                                check.index().provenance().stream())
                        .toList());
    }

    private Provenance.Policy exportPolicy(Source source, Path part) throws IOException {
        String run = source.run().id();
        OptionalInt wanted = version == null ? OptionalInt.empty() : OptionalInt.of(version);
        WeightsArchive archive = WeightsArchive.read(source.kafka(), run, wanted);
        if (archive.versions().isEmpty() && dataDir == null) {
            requireRun(source, ScoredRecords.read(source.kafka(), run, scored -> {}));
        }
        ExportedPolicy policy = ExportedPolicy.choose(run, archive, source.learner(), wanted);
        Files.write(part, policy.safetensors());
        return new Provenance.Policy(
                policyFile.getFileName().toString(),
                policy.version(),
                policy.sha256(),
                policy.source());
    }

    private Provenance.Discoveries exportDiscoveries(Source source, Path part, NoveltyCheck check)
            throws IOException {
        DiscoverySelection selection = new DiscoverySelection(
                discoveries.filter(), discoveries.order(), discoveries.max(), check);
        ScoredRecords records;
        try (ProgressBar progress = Progress.bar("scored", -1)) {
            records = ScoredRecords.read(source.kafka(), source.run().id(), scored -> {
                selection.accept(scored);
                progress.step();
            });
        }
        requireRun(source, records);
        List<Discovery> best = selection.best();
        warn(check.reference(), best, selection, records);
        if (discoveries.isDirectory()) {
            DiscoveryFiles.writeDirectory(best, discoveries.format(), part);
        } else {
            DiscoveryFiles.writeFile(best, discoveries.format(), part);
        }
        return Provenance.discoveries(
                discoveries.target().getFileName().toString(),
                discoveries.format(),
                selection,
                best,
                records.unreadable(),
                Provenance.Selection.of(
                        discoveries.filter(), discoveries.order(), discoveries.max()),
                check);
    }

    /** @throws IOException where the run has no scored crystals, with the runs that have */
    private void requireRun(Source source, ScoredRecords records) throws IOException {
        String run = source.run().id();
        if (records.byRun().containsKey(run)) {
            return;
        }
        if (dataDir != null) {
            throw new IOException("run " + run + " in " + dataDir
                    + " has no scored crystals yet; let it go on with: ./nucleate up --data-dir "
                    + dataDir);
        }
        throw new IOException("no run " + run + " with scored crystals at " + bootstrapServers
                + "; there "
                + (records.byRun().isEmpty()
                        ? "is none yet"
                        : "are: "
                                + records.byRun().entrySet().stream()
                                        .map(entry ->
                                                entry.getKey() + " (" + entry.getValue() + ")")
                                        .collect(Collectors.joining(", "))));
    }

    private void warn(
            HullReference reference,
            List<Discovery> best,
            DiscoverySelection selection,
            ScoredRecords records) {
        List<String> warnings = new ArrayList<>();
        if (records.unreadable() > 0) {
            warnings.add(records.unreadable() + " records of the topic scored cannot be read");
        }
        if (best.isEmpty()) {
            warnings.add("none of " + selection.read() + " scored crystals is left; left out: "
                    + selection.leftOut().entrySet().stream()
                            .map(reason -> reason.getValue() + " " + reason.getKey())
                            .sorted()
                            .collect(Collectors.joining(", ")));
        }
        if (selection.isCut() && !discoveries.isMaxGiven()) {
            warnings.add("only the best " + best.size() + " are written; --max takes more");
        }
        best.stream()
                .map(one -> one.scored().getHullReference())
                .filter(identity -> !reference.hasTableOf(identity))
                .findFirst()
                .ifPresent(identity -> warnings.add("energies above hull are measured against "
                        + identity + ", but known compositions looked up in "
                        + reference.identity() + "; give --hull-reference the run's own"));
        warnings.forEach(warning -> spec.commandLine().getErr().println("warning: " + warning));
    }

    private void writeManifests(
            StagedFiles files, Optional<Path> discoveriesPart, Provenance provenance)
            throws IOException {
        String text = Report.json(provenance).toPrettyString() + "\n";
        if (policyFile != null) {
            Files.writeString(files.file(manifest(policyFile)), text);
        }
        if (discoveriesPart.isPresent()) {
            Path place = discoveries.isDirectory()
                    ? discoveriesPart.get().resolve("manifest.json")
                    : files.file(manifest(discoveries.target()));
            Files.writeString(place, text);
        }
    }

    private static Path manifest(Path file) {
        return file.resolveSibling(file.getFileName() + ".manifest.json");
    }

    private void report(Provenance provenance) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("run", provenance.run().id());
        provenance.policy().ifPresent(policy -> line.put("policy", policyFile.toString())
                .put("version", policy.version())
                .put("sha256", policy.sha256()));
        provenance.discoveries().ifPresent(found -> line.put(
                        "discoveries", discoveries.target().toString())
                .put("scored", found.read())
                .put("exported", found.exported())
                .set("near_hull", Report.json(found.known().countsNearHull())));
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
