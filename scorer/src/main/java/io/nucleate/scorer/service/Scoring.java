package io.nucleate.scorer.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.nucleate.schemas.AnyRecordSerializer;
import io.nucleate.schemas.AvroSerde;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.Host;
import io.nucleate.schemas.KafkaClients;
import io.nucleate.scorer.CrystalScorer;
import io.nucleate.scorer.KnownCrystals;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/**
 * Runs one scorer: two lanes ({@link ScorerLoop}) that share a potential. While the potential works
 * for one lane, the other publishes, acknowledges and fetches, so the potential never waits for the
 * broker. Each lane has at most one batch in hand.
 */
public final class Scoring implements Runnable {
    private static final int LANES = 2;

    private final List<ScorerLoop> lanes;
    private final ScoringThread scoringThread;
    private final Producer<String, SpecificRecord> producer;
    private final String name;
    private final Host host;
    private final Standstill standstill;

    /**
     * What a scorer works with. The caller closes it.
     *
     * @param scorer scores candidates
     * @param auditor relaxes and judges those that are audited; used by the thread that uses the
     *     scorer; empty for no audits
     * @param known recognises known materials
     * @param discoveries decides which scores add a phase to the living hull
     */
    public record Tools(
            CrystalScorer scorer,
            Optional<CrystalScorer> auditor,
            KnownCrystals known,
            Discoveries discoveries) {
        /** A scorer alone. */
        public static Tools of(CrystalScorer scorer) {
            return new Tools(scorer, Optional.empty(), KnownCrystals.NONE, Discoveries.NONE);
        }
    }

    /**
     * The limits of a call of the potential.
     *
     * @param batchSize largest number of candidates
     * @param deadline time after which the potential is taken to hang
     */
    public record Limits(int batchSize, Duration deadline) {
        public Limits {
            if (batchSize < 1 || deadline.isNegative() || deadline.isZero()) {
                throw new IllegalArgumentException("batch size and deadline must be positive, not "
                        + batchSize + " and " + deadline
                        + "; see nucleate.scorer.batch-size and nucleate.scorer.deadline");
            }
        }
    }

    /**
     * @param name name of the scorer
     * @param tools what it works with; the caller closes them
     * @param objectives what each run asks of scores
     */
    public Scoring(
            KafkaClients kafka,
            String name,
            Tools tools,
            Objectives objectives,
            Limits limits,
            MeterRegistry registry) {
        this(kafka, Host.REAL, name, tools, objectives, limits, registry);
    }

    /** @param host gives time and threads */
    public Scoring(
            KafkaClients kafka,
            Host host,
            String name,
            Tools tools,
            Objectives objectives,
            Limits limits,
            MeterRegistry registry) {
        this.name = name;
        this.host = host;
        ScorerMeters meters = new ScorerMeters(registry);
        ScoreRecords records = new ScoreRecords(name, tools.scorer(), tools.known());
        CandidateHandler handler = new CandidateHandler(
                tools.scorer(),
                objectives,
                AvroSerde.of(Candidate.class),
                records,
                host,
                meters,
                tools.discoveries());
        standstill = new Standstill(host::nanoTime);
        scoringThread = new ScoringThread(handler, host, meters, limits.deadline());
        producer = kafka.connectProducer(name, new AnyRecordSerializer());
        DiscoveryLog kept = new DiscoveryLog();
        Audits audits = new Audits(tools.auditor(), records, host, producer);
        lanes = IntStream.range(0, LANES)
                .mapToObj(lane -> new ScorerLoop(
                        kafka.connectShareConsumer(name + "-" + lane, limits.batchSize()),
                        producer,
                        scoringThread,
                        host,
                        meters,
                        standstill,
                        kept,
                        audits))
                .toList();
    }

    /** Returns the time since the last turn of the lane that is behind. */
    public Duration silence() {
        return lanes.stream()
                .map(ScorerLoop::silence)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** Returns why no candidates are taken; empty while they are. */
    public Optional<String> standing() {
        return standstill.reason();
    }

    /** Ends {@link #run} after the batches in hand. Any thread may call it. */
    public void stop() {
        lanes.forEach(ScorerLoop::stop);
    }

    /**
     * Scores until it is stopped. It can be called once.
     *
     * @throws HungPotentialException if the potential did not return in time; then the process must
     *     be halted
     * @throws KafkaException if Kafka fails; candidates that were not acknowledged go back
     * @throws IllegalStateException if scoring cannot go on; candidates that were not acknowledged
     *     go back
     */
    @Override
    public void run() {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        ExecutorService threads = host.threads(name, LANES, false);
        try (producer;
                scoringThread) {
            lanes.forEach(lane -> threads.execute(() -> run(lane, failure)));
            threads.shutdown();
            awaitEnd(threads);
        } catch (HungPotentialException e) {
            if (failure.get() != null) {
                e.addSuppressed(failure.get());
            }
            throw e;
        }
        if (failure.get() != null) {
            throw failure.get() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException("a lane of the scorer broke", failure.get());
        }
    }

    /** Waits for the lanes. An interrupt stops them, and they still end in order. */
    private void awaitEnd(ExecutorService threads) {
        boolean interrupted = false;
        while (!threads.isTerminated()) {
            try {
                threads.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
                stop();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Runs a lane. When it ends, the other lane ends too. The first failure is the cause, unless
     * the potential has hung, of which {@link ScoringThread#close} tells.
     */
    private void run(ScorerLoop lane, AtomicReference<Throwable> failure) {
        try {
            lane.run();
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
        } finally {
            stop();
        }
    }
}
