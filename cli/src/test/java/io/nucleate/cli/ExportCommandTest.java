package io.nucleate.cli;

import static io.nucleate.cli.export.Scores.RUN;
import static io.nucleate.cli.export.Scores.caesiumChloride;
import static io.nucleate.cli.export.Scores.rockSalt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.nucleate.broker.LocalBroker;
import io.nucleate.crystal.io.CrystalJson;
import io.nucleate.crystal.io.StructureEntry;
import io.nucleate.crystal.io.StructureFiles;
import io.nucleate.learner.optimization.TrainedWeights;
import io.nucleate.local.DataDir;
import io.nucleate.local.Service;
import io.nucleate.policy.Policy;
import io.nucleate.policy.TestPolicies;
import io.nucleate.schemas.AnyRecordSerializer;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.Run;
import io.nucleate.schemas.RunsTopic;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.SubstitutionRecord;
import io.nucleate.schemas.Topic;
import io.nucleate.schemas.TopicAdmin;
import io.nucleate.schemas.WeightsPublisher;
import io.nucleate.tensors.SafeTensors;

import org.apache.commons.codec.digest.DigestUtils;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** {@code export} from a real broker's files, and from a running broker. */
@Timeout(300)
class ExportCommandTest extends VerbTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path shared;

    private static Path dataDir;
    private static byte[] weights;

    /** A run of four crystals, three of them kept, and of versions 1 and 2 of its policy. */
    @BeforeAll
    static void writeRun() throws Exception {
        dataDir = shared.resolve("data");
        Files.createDirectories(dataDir);
        Files.writeString(dataDir.resolve("run.json"), "{\"id\":\"" + RUN + "\",\"seed\":7}");
        try (Policy policy = TestPolicies.random(TestPolicies.TINIEST, 1)) {
            weights = policy.toSafeTensors().toBytes();
        }
        try (LocalBroker broker = LocalBroker.start(dataDir.resolve("broker"), 0)) {
            KafkaSettings kafka = new KafkaSettings(broker.bootstrapServers());
            TopicAdmin.ensure(kafka, 1);
            new RunsTopic(kafka)
                    .put(Run.newBuilder(RunOptions.standard(RUN, "0123"))
                            .setSeed(7)
                            .build());
            // The first one's score is gone, as by a disk budget; the second stands in both topics.
            write(
                    kafka,
                    Topic.DISCOVERIES,
                    substituted(rockSalt(0, "Pu", "Sb", -0.119).build()),
                    rockSalt(1, "Na", "Cl", 0.05).build());
            write(
                    kafka,
                    Topic.SCORED,
                    rockSalt(1, "Na", "Cl", 0.05).build(),
                    rockSalt(2, "Na", "Cl", 0.3).build(),
                    caesiumChloride(3, "Ac", "Xe", 0.5).build());
            publish(kafka, 1, new byte[] {1});
            publish(kafka, 2, weights);
        }
    }

    private static void write(KafkaSettings kafka, Topic topic, Scored... records)
            throws Exception {
        try (var producer = new KafkaProducer<>(
                kafka.producer("test"), new StringSerializer(), new AnyRecordSerializer())) {
            for (Scored scored : records) {
                String key = CandidateIds.text(scored.getCandidate().getId());
                producer.send(new ProducerRecord<>(topic.topicName(), key, scored))
                        .get();
            }
        }
    }

    private static Scored substituted(Scored scored) {
        scored.getCandidate()
                .setSubstitution(new SubstitutionRecord("NdSb", "elements", Map.of("Nd", "Pu")));
        return scored;
    }

    private static void publish(KafkaSettings kafka, int version, byte[] file) {
        try (var publisher = new WeightsPublisher(kafka, RUN)) {
            publisher.publish(version, file, 0, List.of());
        }
    }

    @Test
    void policyAndTableWithTheirManifests() throws Exception {
        assertThat(export("--policy", path("p.safetensors"), "--discoveries", path("d.csv")))
                .as(err::toString)
                .isZero();
        assertThat(err.toString()).isEmpty();
        assertThat(Files.readAllBytes(directory.resolve("p.safetensors"))).isEqualTo(weights);
        List<String> table = Files.readAllLines(directory.resolve("d.csv"));
        assertThat(table).hasSize(4);
        assertThat(table.get(0)).startsWith("id,formula,space_group,");
        assertThat(table.get(1))
                .startsWith(RUN + "/generator/0,PuSb,225,")
                .contains(",known,mp-2566,-0.7325,");
        assertThat(table.get(3)).contains(",AcXe,221,").contains(",new,,,");
        assertThat(table.get(0)).contains(",source,parent,change,replacements,policy_version,");
        assertThat(table.get(1)).contains(",substitution,NdSb,elements,Nd:Pu,3,");
        assertThat(table.get(3)).contains(",policy,,,,3,");
        var summary = JSON.readTree(out.toString());
        assertThat(summary.get("version").intValue()).isEqualTo(2);
        assertThat(summary.get("exported").intValue()).isEqualTo(3);
        for (String file : List.of("p.safetensors", "d.csv")) {
            var manifest =
                    JSON.readTree(directory.resolve(file + ".manifest.json").toFile());
            assertThat(manifest.at("/run/id").textValue()).isEqualTo(RUN);
            assertThat(manifest.at("/run/seed").longValue()).isEqualTo(7);
            assertThat(manifest.at("/run/settings/learning.klPenalty").textValue())
                    .isEqualTo("0.05");
            assertThat(manifest.at("/run/start_weights_sha256").textValue()).isEqualTo("0123");
            assertThat(manifest.at("/policy/sha256").textValue())
                    .isEqualTo(DigestUtils.sha256Hex(weights));
            assertThat(manifest.at("/discoveries/read").longValue()).isEqualTo(4);
            assertThat(manifest.at("/discoveries/protocol/potentials/0").textValue())
                    .isEqualTo("chgnet-0.3.0");
            assertThat(manifest.get("licences").toString())
                    .contains("Materials Project", "CC BY 4.0");
        }
        assertThat(names()).allMatch(name -> !name.endsWith(".writing"));

        forgetOutput();
        assertThat(run("generate", "--weights", path("p.safetensors"), "-n", "2", "--seed", "1"))
                .isZero();
        assertThat(out.toString()).hasLineCount(2);
    }

    @Test
    void everyGeometryIsReadBack() throws Exception {
        for (String name : List.of("d.cif", "d.extxyz", "d.jsonl")) {
            assertThat(export("--discoveries", path(name))).as(err::toString).isZero();
            assertReadsBack(List.of(path(name)));
        }
        for (String format : List.of("poscar", "cif", "extxyz")) {
            assertThat(export("--discoveries", path(format) + "/", "--format", format))
                    .as(err::toString)
                    .isZero();
            try (Stream<Path> files = Files.list(directory.resolve(format))) {
                List<String> written = files.map(Path::toString)
                        .filter(file -> !file.endsWith("manifest.json"))
                        .sorted()
                        .toList();
                assertThat(written.get(0)).contains("00001-PuSb-225.");
                assertReadsBack(written);
            }
            assertThat(directory.resolve(format).resolve("manifest.json")).exists();
        }
    }

    private static void assertReadsBack(List<String> files) {
        try (Stream<StructureEntry> entries = StructureFiles.read(files, System.in)) {
            assertThat(entries.map(entry -> entry.structure().composition().reducedFormula()))
                    .as(files.toString())
                    .containsExactly("PuSb", "NaCl", "AcXe");
        }
    }

    @Test
    void filtersAreWrittenDown() throws Exception {
        assertThat(export(
                        "--discoveries",
                        path("d.jsonl"),
                        "--elements",
                        "Na,Cl,Pu,Sb",
                        "--energy-above-hull-max",
                        "0.1",
                        "--sort",
                        "reward",
                        "-n",
                        "1"))
                .isZero();
        assertThat(Files.readAllLines(directory.resolve("d.jsonl")))
                .singleElement()
                .satisfies(line -> {
                    var crystal = CrystalJson.parse(line);
                    assertThat(crystal.get("formula").textValue()).isEqualTo("PuSb");
                    assertThat(crystal.get("above_known_ev_per_atom").doubleValue())
                            .isNegative();
                });
        var asked = JSON.readTree(directory.resolve("d.jsonl.manifest.json").toFile())
                .at("/discoveries");
        assertThat(asked.at("/selection/elements").toString())
                .isEqualTo("[\"Cl\",\"Na\",\"Pu\",\"Sb\"]");
        assertThat(asked.at("/left_out").toString()).isEqualTo("{\"energy_above_hull\":2}");
        assertThat(asked.get("cut").booleanValue()).isTrue();
    }

    @Test
    void versionThatIsGoneIsAnErrorWithThoseThatAreThere() throws Exception {
        assertThat(export("--policy", path("p"), "--version", "7")).isEqualTo(1);
        assertThat(err.toString()).contains("version 7", "1, 2").hasLineCount(1);
        assertThat(names()).isEmpty();
        assertThat(export("--policy", path("p"), "--version", "1")).isZero();
        assertThat(directory.resolve("p")).hasBinaryContent(new byte[] {1});
    }

    @Test
    void existingFileStaysWhereTheExportFails() throws Exception {
        Files.writeString(directory.resolve("p"), "before");
        assertThat(export("--policy", path("p"), "--version", "7")).isEqualTo(1);
        assertThat(directory.resolve("p")).hasContent("before");
        assertThat(names()).containsExactly("p");
    }

    @Test
    void placesThatCannotBeWrittenAreNamedBeforeAnythingIsRead() throws Exception {
        assertThat(export("--policy", path("none/p"))).isEqualTo(1);
        assertThat(err.toString()).contains("none/p").hasLineCount(1);
        Files.createDirectories(directory.resolve("full"));
        Files.writeString(directory.resolve("full/old.cif"), "old");
        assertThat(export("--discoveries", path("full"), "--format", "cif")).isEqualTo(1);
        assertThat(err.toString()).contains("full is not empty");
        assertThat(directory.resolve("full/old.cif")).hasContent("old");
    }

    @Test
    void runThatIsGoingOnIsReadFromItsBroker() throws Exception {
        try (DataDir taken = DataDir.open(dataDir);
                LocalBroker broker = LocalBroker.start(taken.broker(), 0)) {
            assertThat(taken.run().orElseThrow().id()).isEqualTo(RUN);
            assertThat(export("--policy", path("p"))).isEqualTo(1);
            assertThat(err.toString())
                    .contains("up is using", "--bootstrap-servers", "--run " + RUN)
                    .hasLineCount(1);

            String[] kafka = {"--bootstrap-servers", broker.bootstrapServers(), "--run"};
            assertThat(run(Stream.of(new String[] {"export"}, kafka, new String[] {
                                RUN, "--discoveries", path("d.csv")
                            })
                            .flatMap(Stream::of)
                            .toArray()))
                    .as(err::toString)
                    .isZero();
            assertThat(directory.resolve("d.csv")).content().hasLineCount(4);
            for (String wanted : List.of("--discoveries", "--policy")) {
                forgetOutput();
                assertThat(run(Stream.of(new String[] {"export"}, kafka, new String[] {
                                    "other", wanted, path("x.csv")
                                })
                                .flatMap(Stream::of)
                                .toArray()))
                        .isEqualTo(1);
                assertThat(err.toString()).contains("no run other", RUN + " (3)");
            }
        }
    }

    @Test
    void runWithoutAnythingSaysSo() throws Exception {
        Path empty = directory.resolve("data");
        Files.createDirectories(empty.resolve(Service.LEARNER.module()));
        Files.writeString(empty.resolve("run.json"), "{\"id\":\"new\",\"seed\":1}");
        assertThat(run("export", empty.toString(), "--discoveries", path("d.csv")))
                .isEqualTo(1);
        assertThat(err.toString()).contains("run new", "no scored crystals yet");
        forgetOutput();
        assertThat(run("export", empty.toString(), "--policy", path("p"))).isEqualTo(1);
        assertThat(err.toString()).contains("run new has no weights");
        forgetOutput();
        assertThat(run("export", path("nowhere"), "--policy", path("p"))).isEqualTo(1);
        assertThat(err.toString()).contains("no run in", "nowhere").hasLineCount(1);
        assertThat(directory.resolve("nowhere")).doesNotExist();
    }

    @Test
    void whereTheTopicHasNoWeightsTheLearnersCheckpointIsTaken() throws Exception {
        Path young = directory.resolve("data");
        Path learner = Files.createDirectories(young.resolve(Service.LEARNER.module()));
        Files.writeString(young.resolve("run.json"), "{\"id\":\"young\",\"seed\":1}");
        SafeTensors policy = SafeTensors.parse(weights);
        Map<String, String> metadata = new TreeMap<>(policy.metadata());
        metadata.put("learner", "{\"version\":5}");
        Map<String, SafeTensors.Tensor> tensors = new LinkedHashMap<>();
        policy.tensors().forEach((name, tensor) -> tensors.put("parameter/" + name, tensor));
        new SafeTensors(metadata, tensors).write(learner.resolve(TrainedWeights.CHECKPOINT));

        assertThat(run("export", young, "--policy", path("p"), "--version", "4"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("version 4", "one of 5");
        assertThat(run("export", young, "--policy", path("p")))
                .as(err::toString)
                .isZero();
        assertThat(lines().get(0).get("version").intValue()).isEqualTo(5);
        SafeTensors exported = SafeTensors.read(directory.resolve("p"));
        assertThat(exported.tensors().keySet()).isEqualTo(policy.tensors().keySet());
        assertThat(exported.metadata()).isEqualTo(policy.metadata());
    }

    @Test
    void misuseIsToldBeforeAnythingIsRead() {
        for (String line : List.of(
                "data",
                "--policy p",
                "data --policy p --bootstrap-servers h:1",
                "data --policy p --run r",
                "--bootstrap-servers h:1 --policy p",
                "data --discoveries d.csv --version 3",
                "data --policy p --format cif",
                "data --policy p --novel-only",
                "data --discoveries noformat",
                "data --discoveries d/ --format csv",
                "data --discoveries d.csv -n 0",
                "data --discoveries d.csv --elements Xx",
                "data --discoveries d.csv --formula NaC!")) {
            forgetOutput();
            assertThat(runLine("export " + line)).as(line).isEqualTo(2);
            assertThat(err.toString()).as(line).startsWith("error: ").contains("--help");
        }
    }

    private List<String> names() throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private int export(String... options) {
        return run(Stream.concat(Stream.of("export", dataDir.toString()), Stream.of(options))
                .toArray());
    }
}
