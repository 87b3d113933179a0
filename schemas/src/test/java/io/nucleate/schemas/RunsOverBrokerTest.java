package io.nucleate.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nucleate.broker.LocalBroker;

import org.apache.commons.codec.digest.DigestUtils;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;

/** Runs on a real broker. Each test has runs of its own. */
class RunsOverBrokerTest {
    private static final Duration WAIT = Duration.ofSeconds(20);

    @TempDir
    static Path directory;

    private static LocalBroker broker;
    private static KafkaSettings settings;
    private static RunsTopic topic;

    @BeforeAll
    static void start() {
        broker = LocalBroker.start(directory.resolve("broker"), 0);
        settings = new KafkaSettings(broker.bootstrapServers());
        TopicAdmin.ensure(settings, 1);
        topic = new RunsTopic(settings);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void aRunIsFoundAsItWasWrittenLast() {
        Run run = TestRuns.of("found");
        topic.put(run);
        assertThat(topic.find("found")).contains(run);
        assertThat(topic.all()).contains(run);
        Run changed = Run.newBuilder(run).setReward("fom").build();
        topic.put(changed);
        assertThat(topic.find("found")).contains(changed);
        assertThat(topic.find("lost")).isEmpty();
        assertThatThrownBy(() -> topic.require("lost"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no run lost")
                .hasMessageContaining("found (running)");
    }

    @Test
    void aRunIsPausedResumedAndEndedForGood() {
        Run run = TestRuns.of("states");
        topic.put(run);
        Instant later = run.getChangedAt().plusSeconds(5);
        Run paused = topic.change("states", RunStatus.PAUSED, later);
        assertThat(paused.getState()).isEqualTo(RunStatus.PAUSED);
        assertThat(paused.getChangedAt()).isEqualTo(later);
        assertThat(paused.getCreatedAt()).isEqualTo(run.getCreatedAt());
        assertThat(topic.find("states")).contains(paused);
        topic.change("states", RunStatus.RUNNING, later);
        Run ended = topic.change("states", RunStatus.ENDED, later);
        assertThat(topic.change("states", RunStatus.ENDED, later)).isEqualTo(ended);
        assertThatThrownBy(() -> topic.change("states", RunStatus.RUNNING, later))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ended, for good");
        assertThat(topic.find("states")).contains(ended);
    }

    @Test
    void aFollowerSeesEveryChangeAndSurvivesRubbish() throws Exception {
        topic.put(TestRuns.of("followed"));
        try (var follower = new RunFollower(settings, "test");
                var producer = new KafkaProducer<>(
                        settings.producer("rubbish"),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            assertThat(follower.pollToEnd()).isTrue();
            assertThat(follower.run("followed")).contains(TestRuns.of("followed"));
            assertThat(follower.pollToEnd()).isFalse();
            producer.send(new ProducerRecord<>(Topic.RUNS.topicName(), "bad", new byte[] {1, 2}))
                    .get();
            topic.change("followed", RunStatus.PAUSED, Instant.now());
            assertThat(follower.pollToEnd()).isTrue();
            assertThat(follower.run("followed").orElseThrow().getState())
                    .isEqualTo(RunStatus.PAUSED);
            assertThat(follower.run("bad")).isEmpty();
            topic.put(TestRuns.of("followed-2"));
            assertThat(follower.poll(WAIT)).isTrue();
            assertThat(follower.runs()).containsKeys("followed", "followed-2");
        }
    }

    @Test
    void aStartedRunHasItsRecordAndItsFirstWeights() {
        byte[] weights = {1, 2, 3};
        Run run = Run.newBuilder(TestRuns.of("started"))
                .setStartWeightsSha256(DigestUtils.sha256Hex(weights))
                .build();
        assertThatThrownBy(() -> topic.start(run, new byte[] {4}))
                .hasMessageContaining(run.getStartWeightsSha256());
        assertThat(topic.find("started")).isEmpty();
        topic.start(run, weights);
        assertThat(topic.find("started")).contains(run);
        assertThat(WeightsArchive.read(settings, "started", OptionalInt.of(0)).chosen())
                .hasValueSatisfying(first -> assertThat(first.safetensors()).isEqualTo(weights));
        assertThatThrownBy(() -> topic.start(run, weights))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("choose another id");
    }

    @Test
    void anIdThatCannotBeADirectoryOrBeginAKeyIsRefused() {
        RunsTopic.requireId("20261124-101500-a1b2c3");
        for (String id : new String[] {"", "a/b", "..", ".a", "a b", "é", "x".repeat(65)}) {
            assertThatThrownBy(() -> RunsTopic.requireId(id))
                    .as(id)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'" + id + "'");
        }
    }
}
