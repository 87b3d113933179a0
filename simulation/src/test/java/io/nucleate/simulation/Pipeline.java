package io.nucleate.simulation;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.nucleate.crystal.Result;
import io.nucleate.energy.FlatPotential;
import io.nucleate.generator.GeneratorLoop;
import io.nucleate.generator.Pace;
import io.nucleate.generator.SubstitutionSource;
import io.nucleate.learner.optimization.TrainedWeights;
import io.nucleate.learner.service.LearnerDirectory;
import io.nucleate.learner.service.LearnerLoop;
import io.nucleate.learner.service.LearningRecords;
import io.nucleate.learner.service.ProgressTracker;
import io.nucleate.policy.SamplingSettings;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.schemas.PolicyUpdate;
import io.nucleate.schemas.Run;
import io.nucleate.schemas.RunLearning;
import io.nucleate.schemas.RunSampling;
import io.nucleate.schemas.RunStatus;
import io.nucleate.scorer.CrystalScorer;
import io.nucleate.scorer.service.Scoring;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The loop with nothing going wrong, where sampling, scoring and learning take stated times: how
 * many crystals it learns from in a second, and how old they are. Generator, scorers and learner
 * are the real ones with their pacing, in virtual time, each on a device of its own.
 */
final class Pipeline implements AutoCloseable {
    private static final Duration LATENCY = Duration.ofMillis(2);
    private static final Duration LONG = Duration.ofDays(10);
    private static final long LOOK_NANOS = 100_000_000;

    private final World world;
    private final Setup setup;
    private final Run record;
    private final Map<Stage, Long> busyNanos = new EnumMap<>(Stage.class);

    /** What devices do. */
    private enum Stage {
        SAMPLING,
        SCORING,
        LEARNING
    }

    /**
     * How long a device works on some crystals.
     *
     * @param fixedSeconds of each call
     * @param secondsPerCrystal in addition
     */
    record Work(double fixedSeconds, double secondsPerCrystal) {
        double seconds(int crystals) {
            return fixedSeconds + crystals * secondsPerCrystal;
        }
    }

    /**
     * A loop.
     *
     * @param scorers devices that score
     * @param scoringBatch largest number of crystals in a call of a scorer
     * @param samplingBatch setting {@code sampling.batchSize} of the run
     * @param aheadMax setting {@code sampling.aheadMax}
     * @param learningBatch setting {@code learning.batchSize}
     * @param stalenessMax setting {@code learning.stalenessMax}
     * @param warmUp versions before measuring begins
     * @param versions that are measured
     */
    record Setup(
            long seed,
            Work sampling,
            Work scoring,
            Work learning,
            int scorers,
            int scoringBatch,
            int samplingBatch,
            int aheadMax,
            int learningBatch,
            int stalenessMax,
            int warmUp,
            int versions) {
        /** Time in which a version must have been made: that of all work, done one by one. */
        private double patienceSeconds() {
            return 60
                    + 2
                            * (aheadMax + learningBatch)
                            * (sampling.seconds(1) + scoring.seconds(1) + learning.seconds(1));
        }
    }

    /**
     * What was measured.
     *
     * @param seconds of virtual time
     * @param crystalsPerSecond that were learned from
     * @param staleness mean age of these, in versions
     * @param stalenessMost largest mean age of a batch
     * @param dropped share of what was scored that was too old
     * @param samplingBusy share of the time in which the sampling device worked
     * @param scoringBusy the same, mean over the scorers
     * @param learningBusy the same
     */
    record Measured(
            double seconds,
            double crystalsPerSecond,
            double staleness,
            double stalenessMost,
            double dropped,
            double samplingBusy,
            double scoringBusy,
            double learningBusy) {}

    Pipeline(Setup setup) {
        this.setup = setup;
        world = World.calm(setup.seed(), LATENCY);
        RunLearning learning = LearningRecords.standard();
        learning.setBatchSize(setup.learningBatch());
        learning.setStalenessMax(setup.stalenessMax());
        RunSampling sampling = new RunSampling(
                1.0,
                1.0,
                null,
                null,
                null,
                1.0,
                setup.samplingBatch(),
                setup.aheadMax(),
                List.of("policy"),
                0.0);
        record = Simulation.record(setup.seed(), false, sampling, learning);
        for (Stage stage : Stage.values()) {
            busyNanos.put(stage, 0L);
        }
    }

    /**
     * Runs the loop until the versions are made.
     *
     * @throws IllegalStateException if one takes longer than all of its work
     */
    Measured measure() {
        start("generator", this::generate);
        for (int i = 0; i < setup.scorers(); i++) {
            start("scorer" + i, this::score);
        }
        start("learner", this::learn);
        awaitVersion(setup.warmUp());
        Map<Stage, Long> busyBefore = new EnumMap<>(busyNanos);
        long begin = world.time().now();
        awaitVersion(setup.warmUp() + setup.versions());
        double seconds = 1e-9 * (world.time().now() - begin);
        Map<Stage, Double> busy = new EnumMap<>(Stage.class);
        busyNanos.forEach((stage, nanos) ->
                busy.put(stage, 1e-9 * (nanos - busyBefore.get(stage)) / seconds));
        return measured(busy);
    }

    private Measured measured(Map<Stage, Double> busy) {
        PolicyUpdate first = world.ledger().update(setup.warmUp());
        List<PolicyUpdate> updates = IntStream.rangeClosed(1, setup.versions())
                .mapToObj(version -> world.ledger().update(setup.warmUp() + version))
                .toList();
        PolicyUpdate last = updates.get(updates.size() - 1);
        double seconds =
                Duration.between(first.getUpdatedAt(), last.getUpdatedAt()).toMillis() / 1000.0;
        int crystals = updates.stream().mapToInt(PolicyUpdate::getCrystals).sum();
        int dropped = updates.stream().mapToInt(PolicyUpdate::getStaleDropped).sum();
        return new Measured(
                seconds,
                crystals / seconds,
                updates.stream()
                        .mapToDouble(PolicyUpdate::getMeanStaleness)
                        .average()
                        .orElseThrow(),
                updates.stream()
                        .mapToDouble(PolicyUpdate::getMeanStaleness)
                        .max()
                        .orElseThrow(),
                (double) dropped / (crystals + dropped),
                busy.get(Stage.SAMPLING),
                busy.get(Stage.SCORING) / setup.scorers(),
                busy.get(Stage.LEARNING));
    }

    private void awaitVersion(int version) {
        int made = world.ledger().newest();
        long since = world.time().now();
        while (world.ledger().newest() < version) {
            world.time().sleep(LOOK_NANOS);
            if (world.ledger().newest() > made) {
                made = world.ledger().newest();
                since = world.time().now();
            }
            if (world.time().now() - since > 1e9 * setup.patienceSeconds()) {
                throw new IllegalStateException("no version after " + made + " within "
                        + setup.patienceSeconds() + " s of " + setup);
            }
        }
    }

    private void start(String name, Consumer<SimulatedProcess> body) {
        SimulatedProcess own = world.process(name);
        world.time().start(own, name, () -> body.accept(own));
    }

    /** A device works; returns how long. */
    private long work(Stage stage, Work work, int crystals) {
        long nanos = Math.round(1e9 * work.seconds(crystals));
        busyNanos.merge(stage, nanos, Long::sum);
        return nanos;
    }

    private void generate(SimulatedProcess own) {
        new GeneratorLoop(
                        new GeneratorLoop.Identity(
                                record.getId(), own.name(), setup.seed(), "settings", "code"),
                        () -> RunStatus.RUNNING,
                        SamplingSettings.DEFAULT,
                        SubstitutionSource.of(record.getSampling(), Constraints.NONE),
                        SimulatedPolicy.sampler(
                                world, count -> work(Stage.SAMPLING, setup.sampling(), count)),
                        Optional.empty(),
                        new SimulatedKafka(world, own),
                        new Pace.Settings(setup.samplingBatch(), setup.aheadMax(), LONG, LONG),
                        new SimulatedHost(world.time(), own),
                        new CompositeMeterRegistry())
                .run();
    }

    private void score(SimulatedProcess own) {
        FlatPotential potential = new FlatPotential(-1, structures -> world.time()
                .sleep(work(Stage.SCORING, setup.scoring(), structures.size())));
        new Scoring(
                        new SimulatedKafka(world, own),
                        new SimulatedHost(world.time(), own),
                        own.name(),
                        Scoring.Tools.of(new CrystalScorer(potential.calculator())),
                        run -> Result.success(Simulation.EHULL),
                        new Scoring.Limits(setup.scoringBatch(), LONG),
                        new CompositeMeterRegistry())
                .run();
    }

    private void learn(SimulatedProcess own) {
        SimulatedKafka kafka = new SimulatedKafka(world, own);
        SimulatedHost host = new SimulatedHost(world.time(), own);
        SimulatedStorage.Disk disk = new SimulatedStorage.Disk("disk", false);
        disk.put(TrainedWeights.PRETRAINED, SimulatedPolicy.initial().toBytes());
        new LearnerLoop(
                        record,
                        () -> RunStatus.RUNNING,
                        new LearnerDirectory(
                                new SimulatedStorage(world, own, disk), record.getId()),
                        SimulatedPolicy.training(
                                world, count -> work(Stage.LEARNING, setup.learning(), count)),
                        host,
                        kafka,
                        kafka.connectConsumer(own.name()),
                        new ProgressTracker(
                                record.getId(),
                                setup.learningBatch(),
                                LONG,
                                Integer.MAX_VALUE,
                                host.instant()),
                        new CompositeMeterRegistry())
                .run();
    }

    @Override
    public void close() {
        world.close();
    }
}
