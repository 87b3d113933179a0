package io.nucleate.simulation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.nucleate.crystal.Structure;
import io.nucleate.dashboard.view.RunTotals;
import io.nucleate.energy.FlatPotential;
import io.nucleate.generator.GeneratorLoop;
import io.nucleate.generator.Pace;
import io.nucleate.generator.SubstitutionSource;
import io.nucleate.learner.optimization.TrainedWeights;
import io.nucleate.learner.service.LearnerDirectory;
import io.nucleate.learner.service.LearnerLoop;
import io.nucleate.learner.service.ProgressTracker;
import io.nucleate.policy.SamplingSettings;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.reward.Gates;
import io.nucleate.reward.RewardSettings;
import io.nucleate.reward.Rewards;
import io.nucleate.schemas.Blocks;
import io.nucleate.schemas.GeneratorProgress;
import io.nucleate.schemas.LearnerProgress;
import io.nucleate.schemas.Run;
import io.nucleate.schemas.RunElite;
import io.nucleate.schemas.RunLearning;
import io.nucleate.schemas.RunRepeats;
import io.nucleate.schemas.RunSampling;
import io.nucleate.schemas.RunStatus;
import io.nucleate.schemas.Topic;
import io.nucleate.scorer.CrystalScorer;
import io.nucleate.scorer.Objective;
import io.nucleate.scorer.service.HungPotentialException;
import io.nucleate.scorer.service.Scoring;
import io.nucleate.scorer.service.ScoringRecords;
import io.nucleate.tensors.SafeTensors;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * One history of the whole loop, from one seed: a time in which everything goes wrong that can, a
 * time in which nothing does any more and the loop must go on, and an end at which everything that
 * is under way must arrive.
 */
final class Simulation implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RUN = "run";
    private static final String PREVIOUS = "checkpoint.previous.safetensors";
    private static final Duration CHAOS = Duration.ofMinutes(10);
    private static final Duration HEALING_MAX = Duration.ofMinutes(40);
    private static final Duration DRAINING_MAX = Duration.ofMinutes(20);
    /** Time after which whoever stands still must say so; health needs a minute. */
    private static final Duration REASON_MAX = Duration.ofMinutes(3);

    /** Time without a leader after which somebody looks, and does what the learner asks for. */
    private static final Duration LEADERLESS_MAX = Duration.ofMinutes(5);

    /** Each time that something comes, health waits a minute again before it says so. */
    private static final Duration UNEXPLAINED_MAX = Duration.ofSeconds(90);

    static final Objective EHULL =
            Objective.of(Gates.DEFAULT, Rewards.of("ehull", RewardSettings.DEFAULT));

    private final long seed;
    private final World world;
    private final Setting setting;
    private final List<Service> services = new ArrayList<>();
    private boolean isChaos = true;
    private RunStatus status = RunStatus.RUNNING;
    private long goesOnAt;

    /** What a seed decides beforehand. */
    private record Setting(
            int generators,
            boolean sameName,
            int scorers,
            int learners,
            boolean sharedDisk,
            boolean bucket,
            int batch,
            int aheadMax,
            int learnerBatch,
            int learnerWindow,
            int stalenessMax,
            int scorerBatch,
            int stepsMax,
            int damage,
            int hang,
            int poison,
            int retention,
            int pauses,
            boolean deterministic,
            boolean substitution) {}

    /** How a simulation ended. */
    record Result(long steps, int candidates, int versions, int restarts, long traceHash) {}

    /** A process that is started again whenever it ends. */
    private abstract class Service {
        private final String name;
        private SimulatedProcess process;
        private boolean stopped;
        private int starts;
        private int failures;

        Service(String name) {
            this.name = name;
        }

        /** Runs the service until it is stopped. */
        abstract void run(SimulatedProcess own);

        /** Asks it to end in order. */
        abstract void stopLoop();

        /** Notes why it ended. */
        void failed(RuntimeException e) {}

        /** What happens to what it leaves on the disk. */
        void died() {}

        int starts() {
            return starts;
        }

        void start() {
            if (stopped) {
                return;
            }
            starts++;
            SimulatedProcess own = world.process(name + "#" + starts);
            process = own;
            own.onDeath(() -> world.time().at(backoff(), () -> {
                if (process == own) {
                    died();
                    start();
                }
            }));
            world.time().start(own, own.name(), () -> {
                try {
                    run(own);
                    world.trace(() -> own.name() + " ended");
                } catch (RuntimeException e) {
                    failures++;
                    world.trace(() -> own.name() + " ended by " + e);
                    failed(e);
                    requireKnown(e);
                } finally {
                    if (!own.isDead()) {
                        world.kill(own);
                    }
                }
            });
        }

        /** One that ends by itself is started later each time. */
        private long backoff() {
            return 100_000_000L + world.random().nextLong(5_000_000_000L << Math.min(failures, 4));
        }

        void stop() {
            stopped = true;
            if (process != null && !process.isDead()) {
                stopLoop();
            }
        }

        boolean isUp() {
            return process != null && !process.isDead();
        }

        SimulatedProcess process() {
            return process;
        }

        Optional<String> standing() {
            return Optional.empty();
        }
    }

    /** A service may end by what its documentation names, and by nothing else. */
    private static void requireKnown(RuntimeException e) {
        String message = String.valueOf(e.getMessage());
        boolean isKnown = e instanceof KafkaException
                || e instanceof UncheckedIOException
                || e instanceof HungPotentialException
                || message.contains("another learner has taken over")
                || message.contains("another generator called")
                // One that was replaced, and has not noticed yet.
                || message.contains("it is not kept any more")
                || message.contains("candidates in a row could not be scored");
        if (!isKnown) {
            throw e;
        }
    }

    Simulation(long seed, Set<World.Flaw> flaws) {
        this.seed = seed;
        world = new World(seed, flaws);
        int batch = 1 + world.chance(6);
        int learnerBatch = 2 + world.chance(6);
        boolean deterministic = world.chance(5) == 0;
        int passedOver = world.chance(2) * world.chance(6);
        int window = learnerBatch + passedOver;
        int blocks = (Blocks.LAG + 1) * Blocks.of(window, batch).size();
        setting = new Setting(
                1 + world.chance(3) / 2,
                deterministic || world.chance(4) == 0,
                1 + world.chance(3),
                1 + world.chance(3) / 2,
                world.chance(2) == 0,
                world.chance(3) == 0,
                batch,
                (deterministic ? blocks : window - 1) + batch + world.chance(16),
                learnerBatch,
                window,
                (deterministic ? Blocks.LAG : 0) + world.chance(4),
                1 + world.chance(8),
                400 + world.chance(4000),
                world.chance(4),
                world.chance(3) == 0 ? 60 : 0,
                world.chance(3),
                // In a deterministic run each candidate is awaited.
                deterministic ? 1 : world.chance(4),
                world.chance(3),
                deterministic,
                world.chance(3) == 0);
    }

    /**
     * Runs to the end.
     *
     * @throws Ledger.Violation where an invariant does not hold
     */
    Result run() {
        for (int i = 0; i < setting.generators(); i++) {
            // Two of one name end each other; two of different names share the work.
            services.add(new Generator("generator" + i, "name" + (setting.sameName() ? 0 : i)));
        }
        for (int i = 0; i < setting.scorers(); i++) {
            services.add(new Scorer("scorer" + i));
        }
        for (int i = 0; i < setting.learners(); i++) {
            services.add(new Trainer(
                    "learner" + i,
                    setting.sharedDisk() && i > 0
                            ? ((Trainer) services.get(services.size() - 1)).disk
                            : new SimulatedStorage.Disk("disk" + i, setting.bucket())));
        }
        Dashboard dashboard = new Dashboard();
        services.add(dashboard);
        world.trace(() -> "seed " + seed + ": " + setting);
        world.faults(new World.Faults(
                150 + world.chance(400), 300 + world.chance(400), Duration.ofMinutes(2)));
        services.forEach(Service::start);
        chaos();
        heal();
        drain(dashboard);
        return new Result(
                world.time().steps(),
                world.ledger().published(),
                world.ledger().newest() + 1,
                services.stream().mapToInt(Service::starts).sum() - services.size(),
                world.traceHash());
    }

    private void chaos() {
        while (world.time().now() < CHAOS.toNanos() && world.time().steps() < setting.stepsMax()) {
            world.time().sleep(1 + world.random().nextLong(4_000_000_000L));
            requireReasons();
            switch (world.chance(8)) {
                case 0 -> compact();
                case 1 -> retain();
                case 2 -> poison();
                case 3 -> pause();
                default -> {
                    // Time passes.
                }
            }
        }
    }

    private void compact() {
        world.topics().logs(Topic.POLICY_WEIGHTS.topicName()).forEach(log -> world.topics()
                .compact(log, world.chance(8)));
        world.topics().logs(Topic.LEARNER_PROGRESS.topicName()).forEach(log -> world.topics()
                .compact(log, world.chance(8)));
    }

    /** A disk that is small: the oldest candidates go, whether or not they were scored. */
    private void retain() {
        if (setting.retention() == 0) {
            for (SimulatedTopics.Log log : world.topics().logs(Topic.CANDIDATES.topicName())) {
                long kept = 4L + world.chance(20);
                world.topics().deleteBefore(log, log.stableEnd() - kept);
            }
        }
    }

    private void poison() {
        if (setting.poison() != 0) {
            return;
        }
        List<String> ids = world.ledger().publishedIds();
        String id = ids.isEmpty() ? null : ids.get(world.chance(ids.size()));
        byte[] garbage = {1, 2, 3};
        switch (world.chance(6)) {
            case 0 -> append(Topic.CANDIDATES, "poison", garbage);
            case 1 -> append(Topic.CANDIDATES, null, null);
            case 2 -> append(Topic.SCORED, id, garbage);
            case 3 -> append(Topic.SCORED, id, null);
            case 4 -> append(Topic.REJECTED, "poison", garbage);
            default -> append(Topic.POLICY_WEIGHTS, "poison", garbage);
        }
    }

    /** Somebody pauses the run, or resumes it. */
    private void pause() {
        if (setting.pauses() == 0) {
            status = status == RunStatus.PAUSED ? RunStatus.RUNNING : RunStatus.PAUSED;
            goesOnAt = world.time().now();
            world.trace(() -> "the run is " + status);
        }
    }

    private void append(Topic topic, String key, byte[] value) {
        TopicPartition partition = world.topics().partitionOf(topic.topicName(), key);
        world.topics().append(partition, key, value, null);
    }

    /** Nothing goes wrong any more: the loop must make versions again. */
    private void heal() {
        isChaos = false;
        status = RunStatus.RUNNING;
        goesOnAt = world.time().now();
        world.faults(World.Faults.NONE);
        world.trace(() -> "from now on nothing goes wrong");
        int versions = world.ledger().newest() + 3;
        await(HEALING_MAX, "the loop goes on", () -> world.ledger().newest() >= versions);
    }

    /** No more candidates: those that are under way must arrive, and all must agree. */
    private void drain(Dashboard dashboard) {
        world.trace(() -> "the generators stop");
        services.stream().filter(Generator.class::isInstance).forEach(Service::stop);
        await(
                DRAINING_MAX,
                "everything that is under way arrives",
                () -> world.group().isDrained()
                        && world.ledger().open().isEmpty()
                        && services.stream()
                                .noneMatch(
                                        service -> service instanceof Generator && service.isUp())
                        && hasSeenAll());
        await(
                Duration.ofMinutes(2),
                "the learner's count is the dashboard's",
                () -> counted(dashboard) == world.ledger().counted());
        await(DRAINING_MAX, "the learner counts every candidate", this::learnerCountsAll);
        await(
                Duration.ofMinutes(2),
                "the dashboard counts every candidate once",
                () -> countsSampled(dashboard));
    }

    /**
     * Candidates of which something came only when they were lost count as lost. Those of a
     * deterministic run's last block wait for the rest of it, which never comes; and what names no
     * candidate has no place in its order.
     */
    private boolean learnerCountsAll() {
        LearnerProgress report = world.ledger().progress().orElseThrow();
        return report.getCandidatesAccounted() + report.getLost()
                >= (setting.deterministic()
                                ? world.ledger().outcomes()
                                : world.ledger().counted())
                        - inUnfinishedBlock();
    }

    private long inUnfinishedBlock() {
        return Blocks.of(record())
                .map(blocks -> (long) world.ledger().published() % blocks.size())
                .orElse(0L);
    }

    /** It may have begun anew, when the oldest candidates were deleted. */
    private boolean countsSampled(Dashboard dashboard) {
        long sampled = dashboard.dashboard.totals(RUN).sampling().candidates();
        int published = world.ledger().published();
        return sampled <= published && sampled >= published - world.ledger().deletedCandidates();
    }

    private static long counted(Dashboard dashboard) {
        RunTotals totals = dashboard.dashboard.totals(RUN);
        return totals.scoring().crystals() + totals.rejectedCount();
    }

    /** Returns whether every candidate that has an outcome is accounted for. */
    private boolean hasSeenAll() {
        return world.ledger().publishedIds().stream()
                .limit(world.ledger().published() - inUnfinishedBlock())
                .filter(world.ledger()::hasOutcome)
                .allMatch(this::hasSeen);
    }

    private boolean hasSeen(String id) {
        int slash = id.lastIndexOf('/');
        long sequence = Long.parseLong(id.substring(slash + 1));
        GeneratorProgress seen =
                world.ledger().seen().get(id.substring(id.indexOf('/') + 1, slash));
        return seen != null
                && (sequence < seen.getBelow()
                        || seen.getAbove().stream()
                                .anyMatch(interval -> sequence >= interval.getFirst()
                                        && sequence <= interval.getLast()));
    }

    private void require(boolean holds, String invariant, String what) {
        world.ledger().require(holds, invariant, what);
    }

    private void await(Duration patience, String invariant, BooleanSupplier condition) {
        long until = world.time().now() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (world.time().now() > until) {
                require(false, invariant, state());
            }
            world.time().sleep(500_000_000);
            requireReasons();
        }
    }

    /** Whoever makes no candidates says why, or waits for the first weights. */
    private void requireReasons() {
        world.violation().ifPresent(violation -> {
            throw violation;
        });
        for (Service service : services) {
            if (service instanceof Generator generator && generator.isUp() && !service.stopped) {
                long now = world.time().now();
                long since = Math.max(
                        generator.process().liveSince(),
                        world.ledger().publishedAt(generator.generator));
                boolean isExplained = status == RunStatus.PAUSED
                        || now - Math.max(since, goesOnAt) < REASON_MAX.toNanos()
                        || generator.isWaiting()
                        || generator.standing().isPresent();
                if (isExplained) {
                    generator.explainedAt = now;
                }
                require(
                        now - Math.max(generator.process().liveSince(), generator.explainedAt)
                                < UNEXPLAINED_MAX.toNanos(),
                        "the loop never stands still without a reason",
                        generator.process().name() + " has made no candidate since " + since * 1e-9
                                + " s; " + state());
            }
        }
    }

    private String state() {
        StringBuilder state = new StringBuilder("not within the patience: ");
        state.append(world.ledger().published())
                .append(" published, ")
                .append(world.ledger().outcomes())
                .append(" with an outcome, ")
                .append(world.ledger().lostByBroker())
                .append(" lost by the broker, open ")
                .append(world.ledger().open())
                .append(", version ")
                .append(world.ledger().newest())
                .append(", group drained ")
                .append(world.group().isDrained())
                .append(", the dashboard counts ")
                .append(services.stream()
                        .filter(Dashboard.class::isInstance)
                        .mapToLong(service -> counted((Dashboard) service))
                        .sum())
                .append(" of ")
                .append(world.ledger().counted())
                .append(", progress ")
                .append(world.ledger().progress());
        services.forEach(service -> state.append("; ")
                .append(service.name)
                .append(service.isUp() ? " up" : " down")
                .append(service.standing().map(why -> " stands still: " + why).orElse("")));
        return state.toString();
    }

    /** The record of the run. */
    private Run record() {
        return record(
                seed,
                setting.deterministic(),
                new RunSampling(
                        1.0,
                        1.0,
                        null,
                        null,
                        null,
                        1.0,
                        setting.batch(),
                        setting.aheadMax(),
                        setting.substitution()
                                ? List.of("policy", "substitution")
                                : List.of("policy"),
                        0.3),
                new RunLearning(
                        "nucleate",
                        setting.learnerBatch(),
                        1,
                        1e-3,
                        0.2,
                        1.0,
                        0.05,
                        setting.stalenessMax(),
                        2.0,
                        0.99,
                        10.0,
                        new RunRepeats(100, 0.5),
                        setting.learnerWindow(),
                        "variance",
                        new RunElite(5, 0.5, 0.1),
                        "sites",
                        1.0,
                        3.0,
                        5.0));
    }

    /** Returns the record of a run that is paid by a potential without differences. */
    static Run record(
            long seed, boolean isDeterministic, RunSampling sampling, RunLearning learning) {
        return new Run(
                RUN,
                RunStatus.RUNNING,
                "ehull",
                "",
                seed,
                isDeterministic,
                sampling,
                learning,
                ScoringRecords.standard(),
                "flat-1",
                "test@1",
                "",
                "code",
                Instant.EPOCH,
                Instant.EPOCH);
    }

    private final class Generator extends Service {
        private final String generator;
        private GeneratorLoop loop;
        private long explainedAt;

        Generator(String name, String generator) {
            super(name);
            this.generator = generator;
        }

        @Override
        void run(SimulatedProcess own) {
            boolean isSilent = world.has(World.Flaw.STANDS_STILL_SILENTLY);
            Duration lostAfter = isSilent || world.has(World.Flaw.NEVER_GIVES_UP)
                    ? Duration.ofDays(1)
                    : Duration.ofMinutes(4);
            Duration standingAfter = isSilent ? Duration.ofDays(1) : Duration.ofSeconds(60);
            loop = new GeneratorLoop(
                    new GeneratorLoop.Identity(RUN, generator, seed, "settings", "code"),
                    () -> status,
                    SamplingSettings.DEFAULT,
                    SubstitutionSource.of(record().getSampling(), Constraints.NONE),
                    SimulatedPolicy.sampler(world),
                    Blocks.of(record()),
                    new SimulatedKafka(world, own),
                    new Pace.Settings(
                            setting.batch(), setting.aheadMax(), lostAfter, standingAfter),
                    new SimulatedHost(world.time(), own),
                    new CompositeMeterRegistry());
            loop.run();
        }

        @Override
        void stopLoop() {
            if (loop != null) {
                loop.stop();
            }
        }

        boolean isWaiting() {
            return loop == null || loop.version() < 0;
        }

        @Override
        Optional<String> standing() {
            return loop == null ? Optional.empty() : loop.standing();
        }
    }

    private final class Scorer extends Service {
        private Scoring scoring;

        Scorer(String name) {
            super(name);
        }

        @Override
        void run(SimulatedProcess own) {
            FlatPotential potential = new FlatPotential(-1, this::work);
            scoring = new Scoring(
                    new SimulatedKafka(world, own),
                    new SimulatedHost(world.time(), own),
                    own.name(),
                    Scoring.Tools.of(new CrystalScorer(potential.calculator())),
                    run -> io.nucleate.crystal.Result.success(EHULL),
                    new Scoring.Limits(setting.scorerBatch(), Duration.ofSeconds(90)),
                    new CompositeMeterRegistry());
            scoring.run();
        }

        /** The potential works, slowly at times, and hangs at times. */
        private void work(List<Structure> structures) {
            if (isChaos && setting.hang() > 0 && world.chance(setting.hang()) == 0) {
                world.trace(() -> "the potential of " + process().name() + " hangs");
                world.time().sleep(Duration.ofDays(1).toNanos());
            }
            for (int i = 0; i < structures.size(); i++) {
                world.time().sleep(5 * world.latency());
            }
        }

        @Override
        void stopLoop() {
            if (scoring != null) {
                scoring.stop();
            }
        }
    }

    private final class Trainer extends Service {
        private final SimulatedStorage.Disk disk;
        private boolean isUnreadable;
        private boolean isReplaced;
        private LearnerLoop loop;

        Trainer(String name, SimulatedStorage.Disk disk) {
            super(name);
            this.disk = disk;
        }

        @Override
        void run(SimulatedProcess own) {
            SimulatedKafka kafka = new SimulatedKafka(world, own);
            SimulatedHost host = new SimulatedHost(world.time(), own);
            prepare();
            loop = new LearnerLoop(
                    record(),
                    () -> status,
                    new LearnerDirectory(new SimulatedStorage(world, own, disk), RUN),
                    SimulatedPolicy.training(world),
                    host,
                    kafka,
                    kafka.connectConsumer(own.name()),
                    new ProgressTracker(
                            RUN,
                            setting.learnerWindow(),
                            Duration.ofSeconds(60),
                            1000,
                            host.instant()),
                    new CompositeMeterRegistry());
            loop.run();
        }

        /** A new directory has the policy that the run starts from. */
        private void prepare() {
            if (disk.get(TrainedWeights.PRETRAINED).isEmpty()) {
                disk.put(TrainedWeights.PRETRAINED, SimulatedPolicy.initial().toBytes());
            }
            if (world.has(World.Flaw.SEEN_FORGOTTEN)) {
                falsify(state -> {
                    state.putObject("offsets");
                    state.get("seen").forEach(seen -> {
                        ObjectNode source = (ObjectNode) seen;
                        source.put("below", Math.max(0, source.get("below").asLong() - 6));
                        source.putArray("above");
                    });
                });
            }
            if (world.has(World.Flaw.VERSIONS_SKIPPED)) {
                falsify(state -> state.put("version", state.get("version").asInt() + 2));
            }
        }

        /** Also without the checksum, as releases before it wrote states. */
        private void falsify(Consumer<ObjectNode> change) {
            disk.get(TrainedWeights.CHECKPOINT).ifPresent(bytes -> {
                SafeTensors state = SafeTensors.parse(bytes);
                Map<String, String> metadata = new TreeMap<>(state.metadata());
                metadata.remove("sha256");
                try {
                    ObjectNode learner = (ObjectNode) JSON.readTree(metadata.get("learner"));
                    change.accept(learner);
                    metadata.put("learner", JSON.writeValueAsString(learner));
                } catch (JsonProcessingException e) {
                    throw new IllegalStateException(e);
                }
                disk.put(
                        TrainedWeights.CHECKPOINT,
                        new SafeTensors(metadata, state.tensors()).toBytes());
            });
        }

        @Override
        void failed(RuntimeException e) {
            String message = String.valueOf(e.getMessage());
            isUnreadable = message.contains("move both away");
            isReplaced = message.contains("move the files there away");
        }

        @Override
        void died() {
            if (isChaos && setting.damage() != 0 && world.chance(6) == 0) {
                damage();
            } else if (isUnreadable) {
                world.trace(() -> "somebody moves the damaged states of " + disk.name() + " away");
                disk.delete(TrainedWeights.CHECKPOINT);
                disk.delete(PREVIOUS);
            } else if (isReplaced && world.ledger().sinceReport() > LEADERLESS_MAX.toNanos()) {
                world.trace(
                        () -> "nobody leads: somebody moves the files of " + disk.name() + " away");
                disk.clear();
            }
        }

        private void damage() {
            switch (world.chance(4)) {
                case 0 -> {
                    world.trace(() -> disk.name() + " is lost");
                    disk.clear();
                }
                case 1 -> {
                    world.trace(() -> disk.name() + " loses its newest state");
                    disk.get(PREVIOUS)
                            .ifPresent(state -> disk.put(TrainedWeights.CHECKPOINT, state));
                }
                case 2 -> {
                    world.trace(() -> disk.name() + " loses its states");
                    disk.delete(TrainedWeights.CHECKPOINT);
                    disk.delete(PREVIOUS);
                }
                default -> {
                    world.trace(() -> disk.name() + " has a damaged state");
                    disk.get(TrainedWeights.CHECKPOINT).ifPresent(state -> {
                        byte[] damaged = state.clone();
                        damaged[damaged.length - 1 - world.chance(damaged.length / 2)] ^= 1;
                        disk.put(TrainedWeights.CHECKPOINT, damaged);
                    });
                }
            }
        }

        @Override
        void stopLoop() {
            if (loop != null) {
                loop.stop();
            }
        }

        @Override
        Optional<String> standing() {
            return loop == null ? Optional.empty() : loop.standing();
        }
    }

    private final class Dashboard extends Service {
        private SimulatedDashboard dashboard = new SimulatedDashboard();

        Dashboard() {
            super("dashboard");
        }

        @Override
        void run(SimulatedProcess own) {
            dashboard.close();
            dashboard = new SimulatedDashboard();
            dashboard.run(new SimulatedKafka(world, own).connectConsumer(own.name()), this::times);
        }

        private int times() {
            if (world.has(World.Flaw.DASHBOARD_READS_TWICE)) {
                return 2;
            }
            return world.has(World.Flaw.DASHBOARD_MISSES) && world.chance(50) == 0 ? 0 : 1;
        }

        @Override
        void stopLoop() {
            dashboard.stop();
        }
    }

    /** Returns the first violation of an invariant. */
    Optional<Ledger.Violation> violation() {
        return world.violation();
    }

    /** Returns what happened last, and how to see it again. */
    String report() {
        return String.join("\n", world.lastSteps()) + "\nrepeat it with: tools/simulate.sh --seed "
                + seed;
    }

    @Override
    public void close() {
        world.close();
        services.forEach(service -> {
            if (service instanceof Dashboard dashboard) {
                dashboard.dashboard.close();
            }
        });
    }
}
