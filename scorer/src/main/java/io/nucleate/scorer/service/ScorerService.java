package io.nucleate.scorer.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.nucleate.schemas.AnyRecordSerializer;
import io.nucleate.schemas.AvroSerde;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.scorer.CrystalScorer;
import io.nucleate.scorer.hull.ConvexHull;
import io.nucleate.scorer.hull.ElementalReferences;
import io.nucleate.scorer.hull.HullReference;
import io.nucleate.scorer.potential.Potentials;
import io.nucleate.scorer.price.StructurePricer;
import io.nucleate.scorer.reward.Repeats;
import io.nucleate.scorer.reward.Reward;
import io.nucleate.scorer.reward.Rewards;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.time.InstantSource;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Runs a {@link ScorerLoop} for as long as the process lives; when the loop fails, the process ends with it. */
@ApplicationScoped
public class ScorerService {
    private static final Logger LOG = Logger.getLogger(ScorerService.class);

    /** Longer than any batch, so that a stop does not cut one off. */
    private static final long STOP_MS = 10_000;

    private final ScorerSettings settings;
    private final MeterRegistry registry;

    @ConfigProperty(name = "nucleate.kafka.bootstrap-servers")
    String bootstrapServers;

    @ConfigProperty(name = "nucleate.name")
    String name;

    @ConfigProperty(name = "nucleate.device")
    String device;

    private ScorerLoop loop;
    private Thread thread;

    ScorerService(ScorerSettings settings, MeterRegistry registry) {
        this.settings = settings;
        this.registry = registry;
    }

    void start(@Observes StartupEvent event) throws IOException {
        CrystalScorer scorer = scorer();
        LOG.infof(
                "%s scores by %s with %s over %s",
                name, scorer.rewardName(), scorer.potential(), scorer.hullReference());
        KafkaSettings kafka = new KafkaSettings(bootstrapServers);
        loop = new ScorerLoop(
                new KafkaShareConsumer<>(
                        kafka.shareConsumer(name, settings.batchSize()),
                        new StringDeserializer(),
                        new ByteArrayDeserializer()),
                new KafkaProducer<String, SpecificRecord>(
                        kafka.producer(name), new StringSerializer(), new AnyRecordSerializer()),
                new CandidateDesk(scorer, AvroSerde.of(Candidate.class), name, InstantSource.system()),
                new ScorerMeters(registry));
        thread = new Thread(() -> run(scorer), "scorer");
        thread.start();
    }

    private CrystalScorer scorer() throws IOException {
        Reward reward = Rewards.named(settings.reward(), settings.ehull().toSettings());
        StructurePricer pricer = new StructurePricer(
                Potentials.load(settings.potential(), device),
                ElementalReferences.named(settings.elementalReferences()),
                new ConvexHull(HullReference.shipped()));
        return new CrystalScorer(
                settings.gates().toGates(),
                pricer,
                reward,
                new Repeats(settings.repeats().memory(), settings.repeats().factor()));
    }

    private void run(CrystalScorer scorer) {
        try (scorer) {
            loop.run();
        } catch (RuntimeException e) {
            // Whoever watches this process starts another; the candidates in hand go back to the group.
            LOG.error("scoring cannot go on", e);
            Quarkus.asyncExit(1);
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        if (loop != null) {
            loop.stop();
            thread.join(STOP_MS);
        }
    }

    /** Whether candidates are being taken. */
    boolean isScoring() {
        return thread != null && thread.isAlive();
    }
}
