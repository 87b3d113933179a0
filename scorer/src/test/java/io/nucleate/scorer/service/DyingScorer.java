package io.nucleate.scorer.service;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nucleate.schemas.AnyRecordSerializer;
import io.nucleate.schemas.Host;
import io.nucleate.schemas.KafkaSettings;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;

/**
 * A scorer process that dies without warning in the middle of a batch, after it has published a
 * number of scores and before it acknowledges one.
 */
final class DyingScorer {
    private DyingScorer() {}

    /** @param args broker address, number of scores after which to die */
    public static void main(String[] args) {
        KafkaSettings kafka = new KafkaSettings(args[0]);
        int scores = Integer.parseInt(args[1]);
        KafkaProducer<String, SpecificRecord> producer =
                new KafkaProducer<>(
                        kafka.producer("dying"),
                        new StringSerializer(),
                        new AnyRecordSerializer()) {
                    private int sent;

                    @Override
                    public Future<RecordMetadata> send(
                            ProducerRecord<String, SpecificRecord> record) {
                        if (sent++ == scores) {
                            flush();
                            Runtime.getRuntime().halt(137);
                        }
                        return super.send(record);
                    }
                };
        ScorerMeters meters = new ScorerMeters(new SimpleMeterRegistry());
        CandidateHandler handler = Candidates.handler("dying", meters);
        new ScorerLoop(
                        ScorerLoopTest.shareConsumer(kafka, "dying"),
                        producer,
                        new ScoringThread(handler, Host.REAL, meters, Duration.ofMinutes(1)),
                        Host.REAL,
                        meters,
                        new Standstill(Host.REAL::nanoTime),
                        new DiscoveryLog(),
                        Audits.NONE)
                .run();
        throw new AssertionError("outlived the batch " + List.of(args));
    }
}
