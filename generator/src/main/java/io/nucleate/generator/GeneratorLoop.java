package io.nucleate.generator;

import io.micrometer.core.instrument.MeterRegistry;
import io.nucleate.policy.LogProb;
import io.nucleate.policy.SampledCrystal;
import io.nucleate.policy.SamplingSettings;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CandidateId;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.CrystalRecords;
import io.nucleate.schemas.Host;
import io.nucleate.schemas.LogProbRecord;
import io.nucleate.schemas.ProgressFollower;
import io.nucleate.schemas.PublishedWeights;
import io.nucleate.schemas.Topic;
import io.nucleate.schemas.WeightsFollower;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Follows the weights, samples while there is room ahead of the learner, publishes. Candidates are
 * numbered within an incarnation of the generator, so that one that was restarted never uses an id
 * twice.
 *
 * <table>
 * <caption>Each turn of the loop, by what it finds</caption>
 * <tr><th>weights</th><th>room ({@link Pace})</th><th>action</th></tr>
 * <tr><td>none yet</td><td></td><td>waits for the first version, up to a second</td></tr>
 * <tr><td>a version</td><td>less than a batch</td>
 *     <td>waits for a newer version or for room, up to 50 ms</td></tr>
 * <tr><td>a version</td><td>a batch or more</td><td>samples a batch and publishes it</td></tr>
 * </table>
 *
 * <p>Every wait ends early when a newer version comes, which replaces the one in use. Room comes
 * with the reports of the learner, which do not wait for a version.
 */
public final class GeneratorLoop implements Runnable {
    private static final Logger LOG = Logger.getLogger(GeneratorLoop.class);
    private static final Duration WAIT_FOR_WEIGHTS = Duration.ofSeconds(1);
    private static final Duration WAIT_FOR_ROOM = Duration.ofMillis(50);

    private final Identity identity;
    private final int batchSize;
    private final SamplingSettings sampling;
    private final LoadedPolicy.Loader loader;
    private final WeightsFollower follower;
    private final Producer<String, Candidate> producer;
    private final ProgressFollower progress;
    private final Pace pace;
    private final Host host;
    private final GeneratorMeters meters;
    private final SplittableRandom random;
    private long sequence;
    private LoadedPolicy policy;
    private int version = -1;
    private volatile boolean stopping;
    private volatile Optional<String> standing = Optional.empty();

    /**
     * Identity of the generator, which its candidates carry.
     *
     * @param incarnation name of the generator with something new at each start
     * @param seed of the draws
     */
    public record Identity(String run, String incarnation, long seed) {}

    /** Closes followers and producer when it ends. */
    public GeneratorLoop(
            Identity identity,
            SamplingSettings sampling,
            LoadedPolicy.Loader loader,
            WeightsFollower follower,
            Producer<String, Candidate> producer,
            ProgressFollower progress,
            Pace.Settings pace,
            Host host,
            MeterRegistry registry) {
        this.identity = identity;
        this.batchSize = pace.batchSize();
        this.sampling = sampling;
        this.loader = loader;
        this.follower = follower;
        this.producer = producer;
        this.progress = progress;
        this.pace = new Pace(identity.incarnation(), pace, host.nanoTime());
        this.host = host;
        this.meters = new GeneratorMeters(registry);
        // Another incarnation must not repeat the crystals of the one before.
        this.random = new SplittableRandom(
                identity.seed() ^ ((long) identity.incarnation().hashCode() << 32));
    }

    /** Ends the loop after the batch in hand; from any thread. */
    public void stop() {
        stopping = true;
        follower.wakeup();
    }

    /** Version of the policy in use, −1 before the first. */
    public int version() {
        return version;
    }

    /** Returns why it stands still; empty while it goes on. */
    public Optional<String> standing() {
        return standing;
    }

    @Override
    public void run() {
        try (follower;
                producer;
                progress) {
            while (!stopping) {
                follow(policy == null ? WAIT_FOR_WEIGHTS : Duration.ZERO);
                if (policy != null && !stopping) {
                    if (hasRoom()) {
                        publish(policy.sample(batchSize, sampling, random));
                    } else {
                        follow(WAIT_FOR_ROOM);
                    }
                }
            }
        } catch (WakeupException e) {
            LOG.debug("woken to stop");
        } finally {
            if (policy != null) {
                policy.close();
            }
        }
    }

    private void follow(Duration wait) {
        Optional<PublishedWeights> newer = follower.poll(wait);
        newer.ifPresent(weights -> {
            LoadedPolicy replaced = policy;
            policy = loader.load(weights.safetensors());
            version = weights.version();
            meters.version(version);
            if (replaced != null) {
                replaced.close();
            }
        });
    }

    private boolean hasRoom() {
        long now = host.nanoTime();
        progress.poll().ifPresent(report -> pace.learned(report, now));
        long lost = pace.giveUp(now);
        if (lost > 0) {
            LOG.warnf("nothing has come of %d candidates, which are not awaited any more", lost);
        }
        boolean hasRoom = pace.room(now) >= batchSize;
        Optional<String> reason = pace.standing(now);
        if (reason.isPresent() && standing.isEmpty()) {
            LOG.warnf("run %s stands still: %s", identity.run(), reason.get());
        } else if (reason.isEmpty() && standing.isPresent()) {
            LOG.infof("run %s goes on", identity.run());
        }
        standing = reason;
        meters.paced(pace.ahead(), lost, reason.isPresent());
        return hasRoom;
    }

    private void publish(List<SampledCrystal> crystals) {
        List<Future<?>> writes = new ArrayList<>(crystals.size());
        for (SampledCrystal sampled : crystals) {
            CandidateId id = new CandidateId(identity.run(), identity.incarnation(), sequence++);
            writes.add(producer.send(new ProducerRecord<>(
                    Topic.CANDIDATES.topicName(), CandidateIds.text(id), candidate(id, sampled))));
        }
        producer.flush();
        for (Future<?> write : writes) {
            confirm(write);
        }
        pace.published(sequence, host.nanoTime());
        meters.sampled(crystals.size());
    }

    private static void confirm(Future<?> write) {
        try {
            write.get();
        } catch (ExecutionException e) {
            throw new KafkaException("a candidate could not be published", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while publishing", e);
        }
    }

    private Candidate candidate(CandidateId id, SampledCrystal sampled) {
        LogProb logProb = sampled.logProb();
        return Candidate.newBuilder()
                .setId(id)
                .setPolicyVersion(version)
                .setBehaviourLogProb(new LogProbRecord(
                        logProb.wyckoff(),
                        logProb.element(),
                        logProb.coordinate(),
                        logProb.lattice()))
                .setCrystal(CrystalRecords.write(sampled.crystal()))
                .setSampledAt(host.instant().truncatedTo(ChronoUnit.MILLIS))
                .build();
    }
}
