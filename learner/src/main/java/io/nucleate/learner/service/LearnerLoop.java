package io.nucleate.learner.service;

import io.micrometer.core.instrument.MeterRegistry;
import io.nucleate.learner.optimization.TrainingCheckpoint;
import io.nucleate.learner.reinforcement.Experience;
import io.nucleate.learner.reinforcement.Learner;
import io.nucleate.learner.reinforcement.LearnerState;
import io.nucleate.learner.reinforcement.PolicyTraining;
import io.nucleate.learner.reinforcement.ReinforcementSettings;
import io.nucleate.policy.LogProb;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.schemas.AvroSerde;
import io.nucleate.schemas.Blocks;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CandidateId;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.CrystalRecords;
import io.nucleate.schemas.Heartbeat;
import io.nucleate.schemas.Host;
import io.nucleate.schemas.KafkaClients;
import io.nucleate.schemas.LearnerProgress;
import io.nucleate.schemas.LogProbRecord;
import io.nucleate.schemas.PolicyUpdate;
import io.nucleate.schemas.ProgressFollower;
import io.nucleate.schemas.PublishedWeights;
import io.nucleate.schemas.Rejected;
import io.nucleate.schemas.Run;
import io.nucleate.schemas.RunServer;
import io.nucleate.schemas.RunStatus;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.Topic;
import io.nucleate.schemas.TopicPartitions;
import io.nucleate.schemas.WeightsArchive;
import io.nucleate.schemas.WeightsFollower;
import io.nucleate.schemas.WeightsPublisher;
import io.nucleate.tensors.SafeTensors;

import org.apache.avro.specific.SpecificRecord;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * Reads outcomes, and for each full window updates the policy, stores a checkpoint with the offsets
 * it includes, then publishes the version in one transaction. Says how far it is about once a
 * second, and with each version ({@link ProgressTracker}), so that generators have room for more
 * whether or not there is a version.
 *
 * <table>
 * <caption>Where a learner dies, and how the next start goes on</caption>
 * <tr><th>died</th><th>next start</th></tr>
 * <tr><td>before the first checkpoint</td><td>reads all outcomes</td></tr>
 * <tr><td>before a checkpoint was stored</td>
 *     <td>reads the same outcomes again and makes the same update</td></tr>
 * <tr><td>between checkpoint and publication</td><td>publishes what the checkpoint holds</td></tr>
 * <tr><td>after publication</td><td>publishes the same version again, which is harmless</td></tr>
 * <tr><td>between checkpoint and publication, and another learner published that version</td>
 *     <td>goes on from what is published</td></tr>
 * <tr><td>and its newest checkpoint is damaged, or all are lost</td>
 *     <td>{@link StartingPoint} has these cases</td></tr>
 * <tr><td>because a learner with another directory took over</td><td>ends again, with the reason,
 *     and leaves the run to that learner ({@link LearnerDirectory#begin})</td></tr>
 * </table>
 *
 * <table>
 * <caption>What {@link Learner} is given of each record; the first row that fits decides</caption>
 * <tr><th>record</th><th>given as</th></tr>
 * <tr><td>of a newer release, whose schema this one does not know</td>
 *     <td>nothing: the loop ends with the reason, and the release that knows it reads it</td></tr>
 * <tr><td>not readable, or no value</td><td>refused if its key names a candidate of this run;
 *     logged and counted in any case</td></tr>
 * <tr><td>rejected before it could be read</td><td>rejected: the candidate that its key names, or
 *     somebody</td></tr>
 * <tr><td>of another run</td><td>nothing</td></tr>
 * <tr><td>rejected</td><td>rejected</td></tr>
 * <tr><td>scored, made by substitution</td><td>substituted</td></tr>
 * <tr><td>scored without a reward</td><td>abstained</td></tr>
 * <tr><td>scored, with a number that is not finite or an impossible crystal</td>
 *     <td>refused</td></tr>
 * <tr><td>scored, but outside the constraints of today</td><td>abstained</td></tr>
 * <tr><td>scored</td><td>scored</td></tr>
 * </table>
 */
public final class LearnerLoop implements RunServer.Loop {
    private static final Logger LOG = Logger.getLogger(LearnerLoop.class);
    /** Start of the source of what names no candidate. */
    static final String UNDECODABLE = "undecodable/";
    /** The source of candidates that a policy learns from, as a run's record spells it. */
    private static final String POLICY = "policy";

    private static final Duration POLL = Duration.ofMillis(500);

    /** Outcomes after which a run that never learns stores what it has accounted for. */
    private static final int OUTCOMES_PER_CHECKPOINT = 1000;

    private final String run;
    private final String startWeightsSha256;
    private final Supplier<RunStatus> state;
    private final ReinforcementSettings settings;
    private final Constraints constraints;
    private final LearnerDirectory directory;
    private final PolicyTraining.Loader loader;
    private final Host host;
    private final Heartbeat heartbeat;
    private final Consumer<String, byte[]> consumer;
    private final KafkaClients kafka;
    private final Optional<BlockOrder> order;
    private final boolean learns;
    private final ProgressTracker progress;
    private final LearnerMeters meters;
    private final AvroSerde<Scored> scoredSerde = AvroSerde.of(Scored.class);
    private final AvroSerde<Rejected> rejectedSerde = AvroSerde.of(Rejected.class);
    private final Map<String, Long> offsets = new HashMap<>();
    /** Connected by the loop, because connecting ends any other learner of the run. */
    private WeightsPublisher publisher;

    /**
     * First chunks of the newest versions, as many as generators may need; readers begin at the
     * oldest.
     */
    private final Deque<Long> weightsOffsets = new ArrayDeque<>();

    private int unstored;
    private volatile boolean stopping;
    private volatile Optional<String> standing = Optional.empty();

    /**
     * Closes consumer and directory when it ends.
     *
     * @param run its settings are those of the loop
     * @param state says whether the run goes on, is paused or has ended
     */
    public LearnerLoop(
            Run run,
            Supplier<RunStatus> state,
            LearnerDirectory directory,
            PolicyTraining.Loader loader,
            Host host,
            KafkaClients kafka,
            Consumer<String, byte[]> consumer,
            ProgressTracker progress,
            MeterRegistry registry) {
        this.run = run.getId();
        this.startWeightsSha256 = run.getStartWeightsSha256();
        this.state = state;
        this.settings = LearningRecords.reinforcement(run.getLearning());
        this.constraints = Constraints.parse(run.getConstraints());
        this.directory = directory;
        this.loader = loader;
        this.host = host;
        this.heartbeat = new Heartbeat(host::nanoTime);
        this.consumer = consumer;
        this.kafka = kafka;
        this.order = Blocks.of(run).map(BlockOrder::new);
        this.learns = run.getSampling().getProposals().contains(POLICY);
        this.progress = progress;
        this.meters = new LearnerMeters(registry);
    }

    @Override
    public void stop() {
        stopping = true;
        consumer.wakeup();
    }

    /** Returns the time since it took a record, or looked for one in vain. */
    public Duration silence() {
        return heartbeat.silence();
    }

    /** Id of the run that it learns. */
    public String runId() {
        return run;
    }

    /** Returns why it stands still, as of the last report; empty while it goes on. */
    public Optional<String> standing() {
        return standing;
    }

    /**
     * Learns until it is stopped, or the run has ended.
     *
     * @throws UncheckedIOException where the directory cannot be read or written, or another
     *     learner has it
     * @throws IllegalStateException where another learner leads the run, or the weights that it
     *     starts from are missing
     */
    @Override
    public void run() {
        try (consumer;
                directory) {
            directory.lock();
            long epoch = directory.begin(announcedEpoch());
            progress.begin(epoch);
            try (WeightsPublisher connected = new WeightsPublisher(kafka, run, host)) {
                publisher = connected;
                // Whoever began later may have connected earlier, and is fenced now.
                directory.requireEpoch();
                requireNewest(epoch);
                lead();
            }
        } catch (WakeupException e) {
            LOG.debug("woken to stop while it began");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * It may have been stopped for long between its beginning and now.
     *
     * @throws IllegalStateException where a learner with another directory has begun meanwhile
     */
    private void requireNewest(long epoch) {
        long announced = announcedEpoch();
        if (announced >= epoch) {
            throw new IllegalStateException("another learner has taken over run " + run
                    + ": it began epoch " + announced + " while this one began epoch " + epoch);
        }
    }

    private long announcedEpoch() {
        try (ProgressFollower follower = new ProgressFollower(kafka, "start", run)) {
            return follower.newest().map(LearnerProgress::getEpoch).orElse(0L);
        }
    }

    /** To be called when no other learner of the run can publish any more. */
    private Optional<PublishedWeights> newestPublished() {
        try (WeightsFollower follower = new WeightsFollower(kafka, "start", run)) {
            return follower.newest();
        }
    }

    private void lead() throws IOException {
        SafeTensors start = directory.pretrained(this::firstWeights);
        Optional<SafeTensors> stored = directory.checkpoint();
        Optional<PublishedWeights> published = newestPublished();
        Optional<Integer> storedVersion =
                stored.map(state -> LearnerState.of(state).version());
        StartingPoint from = order.isPresent()
                ? StartingPoint.ofDeterministic(storedVersion)
                : StartingPoint.of(
                        storedVersion,
                        published.map(PublishedWeights::version),
                        stored.isPresent()
                                && published.isPresent()
                                && isSame(stored.get(), published.get()));
        SafeTensors weights =
                switch (from) {
                    case START -> start;
                    case CHECKPOINT, PREDECESSOR ->
                        TrainingCheckpoint.weights(stored.orElseThrow());
                    case PUBLISHED -> SafeTensors.parse(published.orElseThrow().safetensors());
                };
        PolicyTraining training = loader.load(weights, start);
        try (Learner learner = new Learner(settings, training, host::nanoTime, order.isPresent())) {
            TopicPartitions.assignFromBeginning(consumer, Topic.SCORED, Topic.REJECTED);
            switch (from) {
                case START -> start(learner, training, published.isPresent());
                case CHECKPOINT -> resume(learner, training, stored.orElseThrow());
                case PREDECESSOR ->
                    redo(
                            learner,
                            training,
                            stored.orElseThrow(),
                            published.orElseThrow().version());
                case PUBLISHED -> goOn(learner, published.orElseThrow());
            }
            learn(learner, training);
        }
    }

    /** Returns whether a state has the weights that are published. */
    private static boolean isSame(SafeTensors stored, PublishedWeights published) {
        Map<String, SafeTensors.Tensor> own = TrainingCheckpoint.weights(stored).tensors();
        Map<String, SafeTensors.Tensor> others =
                SafeTensors.parse(published.safetensors()).tensors();
        return own.keySet().equals(others.keySet())
                && own.keySet().stream()
                        .allMatch(name -> Arrays.equals(
                                own.get(name).values(), others.get(name).values()));
    }

    /** Version 0 is there, unless an earlier release was to publish it and died before. */
    private void start(Learner learner, PolicyTraining training, boolean isPublished) {
        if (isPublished) {
            report(learner);
        } else {
            publish(learner, training, Optional.empty());
        }
    }

    /** Who starts a run publishes its first weights. */
    private byte[] firstWeights() {
        byte[] weights = WeightsArchive.read(kafka, run, OptionalInt.of(0))
                .chosen()
                .map(PublishedWeights::safetensors)
                .orElseThrow(() -> new IllegalStateException("the topic policy.weights has no"
                        + " version 0 of run " + run + ", which nucleate runs start publishes;"
                        + " give this learner the directory of the one before, or start another"
                        + " run"));
        String sha256 = DigestUtils.sha256Hex(weights);
        if (!sha256.equals(startWeightsSha256)) {
            throw new IllegalStateException("version 0 of run " + run + " has SHA-256 " + sha256
                    + " in the topic policy.weights, but its record says " + startWeightsSha256);
        }
        return weights;
    }

    /** Publishing a version a second time is harmless, not at all would stop the run. */
    private void resume(Learner learner, PolicyTraining training, SafeTensors stored) {
        LearnerState state = restore(learner, stored);
        LOG.infof("run %s goes on from version %d", run, learner.version());
        publish(learner, training, Optional.ofNullable(state.lastUpdate()));
    }

    private void redo(Learner learner, PolicyTraining training, SafeTensors stored, int newest)
            throws IOException {
        LearnerState state = restore(learner, stored);
        learner.goOnAs(newest + 1);
        LOG.warnf(
                "run %s goes on from the state of version %d as version %d: the state of version %d"
                        + " is lost, and what made it is learned from again",
                run, state.version(), learner.version(), newest);
        directory.save(learner.checkpoint(offsets, state.lastUpdate()));
        publish(learner, training, Optional.empty());
    }

    private LearnerState restore(Learner learner, SafeTensors stored) {
        LearnerState state = learner.restore(stored);
        progress.resumed(learner);
        offsets.putAll(state.offsets());
        for (TopicPartition partition : consumer.assignment()) {
            Long offset = offsets.get(partition.toString());
            if (offset != null) {
                consumer.seek(partition, offset);
            }
        }
        return state;
    }

    /** Goes on from published weights, which the policy holds. */
    private void goOn(Learner learner, PublishedWeights newest) throws IOException {
        learner.goOnAs(newest.version());
        weightsOffsets.add(newest.offset());
        LOG.warnf(
                "run %s goes on from the published weights of version %d, because its state is"
                        + " lost: with it the optimiser's moments, the baseline, the memory of"
                        + " repeats, the elites, the elements' shares at the start, and the outcomes"
                        + " that have come but made no version",
                run, newest.version());
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (!stopping
                && ends.entrySet().stream()
                        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<String, byte[]> record : poll()) {
                if (record.offset() < ends.get(partition(record))) {
                    account(learner, record);
                }
            }
            reportIfDue(learner);
        }
        if (!stopping) {
            ends.forEach((partition, end) -> {
                consumer.seek(partition, end);
                offsets.put(partition.toString(), end);
            });
            progress.resumed(learner);
            directory.save(learner.checkpoint(offsets, null));
            report(learner);
        }
    }

    /** Accounts for an outcome without learning from it. */
    private void account(Learner learner, ConsumerRecord<String, byte[]> record) {
        Optional<CandidateId> id = ownCandidate(record);
        if (id.isPresent()) {
            learner.known(id.get().getGenerator(), id.get().getSequence());
        } else if (record.topic().equals(Topic.REJECTED.topicName())) {
            try {
                Rejected rejected = read(rejectedSerde, record);
                if (rejected.getCandidate() == null) {
                    learner.known(UNDECODABLE + rejected.getSource(), 0);
                }
            } catch (SerializationException e) {
                LOG.errorf(e, "cannot read %s", place(record));
                meters.unreadable();
            }
        }
    }

    private static TopicPartition partition(ConsumerRecord<?, ?> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    /** Returns the candidate of this run that a record's key names. */
    private Optional<CandidateId> ownCandidate(ConsumerRecord<String, ?> record) {
        return CandidateIds.parse(record.key()).filter(id -> id.getRun().equals(run));
    }

    private void learn(Learner learner, PolicyTraining training) throws IOException {
        while (!stopping && goesOn()) {
            for (ConsumerRecord<String, byte[]> record : poll()) {
                offsets.put(partition(record).toString(), record.offset() + 1);
                if (order.isPresent()) {
                    takeInOrder(order.get(), learner, training, record);
                } else {
                    Optional<Learner.Update> update = takeReadable(learner, record);
                    if (update.isPresent()) {
                        updated(learner, training, update.get());
                    }
                    if (!learns) {
                        storeNowAndThen(learner);
                    }
                }
                if (stopping) {
                    return;
                }
                reportIfDue(learner);
            }
            reportIfDue(learner);
        }
    }

    /** Without an update nothing else would be stored, and each start read everything again. */
    private void storeNowAndThen(Learner learner) throws IOException {
        unstored++;
        if (unstored >= OUTCOMES_PER_CHECKPOINT && learner.waiting() == 0) {
            directory.save(learner.checkpoint(offsets, null));
            unstored = 0;
        }
    }

    private void updated(Learner learner, PolicyTraining training, Learner.Update update)
            throws IOException {
        Map<String, Long> included =
                order.map(waiting -> waiting.offsets(offsets)).orElse(offsets);
        directory.save(learner.checkpoint(included, update));
        publish(learner, training, Optional.of(update));
        meters.updated(update);
        LOG.infof(
                "version %d: mean reward %.3f over %d crystals, %.2f nats from the start, %.0f %%"
                        + " clipped, %.2f s",
                update.version(),
                update.meanReward(),
                update.crystals(),
                update.klToPretrained(),
                100 * update.clipFraction(),
                update.learnSeconds());
    }

    /** Lets an outcome wait for its block; learns from the blocks that are complete. */
    private void takeInOrder(
            BlockOrder waiting,
            Learner learner,
            PolicyTraining training,
            ConsumerRecord<String, byte[]> record)
            throws IOException {
        Optional<CandidateId> id = ownCandidate(record);
        if (id.isEmpty()) {
            return;
        }
        waiting.add(id.get(), record, learner.version());
        progress.heard(id.get().getGenerator(), host.instant());
        List<ConsumerRecord<String, byte[]>> block = waiting.takeBlock(learner.version());
        while (!block.isEmpty()) {
            block.forEach(outcome -> takeReadable(learner, outcome));
            updated(learner, training, learner.endBlock());
            block = waiting.takeBlock(learner.version());
        }
    }

    /** A paused run learns from what is on its way, but nothing needs to come. */
    private boolean goesOn() {
        RunStatus now = state.get();
        if (now == RunStatus.PAUSED) {
            progress.paused(host.instant());
        }
        return now != RunStatus.ENDED;
    }

    private void reportIfDue(Learner learner) {
        heartbeat.beat();
        if (progress.isDue(host.instant())) {
            report(learner);
        }
    }

    private void report(Learner learner) {
        LearnerProgress report = progress.report(learner, host.instant());
        report.setWeightsOffset(weightsOffsets.peekFirst());
        publisher.publish(report);
        meters.reported(report);
        Optional<String> reason = Optional.ofNullable(report.getStanding());
        if (reason.isPresent() && standing.isEmpty()) {
            LOG.warnf("run %s stands still: %s", run, reason.get());
        } else if (reason.isEmpty() && standing.isPresent()) {
            LOG.infof("run %s goes on", run);
        }
        standing = reason;
    }

    private Iterable<ConsumerRecord<String, byte[]>> poll() {
        try {
            return consumer.poll(POLL);
        } catch (WakeupException e) {
            LOG.debug("woken to stop");
            return List.of();
        }
    }

    /**
     * A record that cannot be used would be met again after every restart: it is left out, and
     * said.
     */
    private Optional<Learner.Update> takeReadable(
            Learner learner, ConsumerRecord<String, byte[]> record) {
        long refusedBefore = learner.refusedTotal();
        try {
            return take(learner, record);
        } catch (SerializationException e) {
            LOG.errorf(e, "cannot read %s", place(record));
            meters.unreadable();
            ownCandidate(record).ifPresent(id -> {
                learner.refused(id.getGenerator(), id.getSequence(), "not readable");
                progress.taken(id.getGenerator(), learner, host.instant());
            });
            return Optional.empty();
        } finally {
            meters.refused(learner.refusedTotal() - refusedBefore);
        }
    }

    private static String place(ConsumerRecord<?, ?> record) {
        return partition(record) + "@" + record.offset();
    }

    /** @throws SerializationException where the record has no value, or it cannot be read */
    private static <T extends SpecificRecord> T read(
            AvroSerde<T> serde, ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            throw new SerializationException("the record has no value");
        }
        return serde.deserialize(record.topic(), record.value());
    }

    private Optional<Learner.Update> take(Learner learner, ConsumerRecord<String, byte[]> record) {
        if (record.topic().equals(Topic.REJECTED.topicName())) {
            takeRejected(learner, read(rejectedSerde, record), ownCandidate(record));
            return Optional.empty();
        }
        Scored scored = read(scoredSerde, record);
        if (!isOurs(scored.getCandidate())) {
            return Optional.empty();
        }
        Optional<Learner.Update> update = takeScored(learner, scored, place(record));
        taken(learner, scored.getCandidate());
        return update;
    }

    private void takeRejected(Learner learner, Rejected rejected, Optional<CandidateId> ownByKey) {
        Candidate candidate = rejected.getCandidate();
        if (candidate == null && ownByKey.isPresent()) {
            CandidateId id = ownByKey.get();
            learner.rejected(id.getGenerator(), id.getSequence());
            progress.taken(id.getGenerator(), learner, host.instant());
        } else if (candidate == null) {
            // Nobody knows whose it was, but it took a place among the candidates.
            learner.rejected(UNDECODABLE + rejected.getSource(), 0);
        } else if (isOurs(candidate)) {
            CandidateId id = candidate.getId();
            learner.rejected(id.getGenerator(), id.getSequence());
            taken(learner, candidate);
        }
    }

    private void taken(Learner learner, Candidate candidate) {
        String generator = candidate.getId().getGenerator();
        if (candidate.getSubstitution() == null) {
            progress.taken(generator, learner, host.instant());
        } else {
            progress.heard(generator, host.instant());
        }
    }

    private Optional<Learner.Update> takeScored(Learner learner, Scored scored, String place) {
        CandidateId id = scored.getCandidate().getId();
        if (scored.getCandidate().getSubstitution() != null) {
            learner.substituted(
                    id.getGenerator(), id.getSequence(), scored.getCandidate().getPolicyVersion());
            return Optional.empty();
        }
        if (scored.getReward() == null) {
            learner.abstained(id.getGenerator(), id.getSequence());
            return Optional.empty();
        }
        Experience experience;
        try {
            experience = experience(scored);
        } catch (IllegalArgumentException e) {
            learner.refused(
                    id.getGenerator(), id.getSequence(), "at " + place + ", " + e.getMessage());
            return Optional.empty();
        }
        if (!constraints.allows(experience.crystal())) {
            // Drawn before the constraints were what they are: the policy cannot have it any more.
            learner.abstained(id.getGenerator(), id.getSequence());
            return Optional.empty();
        }
        return learner.scored(id.getGenerator(), id.getSequence(), experience);
    }

    private boolean isOurs(Candidate candidate) {
        return candidate.getId().getRun().equals(run);
    }

    /** @throws IllegalArgumentException for numbers or a crystal that cannot be */
    private Experience experience(Scored scored) {
        Candidate candidate = scored.getCandidate();
        LogProbRecord parts = candidate.getBehaviourLogProb();
        LogProb behaviour = new LogProb(
                parts.getWyckoff(), parts.getElement(), parts.getCoordinate(), parts.getLattice());
        return new Experience(
                CrystalRecords.read(candidate.getCrystal()),
                candidate.getPolicyVersion(),
                behaviour.total(),
                scored.getReward(),
                scored.getRewardWorst() == null
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(scored.getRewardWorst()),
                settings.elite().isOn() && scored.getRelaxation() != null
                        ? Optional.of(CrystalRecords.read(scored.getRelaxation().getCrystal()))
                        : Optional.empty());
    }

    private void publish(
            Learner learner, PolicyTraining training, Optional<Learner.Update> update) {
        long offset = publisher.publish(
                learner.version(),
                training.weights().toBytes(),
                learner.candidatesAccounted(),
                update.map(this::record).stream().toList());
        weightsOffsets.add(offset);
        if (weightsOffsets.size() > (order.isPresent() ? Blocks.LAG + 1 : 1)) {
            weightsOffsets.remove();
        }
        report(learner);
    }

    private PolicyUpdate record(Learner.Update update) {
        return PolicyUpdate.newBuilder()
                .setRun(run)
                .setVersion(update.version())
                .setCrystals(update.crystals())
                .setPassedOver(update.passedOver())
                .setAbstained(update.abstained())
                .setRejected(update.rejected())
                .setStaleDropped(update.staleDropped())
                .setDuplicatesDropped(update.duplicatesDropped())
                .setRefused(update.refused())
                .setLost(update.lost())
                .setDiscounted(update.discounted())
                .setOverShare(update.overShare())
                .setSubstituted(update.substituted())
                .setElites(update.elites())
                .setStaleDroppedTotal(update.staleDroppedTotal())
                .setCandidatesAccounted(update.candidatesAccounted())
                .setMeanReward(update.meanReward())
                .setMeanStaleness(update.meanStaleness())
                .setKlToPretrained(update.klToPretrained())
                .setClipFraction(update.clipFraction())
                .setMeanImportanceWeight(update.meanImportanceWeight())
                .setGradientNorm(update.gradientNorm())
                .setLearnSeconds(update.learnSeconds())
                .setUpdatedAt(host.instant().truncatedTo(ChronoUnit.MILLIS))
                .build();
    }
}
