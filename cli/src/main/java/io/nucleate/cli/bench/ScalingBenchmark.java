package io.nucleate.cli.bench;

import com.sun.management.OperatingSystemMXBean;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nucleate.crystal.Result;
import io.nucleate.energy.EnergyCalculator;
import io.nucleate.energy.hull.ConvexHull;
import io.nucleate.energy.hull.ElementalReferences;
import io.nucleate.energy.hull.HullReference;
import io.nucleate.local.Commands;
import io.nucleate.local.DataDir;
import io.nucleate.local.Installation;
import io.nucleate.local.Ports;
import io.nucleate.local.Supervisor;
import io.nucleate.local.SystemException;
import io.nucleate.reward.Gates;
import io.nucleate.reward.RewardSettings;
import io.nucleate.reward.Rewards;
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
import io.nucleate.scorer.CrystalScorer;
import io.nucleate.scorer.Objective;
import io.nucleate.scorer.service.Scoring;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Measures how well any number of scorers share one broker. Scorers, clients and broker are the
 * real ones; only the potential is simulated: it sleeps as long as a GPU would work on a batch. The
 * candidates lie ready, so that nothing waits for a generator.
 */
public final class ScalingBenchmark {
    private static final String RATE = "scaling.candidatesPerSecond";
    private static final String BUSY_TIMER = "nucleate.scorer.pricing";
    private static final HullReference HULL = HullReference.shipped();
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(20);
    /** Longer than compiling takes, and than the group takes to give each member its partitions. */
    private static final Duration SETTLING = Duration.ofSeconds(5);

    /** For which candidates lie ready too: for the slowest to start, all are waited for. */
    private static final Duration STARTING = Duration.ofSeconds(10);

    private final Settings settings;
    private final OperatingSystemMXBean self =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private long sequence;

    /**
     * @param scorers how many at a time, in the order in which they are tried
     * @param batchSize most candidates in one call of the potential
     * @param callTime how long each call takes
     * @param window over which throughput is measured, after {@link #SETTLING}
     */
    public record Settings(
            List<Integer> scorers, int batchSize, Duration callTime, Duration window) {
        double perfectRate(int count) {
            return count * batchSize / (callTime.toNanos() * 1e-9);
        }
    }

    /** The counts up to a moment. */
    private record Reading(
            long nanos,
            double scored,
            long calls,
            double busySeconds,
            Duration brokerCpu,
            Duration scorersCpu) {}

    public ScalingBenchmark(Settings settings) {
        this.settings = settings;
    }

    /** {@code scaling.*} of the command line's contract; maps by number of scorers. */
    public Map<String, Object> run() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("nucleate-scaling");
        Supervisor supervisor = new Supervisor(notice -> {});
        try (DataDir dataDir = DataDir.open(directory)) {
            int port = Ports.firstFree(19_092);
            supervisor.start(new Commands(Installation.find(), dataDir).broker(port));
            try {
                awaitBroker(supervisor, port);
                KafkaSettings kafka = new KafkaSettings("127.0.0.1:" + port);
                TopicAdmin.ensure(kafka, 1);
                return run(kafka, ProcessHandle.of(supervisor.pids().get(0)).orElseThrow());
            } finally {
                supervisor.stop(STOP, "broker");
            }
        } finally {
            delete(directory);
        }
    }

    private static void awaitBroker(Supervisor supervisor, int port) throws InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        while (!Ports.answers(port)) {
            if (!supervisor.isAlive("broker") || System.nanoTime() - deadline > 0) {
                throw new SystemException("the broker of the benchmark did not start");
            }
            Thread.sleep(50);
        }
    }

    private Map<String, Object> run(KafkaSettings kafka, ProcessHandle broker)
            throws InterruptedException {
        Map<String, Map<Integer, Double>> byCount = new LinkedHashMap<>();
        for (int count : settings.scorers()) {
            Reading[] readings = measure(kafka, broker, count);
            figures(count, readings[0], readings[1])
                    .forEach((figure, value) -> byCount.computeIfAbsent(
                                    figure, name -> new LinkedHashMap<>())
                            .put(count, value));
        }
        Map<Integer, Double> rates = byCount.get(RATE);
        int first = settings.scorers().get(0);
        Map<Integer, Double> efficiency = new LinkedHashMap<>();
        rates.forEach((count, rate) ->
                efficiency.put(count, round(rate / count / (rates.get(first) / first))));
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("scaling.batchSize", settings.batchSize());
        report.put("scaling.secondsPerCall", settings.callTime().toMillis() / 1000.0);
        report.put("scaling.processors", Runtime.getRuntime().availableProcessors());
        report.put("scaling.efficiency", efficiency);
        report.putAll(byCount);
        return report;
    }

    private static Map<String, Double> figures(int count, Reading before, Reading after) {
        double seconds = (after.nanos - before.nanos) * 1e-9;
        double scored = after.scored - before.scored;
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put(RATE, round(scored / seconds));
        figures.put("scaling.candidatesPerCall", round(scored / (after.calls - before.calls)));
        figures.put(
                "scaling.potentialBusy",
                round((after.busySeconds - before.busySeconds) / (count * seconds)));
        figures.put(
                "scaling.brokerProcessors", processors(before.brokerCpu, after.brokerCpu, seconds));
        figures.put(
                "scaling.scorersProcessors",
                processors(before.scorersCpu, after.scorersCpu, seconds));
        return figures;
    }

    private Reading[] measure(KafkaSettings kafka, ProcessHandle broker, int count)
            throws InterruptedException {
        double seconds = STARTING.plus(SETTLING).plus(settings.window()).toNanos() * 1e-9;
        publish(kafka, (int) Math.ceil(settings.perfectRate(count) * seconds));
        List<MeterRegistry> registries = new ArrayList<>();
        List<Scoring> scorers = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            registries.add(new SimpleMeterRegistry());
            scorers.add(scoring(kafka, "scorer-" + i, registries.get(i)));
            threads.add(new Thread(scorers.get(i), "scorer-" + i));
        }
        threads.forEach(Thread::start);
        awaitAllAtWork(registries);
        Thread.sleep(SETTLING.toMillis());
        Reading before = read(registries, broker);
        Thread.sleep(settings.window().toMillis());
        Reading after = read(registries, broker);
        scorers.forEach(Scoring::stop);
        for (Thread thread : threads) {
            thread.join(STOP.toMillis());
        }
        return new Reading[] {before, after};
    }

    private static void awaitAllAtWork(List<MeterRegistry> registries) throws InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        while (registries.stream().anyMatch(registry -> scored(registry) == 0)) {
            if (System.nanoTime() - deadline > 0) {
                throw new SystemException(
                        "not every scorer got candidates within " + START.toSeconds() + " s");
            }
            Thread.sleep(50);
        }
    }

    private Reading read(List<MeterRegistry> registries, ProcessHandle broker) {
        return new Reading(
                System.nanoTime(),
                registries.stream().mapToDouble(ScalingBenchmark::scored).sum(),
                registries.stream()
                        .mapToLong(registry -> registry.timer(BUSY_TIMER).count())
                        .sum(),
                registries.stream()
                        .mapToDouble(
                                registry -> registry.timer(BUSY_TIMER).totalTime(TimeUnit.SECONDS))
                        .sum(),
                broker.info().totalCpuDuration().orElse(Duration.ZERO),
                Duration.ofNanos(self.getProcessCpuTime()));
    }

    private static double scored(MeterRegistry registry) {
        return registry.counter("nucleate.scorer.scored").count();
    }

    private Scoring scoring(KafkaSettings kafka, String name, MeterRegistry registry) {
        EnergyCalculator calculator = new EnergyCalculator(
                new SleepingPotential(settings.callTime()),
                ElementalReferences.named("mp"),
                new ConvexHull(HULL));
        Objective objective =
                Objective.of(Gates.DEFAULT, Rewards.of("ehull", RewardSettings.DEFAULT));
        return new Scoring(
                kafka,
                name,
                Scoring.Tools.of(new CrystalScorer(calculator)),
                run -> Result.success(objective),
                new Scoring.Limits(settings.batchSize(), Duration.ofMinutes(1)),
                registry);
    }

    private void publish(KafkaSettings kafka, int count) throws InterruptedException {
        CrystalRecord rockSalt = new CrystalRecord(
                225,
                List.of(5.64, 5.64, 5.64, 90.0, 90.0, 90.0),
                List.of(
                        new SiteRecord("Na", "a", 0.0, 0.0, 0.0),
                        new SiteRecord("Cl", "b", 0.5, 0.5, 0.5)));
        try (var producer = new KafkaProducer<>(
                kafka.producer("bench"), new StringSerializer(), new AnyRecordSerializer())) {
            List<Future<?>> sent = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                CandidateId id = new CandidateId("bench", "bench", sequence++);
                Candidate candidate = Candidate.newBuilder()
                        .setId(id)
                        .setPolicyVersion(0)
                        .setBehaviourLogProb(new LogProbRecord(0.0, 0.0, 0.0, 0.0))
                        .setCrystal(rockSalt)
                        .setSampledAt(Instant.EPOCH)
                        .build();
                sent.add(producer.send(new ProducerRecord<>(
                        Topic.CANDIDATES.topicName(), CandidateIds.text(id), candidate)));
            }
            for (Future<?> each : sent) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker took no candidates", e);
        }
    }

    private static double processors(Duration before, Duration after, double seconds) {
        return round(after.minus(before).toNanos() * 1e-9 / seconds);
    }

    private static double round(double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
