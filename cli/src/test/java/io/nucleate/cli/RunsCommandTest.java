package io.nucleate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.nucleate.broker.LocalBroker;
import io.nucleate.policy.Policy;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.Run;
import io.nucleate.schemas.RunStatus;
import io.nucleate.schemas.RunsTopic;
import io.nucleate.schemas.TopicAdmin;
import io.nucleate.schemas.WeightsArchive;

import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;

/** {@code runs} on a real broker, and on a data directory that has stopped. */
@Timeout(180)
class RunsCommandTest extends VerbTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonNode line(String... args) throws Exception {
        forgetOutput();
        assertThat(run((Object[]) args)).as(err::toString).isZero();
        return JSON.readTree(out.toString());
    }

    @Test
    void aRunIsStartedShownPausedResumedAndEnded() throws Exception {
        try (LocalBroker broker = LocalBroker.start(directory.resolve("broker"), 0)) {
            KafkaSettings kafka = new KafkaSettings(broker.bootstrapServers());
            TopicAdmin.ensure(kafka, 1);
            String servers = "--bootstrap-servers=" + broker.bootstrapServers();
            assertThat(run("runs", servers)).isZero();
            assertThat(out.toString()).isEmpty();

            JsonNode started = line(
                    "runs",
                    "start",
                    servers,
                    "--id",
                    "one",
                    "--reward",
                    "2*ehull",
                    "--seed",
                    "3",
                    "--formula",
                    "BaTiO3",
                    "--audit",
                    "5%",
                    "--set",
                    "learning.klPenalty=0.1",
                    "--set",
                    "scoring.pessimistic=true");
            assertThat(started.get("run").textValue()).isEqualTo("one");
            assertThat(started.get("state").textValue()).isEqualTo("running");
            Run record = new RunsTopic(kafka).find("one").orElseThrow();
            assertThat(record.getReward()).isEqualTo("2*ehull");
            assertThat(record.getSeed()).isEqualTo(3);
            assertThat(record.getConstraints()).isEqualTo("formula=BaTiO3");
            assertThat(record.getLearning().getKlPenalty()).isEqualTo(0.1);
            assertThat(record.getScoring().getAuditShare()).isEqualTo(0.05);
            assertThat(record.getScoring().getSecondPotential()).isEqualTo("sevennet-0-11Jul2024");
            assertThat(record.getLearning().getRepeats().getFactor())
                    .as("with one formula repeats keep their reward")
                    .isEqualTo(1);
            assertThat(record.getSampling().getBatchSize()).isEqualTo(64);
            assertThat(record.getSampling().getProposals()).containsExactly("policy");
            assertThat(record.getPotential()).isEqualTo("chgnet-0.3.0");
            byte[] shipped = Policy.shipped();
            assertThat(record.getStartWeightsSha256()).isEqualTo(DigestUtils.sha256Hex(shipped));
            assertThat(WeightsArchive.read(kafka, "one", OptionalInt.of(0))
                            .chosen()
                            .orElseThrow()
                            .safetensors())
                    .isEqualTo(shipped);

            JsonNode shown = line("runs", "show", servers, "one");
            assertThat(shown.get("settings").get("learning.klPenalty").textValue())
                    .isEqualTo("0.1");
            assertThat(shown.get("settings").get("scoring.gates.atomsMax").textValue())
                    .isEqualTo("100");
            assertThat(shown.get("start_weights_sha256").textValue())
                    .isEqualTo(record.getStartWeightsSha256());

            assertThat(line("runs", "pause", servers, "one").get("state").textValue())
                    .isEqualTo("paused");
            assertThat(line("runs", "resume", servers, "one").get("state").textValue())
                    .isEqualTo("running");
            assertThat(line("runs", servers).get("reward").textValue()).isEqualTo("2*ehull");
            assertThat(line("runs", "end", servers, "one").get("state").textValue())
                    .isEqualTo("ended");
            assertThat(new RunsTopic(kafka).find("one").orElseThrow().getState())
                    .isEqualTo(RunStatus.ENDED);

            forgetOutput();
            assertThat(run("runs", "resume", servers, "one")).isEqualTo(2);
            assertThat(err.toString()).contains("run one has ended, for good");
            forgetOutput();
            assertThat(run("runs", "show", servers, "two")).isEqualTo(2);
            assertThat(err.toString()).contains("no run two", "one (ended)");
            forgetOutput();
            assertThat(run("runs", "start", servers, "--id", "one")).isEqualTo(2);
            assertThat(err.toString()).contains("there is a run one", "choose another id");
            assertThat(line("runs", "start", servers, "--id", "one", "--if-missing", "--seed", "3")
                            .get("state")
                            .textValue())
                    .isEqualTo("ended");
            forgetOutput();
            assertThat(run("runs", "start", servers, "--id", "one", "--if-missing", "--seed", "4"))
                    .isEqualTo(2);
            assertThat(err.toString()).contains("seed is 3, not 4");
            forgetOutput();
            assertThat(run("runs", "start", servers, "--id", "a/b")).isEqualTo(2);
            assertThat(err.toString()).contains("cannot be called 'a/b'");
        }
    }

    /** Nobody can make them, so nothing is to be learned from them. */
    @Test
    void aRunHasNoRadioactiveElementsUnlessItIsAskedTo() throws Exception {
        try (LocalBroker broker = LocalBroker.start(directory.resolve("broker"), 0)) {
            KafkaSettings kafka = new KafkaSettings(broker.bootstrapServers());
            TopicAdmin.ensure(kafka, 1);
            RunsTopic runs = new RunsTopic(kafka);
            Map<String, String> constraints = Map.of(
                    "",
                    "without=radioactive",
                    "--space-group 225",
                    "space-groups=225 without=radioactive",
                    "--without Pb",
                    "without=radioactive,Pb",
                    "--required-elements O",
                    "without=radioactive required-elements=O",
                    "--template 221:a=Ca,b,c",
                    "without=radioactive template=221:a=Ca,b,c",
                    "--without none",
                    "",
                    "--formula UO2",
                    "formula=UO2",
                    "--elements U,O",
                    "elements=O,U");
            int number = 0;
            for (Map.Entry<String, String> each : constraints.entrySet()) {
                String id = "run" + number++;
                assertThat(runLine(String.join(
                                " ",
                                "runs start --bootstrap-servers=" + broker.bootstrapServers(),
                                "--id " + id,
                                each.getKey())))
                        .as(err::toString)
                        .isZero();
                assertThat(runs.find(id).orElseThrow().getConstraints())
                        .as(each.getKey())
                        .isEqualTo(each.getValue());
            }
        }
    }

    @Test
    void runsOfADirectoryThatHasStopped() throws Exception {
        Path data = directory.resolve("data");
        Files.createDirectories(data);
        Files.writeString(data.resolve("run.json"), "{\"id\":\"own\",\"seed\":7}");
        try (LocalBroker broker = LocalBroker.start(data.resolve("broker"), 0)) {
            KafkaSettings kafka = new KafkaSettings(broker.bootstrapServers());
            TopicAdmin.ensure(kafka, 1);
            new RunsTopic(kafka).put(RunOptions.standard("own", "00"));
        }
        assertThat(line("runs", "--data-dir", data.toString()).get("run").textValue())
                .isEqualTo("own");
        assertThat(line("runs", "pause", "--data-dir", data.toString(), "own")
                        .get("state")
                        .textValue())
                .isEqualTo("paused");
    }

    /** The order of the sources is no difference. */
    @Test
    void aRunMayHaveTwoSourcesOfCandidates() throws Exception {
        try (LocalBroker broker = LocalBroker.start(directory.resolve("broker"), 0)) {
            KafkaSettings kafka = new KafkaSettings(broker.bootstrapServers());
            TopicAdmin.ensure(kafka, 1);
            String servers = "--bootstrap-servers=" + broker.bootstrapServers();
            String start = "runs start " + servers + " --id two --if-missing --proposals ";
            assertThat(runLine(start + "substitution,policy")).as(err::toString).isZero();
            assertThat(runLine(start + "policy,substitution")).as(err::toString).isZero();
            Run record = new RunsTopic(kafka).find("two").orElseThrow();
            assertThat(record.getSampling().getProposals())
                    .containsExactly("policy", "substitution");
            assertThat(record.getSampling().getSubstitutionShare()).isEqualTo(0.05);
            assertThat(record.getScoring().getRelaxation().getSubstitutedStepsMax())
                    .isEqualTo(500);
            assertThat(runLine(start + "policy")).isEqualTo(2);
            assertThat(err.toString())
                    .contains("sampling.proposals is policy,substitution, not policy");
        }
    }

    @Test
    void settingsAreListedWithTheirMeaning() {
        assertThat(run("runs", "settings")).isZero();
        assertThat(out.toString())
                .contains("\"name\":\"learning.klPenalty\",\"type\":\"number\",\"meaning\":\"Reward"
                        + " units per nat")
                .contains("scoring.relaxation.stepsMax");
    }
}
