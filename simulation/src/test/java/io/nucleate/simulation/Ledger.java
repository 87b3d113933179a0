package io.nucleate.simulation;

import io.nucleate.policy.LogProb;
import io.nucleate.schemas.AvroSerde;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.GeneratorProgress;
import io.nucleate.schemas.LearnerProgress;
import io.nucleate.schemas.LogProbRecord;
import io.nucleate.schemas.PolicyUpdate;
import io.nucleate.schemas.PolicyWeights;
import io.nucleate.schemas.Rejected;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.Topic;
import io.nucleate.schemas.WeightsManifest;
import io.nucleate.tensors.SafeTensors;

import org.apache.commons.codec.digest.DigestUtils;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps the books of a simulation, beside the loop: it sees every record when it is committed and
 * every update when it is made, and throws {@link Violation} as soon as an invariant is broken.
 */
final class Ledger implements SimulatedTopics.Listener {
    private static final AvroSerde<Candidate> CANDIDATES = AvroSerde.of(Candidate.class);
    private static final AvroSerde<Scored> SCORED = AvroSerde.of(Scored.class);
    private static final AvroSerde<Rejected> REJECTED = AvroSerde.of(Rejected.class);
    private static final AvroSerde<PolicyWeights> WEIGHTS = AvroSerde.of(PolicyWeights.class);
    private static final AvroSerde<PolicyUpdate> UPDATES = AvroSerde.of(PolicyUpdate.class);
    private static final AvroSerde<LearnerProgress> PROGRESS = AvroSerde.of(LearnerProgress.class);

    private final World world;
    /** Published candidates by id, with what tells their crystals apart. */
    private final Map<String, Double> published = new LinkedHashMap<>();

    private final Map<Double, String> byTag = new HashMap<>();
    /** What tells the crystals apart that substitution made. */
    private final Set<Double> substituted = new HashSet<>();

    private final Set<String> outcomes = new LinkedHashSet<>();
    private final Set<String> poisoned = new HashSet<>();
    private final Set<String> undecodable = new HashSet<>();
    /** Candidates that the broker deleted or dropped before they had an outcome. */
    private final Set<String> lostByBroker = new LinkedHashSet<>();

    private final Map<Integer, String> versions = new HashMap<>();
    private final Map<Integer, PolicyUpdate> updates = new HashMap<>();
    /** Weights that were learned, by their SHA-256: from which, and from what. */
    private final Map<String, Line> lines = new HashMap<>();

    private final Set<String> deleted = new HashSet<>();

    private int newest = -1;
    private LearnerProgress progress;
    private long reportedAt;
    private final Map<String, GeneratorProgress> seen = new HashMap<>();
    private final Map<String, Long> publishedAt = new HashMap<>();

    /** An invariant that does not hold. */
    static final class Violation extends AssertionError {
        private static final long serialVersionUID = 1;

        private final String invariant;

        Violation(String invariant, String what) {
            super(invariant + ": " + what);
            this.invariant = invariant;
        }

        /** Returns the name of the invariant. */
        String invariant() {
            return invariant;
        }
    }

    private record Line(String parent, List<Double> learned) {}

    Ledger(World world) {
        this.world = world;
    }

    /** @throws Violation unless an invariant holds */
    void require(boolean holds, String invariant, String what) {
        if (!holds) {
            Violation violation = new Violation(invariant, what);
            world.violated(violation);
            throw violation;
        }
    }

    @Override
    public void committed(TopicPartition partition, SimulatedTopics.Entry entry) {
        try {
            if (partition.topic().equals(Topic.CANDIDATES.topicName())) {
                candidate(CANDIDATES.deserialize(partition.topic(), entry.value()));
            } else if (partition.topic().equals(Topic.SCORED.topicName())) {
                requireValue(entry);
                scored(SCORED.deserialize(partition.topic(), entry.value()));
            } else if (partition.topic().equals(Topic.REJECTED.topicName())) {
                rejected(REJECTED.deserialize(partition.topic(), entry.value()));
            } else if (partition.topic().equals(Topic.POLICY_WEIGHTS.topicName())) {
                weights(WEIGHTS.deserialize(partition.topic(), entry.value()));
            } else if (partition.topic().equals(Topic.UPDATES.topicName())) {
                update(UPDATES.deserialize(partition.topic(), entry.value()));
            } else if (partition.topic().equals(Topic.LEARNER_PROGRESS.topicName())) {
                progress(PROGRESS.deserialize(partition.topic(), entry.value()));
            }
        } catch (SerializationException e) {
            poison(partition, entry);
        }
    }

    private static void requireValue(SimulatedTopics.Entry entry) {
        if (entry.value() == null) {
            throw new SerializationException("no value");
        }
    }

    /**
     * A score that cannot be read is an outcome, which the learner counts, of what its key names.
     */
    private void poison(TopicPartition partition, SimulatedTopics.Entry entry) {
        world.trace(() -> "poison at " + partition + "@" + entry.offset());
        if (partition.topic().equals(Topic.SCORED.topicName())) {
            poisoned.add(entry.key());
        }
    }

    @Override
    public void deleted(TopicPartition partition, SimulatedTopics.Entry entry) {
        if (published.containsKey(entry.key())) {
            deleted.add(entry.key());
            if (!outcomes.contains(entry.key())) {
                lostByBroker.add(entry.key());
            }
        }
    }

    /** The group gave a record up. */
    void dropped(TopicPartition partition, SimulatedTopics.Entry entry) {
        require(
                outcomes.contains(entry.key()),
                "no candidate is lost",
                entry.key() + " was delivered until the broker dropped it, at " + partition + "@"
                        + entry.offset());
    }

    private void candidate(Candidate candidate) {
        if (candidate == null) {
            return;
        }
        String id = CandidateIds.text(candidate.getId());
        double tag = SimulatedPolicy.tag(logProb(candidate.getBehaviourLogProb()));
        require(published.put(id, tag) == null, "no id is used twice", id);
        byTag.put(tag, id);
        if (candidate.getSubstitution() != null) {
            substituted.add(tag);
        }
        require(
                candidate.getPolicyVersion() <= newest,
                "candidates are drawn by versions that exist",
                id + " by version " + candidate.getPolicyVersion() + " of " + newest);
        publishedAt.put(candidate.getId().getGenerator(), world.time().now());
    }

    private static LogProb logProb(LogProbRecord parts) {
        return new LogProb(
                parts.getWyckoff(), parts.getElement(), parts.getCoordinate(), parts.getLattice());
    }

    private void scored(Scored scored) {
        String id = CandidateIds.text(scored.getCandidate().getId());
        require(published.containsKey(id), "scores are of candidates", id);
        outcomes.add(id);
    }

    private void rejected(Rejected rejected) {
        if (rejected == null) {
            return;
        }
        if (rejected.getCandidate() == null) {
            undecodable.add(rejected.getSource());
        } else {
            outcomes.add(CandidateIds.text(rejected.getCandidate().getId()));
        }
    }

    private void weights(PolicyWeights record) {
        if (record == null || !(record.getPart() instanceof WeightsManifest manifest)) {
            return;
        }
        int version = record.getVersion();
        String known = versions.putIfAbsent(version, manifest.getSha256());
        require(
                known == null || known.equals(manifest.getSha256()),
                "no version has two contents",
                "version " + version + " is " + known + " and " + manifest.getSha256());
        require(version <= newest + 1, "versions grow without a gap", version + " after " + newest);
        if (version > newest) {
            newest = version;
            world.trace(
                    () -> "version " + version + " is " + manifest.getSha256().substring(0, 8));
        }
    }

    private void update(PolicyUpdate update) {
        if (update == null) {
            return;
        }
        PolicyUpdate known = updates.putIfAbsent(update.getVersion(), update);
        require(
                known == null
                        || known.getMeanReward() == update.getMeanReward()
                                && known.getCandidatesAccounted()
                                        == update.getCandidatesAccounted(),
                "no version has two contents",
                "update " + update.getVersion() + " is " + known + " and " + update);
    }

    private void progress(LearnerProgress report) {
        if (report == null) {
            return;
        }
        require(
                progress == null || progress.getEpoch() <= report.getEpoch(),
                "a learner that was replaced is silent",
                report + " after " + progress);
        require(
                report.getCandidatesAccounted() <= countable(),
                "no candidate is counted twice",
                report.getCandidatesAccounted() + " are counted of " + countable()
                        + " that have an outcome");
        require(
                report.getVersion() <= newest,
                "the learner reports what is published",
                "version " + report.getVersion() + " of " + newest);
        progress = report;
        reportedAt = world.time().now();
        report.getGenerators().forEach(one -> seen.put(one.getGenerator(), one));
    }

    /** Notes an update that a learner has made; the same may be made again after a restart. */
    void learned(SafeTensors before, SafeTensors after, List<Double> tags) {
        String parent = sha(before);
        Set<Double> learned = new HashSet<>(tags);
        require(
                Collections.disjoint(learned, substituted),
                "nothing is learned from what substitution made",
                "one of " + tags.stream().map(byTag::get).toList());
        require(learned.size() == tags.size(), "no outcome is learned from twice", "in one batch");
        for (Line line = lines.get(parent); line != null; line = lines.get(line.parent)) {
            for (Double tag : line.learned) {
                require(
                        !learned.contains(tag),
                        "no outcome is learned from twice",
                        byTag.get(tag) + ", in one line of weights");
            }
        }
        lines.put(sha(after), new Line(parent, tags));
    }

    private static String sha(SafeTensors file) {
        return DigestUtils.sha256Hex(file.toBytes());
    }

    /** Returns the candidates that have an outcome, and the records that were none. */
    int counted() {
        return outcomes.size() + undecodable.size();
    }

    private long countable() {
        return counted()
                + poisoned.stream()
                        .filter(id -> published.containsKey(id) && !outcomes.contains(id))
                        .count();
    }

    int published() {
        return published.size();
    }

    int outcomes() {
        return outcomes.size();
    }

    /** Returns the newest version, -1 before the first. */
    int newest() {
        return newest;
    }

    /** Returns the report of the update that made a version. */
    PolicyUpdate update(int version) {
        return updates.get(version);
    }

    /** Returns when a generator last published a candidate, 0 before the first. */
    long publishedAt(String generator) {
        return publishedAt.getOrDefault(generator, 0L);
    }

    Optional<LearnerProgress> progress() {
        return Optional.ofNullable(progress);
    }

    /** Returns the nanoseconds since a learner reported. */
    long sinceReport() {
        return world.time().now() - reportedAt;
    }

    /** Returns what was last reported of each generator. */
    Map<String, GeneratorProgress> seen() {
        return seen;
    }

    boolean hasOutcome(String id) {
        return outcomes.contains(id);
    }

    /** Returns candidates without an outcome that the broker has not lost. */
    List<String> open() {
        return published.keySet().stream()
                .filter(id -> !outcomes.contains(id) && !lostByBroker.contains(id))
                .toList();
    }

    List<String> publishedIds() {
        return List.copyOf(published.keySet());
    }

    /** Returns the candidates that were deleted, which a dashboard may not have read. */
    int deletedCandidates() {
        return deleted.size();
    }

    int lostByBroker() {
        return lostByBroker.size();
    }
}
