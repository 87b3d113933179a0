package io.nucleate.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.nucleate.broker.LocalBroker;
import io.nucleate.schemas.AnyRecordSerializer;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CandidateId;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.CrystalRecord;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.LogProbRecord;
import io.nucleate.schemas.SiteRecord;
import io.nucleate.schemas.Topic;
import io.nucleate.schemas.TopicAdmin;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

@Timeout(120)
class RunMonitorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void resumedRunKnowsItsCountsAtOnceAndWithoutTheRecords() throws Exception {
        try (LocalBroker broker = LocalBroker.start(directory.resolve("broker"), 0)) {
            KafkaSettings kafka = new KafkaSettings(broker.bootstrapServers());
            TopicAdmin.ensure(kafka);
            write(kafka, 0, 100);
            assertThat(monitor(kafka).finish(PATIENCE).candidates()).isEqualTo(100);

            drop(kafka, 100);
            RunMonitor resumed = monitor(kafka);
            assertThat(resumed.snapshot().candidates()).as("at once").isEqualTo(100);
            write(kafka, 90, 110);
            assertThat(resumed.finish(PATIENCE).candidates()).isEqualTo(110);
        }
    }

    private RunMonitor monitor(KafkaSettings kafka) {
        return new RunMonitor(
                kafka,
                new RunStatistics("run", 0),
                new StatisticsFile(directory.resolve("statistics.json")));
    }

    private static void write(KafkaSettings kafka, int from, int to) throws Exception {
        try (var producer = new KafkaProducer<>(
                kafka.producer("test"), new StringSerializer(), new AnyRecordSerializer())) {
            for (int i = from; i < to; i++) {
                Candidate candidate = Candidate.newBuilder()
                        .setId(new CandidateId("run", "generator", (long) i))
                        .setPolicyVersion(0)
                        .setBehaviourLogProb(new LogProbRecord(0.0, 0.0, 0.0, 0.0))
                        .setCrystal(new CrystalRecord(
                                229,
                                List.of(4.0, 4.0, 4.0, 90.0, 90.0, 90.0),
                                List.of(new SiteRecord("Na", "a", 0.0, 0.0, 0.0))))
                        .setSampledAt(Instant.ofEpochMilli(i))
                        .build();
                producer.send(new ProducerRecord<>(
                                Topic.CANDIDATES.topicName(),
                                0,
                                CandidateIds.text(candidate.getId()),
                                candidate))
                        .get();
            }
        }
    }

    private static void drop(KafkaSettings kafka, long below) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.deleteRecords(Map.of(
                            new TopicPartition(Topic.CANDIDATES.topicName(), 0),
                            RecordsToDelete.beforeOffset(below)))
                    .all()
                    .get();
        }
    }
}
