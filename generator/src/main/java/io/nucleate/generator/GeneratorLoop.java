package io.nucleate.generator;

import io.micrometer.core.instrument.MeterRegistry;
import io.nucleate.crystal.substitution.Exchanges.Exchanged;
import io.nucleate.policy.Draws;
import io.nucleate.policy.SampledCrystal;
import io.nucleate.policy.SamplingSettings;
import io.nucleate.schemas.AnyRecordSerializer;
import io.nucleate.schemas.Blocks;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CandidateId;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.CrystalRecords;
import io.nucleate.schemas.GeneratorState;
import io.nucleate.schemas.GeneratorStates;
import io.nucleate.schemas.Heartbeat;
import io.nucleate.schemas.Host;
import io.nucleate.schemas.KafkaClients;
import io.nucleate.schemas.ProgressFollower;
import io.nucleate.schemas.PublishedWeights;
import io.nucleate.schemas.RunServer;
import io.nucleate.schemas.RunStatus;
import io.nucleate.schemas.ShortHash;
import io.nucleate.schemas.Topic;
import io.nucleate.schemas.WeightsArchive;
import io.nucleate.schemas.WeightsFollower;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Follows the weights, samples while there is room ahead of the learner, publishes. A batch and the
 * number of the next candidate are published in one transaction, so that a generator that was
 * killed goes on exactly behind what is published: no number is used twice, and none is left out. A
 * second generator of the same name takes over, and the first one ends.
 *
 * <table>
 * <caption>Each turn of the loop, by what it finds; the first row that fits decides</caption>
 * <tr><th>run</th><th>weights</th><th>room ({@link Pace})</th><th>action</th></tr>
 * <tr><td>has ended</td><td></td><td></td><td>ends</td></tr>
 * <tr><td></td><td>none yet</td><td></td><td>waits for the first version, up to a second</td></tr>
 * <tr><td>is paused</td><td>a version</td><td></td>
 *     <td>waits for a newer version, up to a second</td></tr>
 * <tr><td></td><td>a version, but not the one that the batch is to be drawn with
 *     ({@link Blocks})</td><td></td><td>waits for that version, up to 50 ms; one that the follower
 *     has passed is looked up among those that are kept</td></tr>
 * <tr><td></td><td>a version</td><td>less than a batch</td>
 *     <td>waits for a newer version or for room, up to 50 ms</td></tr>
 * <tr><td></td><td>a version</td><td>a batch or more</td>
 *     <td>samples a batch and publishes it</td></tr>
 * </table>
 *
 * <p>Every wait ends early when a newer version comes, which replaces the one in use. Room comes
 * with the reports of the learner, which do not wait for a version.
 */
public final class GeneratorLoop implements RunServer.Loop {
    private static final Logger LOG = Logger.getLogger(GeneratorLoop.class);
    private static final Duration WAIT_FOR_WEIGHTS = Duration.ofSeconds(1);
    private static final Duration WAIT_FOR_ROOM = Duration.ofMillis(50);

    private final Identity identity;
    private final Supplier<RunStatus> state;
    private final int batchSize;
    private final SamplingSettings sampling;
    private final SubstitutionSource substitution;
    private final LoadedPolicy.Loader loader;
    private final Optional<Blocks> blocks;
    private final KafkaClients kafka;
    private final WeightsFollower follower;
    private final Pace.Settings paceSettings;
    private final Host host;
    private final Heartbeat heartbeat;
    private final GeneratorMeters meters;
    /**
     * Versions that came and may still be drawn with; the newest alone where there are no blocks.
     */
    private final TreeMap<Integer, PublishedWeights> arrived = new TreeMap<>();

    private Producer<String, SpecificRecord> producer;
    private ProgressFollower progress;
    private Pace pace;
    private long next;
    private LoadedPolicy policy;
    /** The newest version that came. */
    private PublishedWeights weights;
    /** The version that the policy is. */
    private PublishedWeights loaded;

    private volatile int version = -1;
    private volatile boolean stopping;
    private volatile Optional<String> standing = Optional.empty();

    /**
     * Identity of the generator.
     *
     * @param generator name of the generator, of which the run has one at a time
     * @param seed of the draws
     * @param settingsSha256 short hash of what the draws depend on beside the weights, which its
     *     candidates carry
     * @param code version of the code, which its candidates carry
     */
    public record Identity(
            String run, String generator, long seed, String settingsSha256, String code) {}

    /**
     * @param state says whether the run goes on, is paused or has ended
     * @param substitution takes the place of some of the policy's crystals
     * @param blocks of a deterministic run; empty to draw with the newest version
     * @throws IllegalArgumentException if a batch would belong to two blocks
     */
    public GeneratorLoop(
            Identity identity,
            Supplier<RunStatus> state,
            SamplingSettings sampling,
            SubstitutionSource substitution,
            LoadedPolicy.Loader loader,
            Optional<Blocks> blocks,
            KafkaClients kafka,
            Pace.Settings pace,
            Host host,
            MeterRegistry registry) {
        blocks.filter(some -> some.size() % pace.batchSize() != 0).ifPresent(some -> {
            throw new IllegalArgumentException("a block of " + some.size()
                    + " candidates does not consist of batches of " + pace.batchSize());
        });
        this.identity = identity;
        this.state = state;
        this.batchSize = pace.batchSize();
        this.sampling = sampling;
        this.substitution = substitution;
        this.loader = loader;
        this.blocks = blocks;
        this.kafka = kafka;
        this.paceSettings = pace;
        this.host = host;
        this.heartbeat = new Heartbeat(host::nanoTime);
        this.meters = new GeneratorMeters(registry);
        this.follower = new WeightsFollower(kafka, identity.generator(), identity.run());
    }

    @Override
    public void stop() {
        stopping = true;
        follower.wakeup();
    }

    /** Id of the run that it samples for. */
    public String runId() {
        return identity.run();
    }

    /** Version of the policy in use, −1 before the first. */
    public int version() {
        return version;
    }

    /** Returns why it stands still; empty while it goes on. */
    public Optional<String> standing() {
        return standing;
    }

    /** Returns the time since the last turn of the loop began. */
    public Duration silence() {
        return heartbeat.silence();
    }

    /**
     * Samples until it is stopped, or the run has ended.
     *
     * @throws IllegalStateException if another generator of this name has taken over, or a version
     *     that a deterministic run needs is not kept any more
     */
    @Override
    public void run() {
        try {
            start();
            while (!stopping && state.get() != RunStatus.ENDED) {
                heartbeat.beat();
                step();
            }
        } catch (WakeupException e) {
            LOG.debug("woken to stop");
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw new IllegalStateException(
                    "another generator called " + identity.generator() + " samples for run "
                            + identity.run() + " since; give each a nucleate.name of its own",
                    e);
        } finally {
            close();
        }
    }

    /** Connects, ends any other generator of this name, and reads where it stopped. */
    public void start() {
        String key = GeneratorStates.key(identity.run(), identity.generator());
        producer = kafka.connectTransactionalProducer(
                identity.generator(), "candidates-" + key, new AnyRecordSerializer());
        producer.initTransactions();
        next = GeneratorStates.newest(kafka, identity.run(), identity.generator())
                .map(GeneratorState::getNext)
                .orElse(0L);
        if (next > 0) {
            LOG.infof("%s goes on with number %d", key, next);
        }
        progress = new ProgressFollower(kafka, identity.generator(), identity.run());
        pace = new Pace(identity.generator(), paceSettings, next, host.nanoTime());
        progress.newest().ifPresent(report -> pace.learned(report, host.nanoTime()));
    }

    /** Takes one turn. */
    public void step() {
        follow(weights == null ? WAIT_FOR_WEIGHTS : Duration.ZERO);
        if (stopping || weights == null) {
            return;
        }
        boolean isPaused = state.get() == RunStatus.PAUSED;
        boolean hasRoom = hasRoom(isPaused);
        if (isPaused) {
            follow(WAIT_FOR_WEIGHTS);
        } else if (isLoaded() && hasRoom) {
            publish(policy.sample(
                    Draws.of(identity.seed(), identity.generator(), next, batchSize), sampling));
        } else {
            follow(WAIT_FOR_ROOM);
        }
    }

    /** Disconnects and frees the policy. */
    public void close() {
        follower.close();
        if (producer != null) {
            producer.close();
        }
        if (progress != null) {
            progress.close();
        }
        if (policy != null) {
            policy.close();
        }
    }

    private void follow(Duration wait) {
        follower.poll(wait, newer -> {
            if (blocks.isEmpty()) {
                arrived.clear();
            }
            arrived.put(newer.version(), newer);
            weights = newer;
        });
    }

    /**
     * Returns whether the policy is the one to draw the next batch with, and loads it if it came.
     */
    private boolean isLoaded() {
        int wanted = blocks.map(some -> some.versionFor(next)).orElse(weights.version());
        if (version == wanted) {
            return true;
        }
        arrived.headMap(wanted).clear();
        PublishedWeights found = arrived.get(wanted);
        if (found == null && weights.version() > wanted) {
            found = WeightsArchive.read(kafka, identity.run(), OptionalInt.of(wanted))
                    .chosen()
                    .orElseThrow(() -> new IllegalStateException("run " + identity.run()
                            + " needs version " + wanted + " of its policy for candidate " + next
                            + ", and it is not kept any more"));
        }
        if (found == null) {
            return false;
        }
        LoadedPolicy replaced = policy;
        policy = loader.load(found.safetensors());
        loaded = found;
        version = wanted;
        meters.version(version);
        if (replaced != null) {
            replaced.close();
        }
        return true;
    }

    /** A run that is paused does not stand still, whatever is on its way. */
    private boolean hasRoom(boolean isPaused) {
        long now = host.nanoTime();
        progress.poll().ifPresent(report -> pace.learned(report, now));
        long lost = pace.giveUp(now);
        if (lost > 0) {
            LOG.warnf("nothing has come of %d candidates, which are not awaited any more", lost);
        }
        boolean hasRoom = pace.room(now) >= batchSize;
        Optional<String> reason = isPaused ? Optional.empty() : pace.standing(now);
        if (reason.isPresent() && standing.isEmpty()) {
            LOG.warnf("run %s stands still: %s", identity.run(), reason.get());
        } else if (reason.isEmpty() && standing.isPresent()) {
            LOG.infof("run %s goes on", identity.run());
        }
        standing = reason;
        meters.paced(pace.ahead(), lost, reason.isPresent());
        return hasRoom;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the commit fails if a send did
    private void publish(List<SampledCrystal> crystals) {
        producer.beginTransaction();
        Instant now = host.instant().truncatedTo(ChronoUnit.MILLIS);
        long sequence = next;
        for (SampledCrystal sampled : crystals) {
            CandidateId id = new CandidateId(identity.run(), identity.generator(), sequence++);
            producer.send(new ProducerRecord<>(
                    Topic.CANDIDATES.topicName(),
                    CandidateIds.text(id),
                    candidate(id, sampled, now)));
        }
        producer.send(new ProducerRecord<>(
                Topic.GENERATOR_PROGRESS.topicName(),
                GeneratorStates.key(identity.run(), identity.generator()),
                new GeneratorState(identity.run(), identity.generator(), sequence, version, now)));
        producer.commitTransaction();
        next = sequence;
        pace.published(next, host.nanoTime());
        meters.sampled(crystals.size());
    }

    private Candidate candidate(CandidateId id, SampledCrystal sampled, Instant now) {
        Optional<Exchanged> exchanged = substitution.replacing(
                identity.seed(), identity.generator(), id.getSequence(), sampled.crystal());
        return Candidate.newBuilder()
                .setId(id)
                .setPolicyVersion(version)
                .setWeightsSha256(ShortHash.of(loaded.manifest().getSha256()))
                .setSettingsSha256(identity.settingsSha256())
                .setBehaviourLogProb(SamplingRecords.write(sampled.logProb()))
                .setCrystal(CrystalRecords.write(
                        exchanged.map(Exchanged::crystal).orElse(sampled.crystal())))
                .setSubstitution(exchanged
                        .map(one -> SubstitutionSource.record(sampled.crystal(), one))
                        .orElse(null))
                .setCode(identity.code())
                .setSampledAt(now)
                .build();
    }
}
