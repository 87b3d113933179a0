package io.nucleate.simulation;

import io.nucleate.schemas.ScorerGroup;
import io.nucleate.schemas.Topic;

import org.apache.kafka.common.TopicPartition;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** What all simulated processes share: time, topics, chance, and the trace of what happened. */
final class World implements AutoCloseable {
    /** Lines of the trace that a failure prints. */
    private static final int TRACE_LINES = Integer.getInteger("simulation.trace", 120);

    private final VirtualTime time = new VirtualTime();
    private final SplittableRandom random;
    private final Ledger ledger = new Ledger(this);
    private final SimulatedTopics topics;
    private final SimulatedShareGroup group;
    private final Set<Flaw> flaws;
    private final OptionalLong calmLatencyNanos;
    private final List<SimulatedProcess> processes = new ArrayList<>();
    private final Deque<String> trace = new ArrayDeque<>();
    private long traceHash = 17;
    private Faults faults = Faults.NONE;
    private Ledger.Violation violation;

    /** What goes wrong by itself: one in so many calls; 0 for never. */
    record Faults(int killed, int paused, Duration pausedMax) {
        static final Faults NONE = new Faults(0, 0, Duration.ZERO);
    }

    /** Ways to break the loop on purpose, each with the invariant that must find it. */
    enum Flaw {
        /** A producer says that records are written before they are. */
        ACKNOWLEDGED_BEFORE_WRITTEN("everything that is under way arrives"),
        /** The group drops a record at its first failure. */
        DROPPED_AT_FIRST_DELIVERY("no candidate is lost"),
        /** A learner that starts has forgotten the newest ids, and how far it had read. */
        SEEN_FORGOTTEN("no outcome is learned from twice"),
        /** A generator numbers its candidates from 0 at each start. */
        NUMBERS_FROM_ZERO("no id is used twice"),
        /** Who starts does not wait for what lies behind open transactions. */
        OPEN_NOT_AWAITED("no id is used twice"),
        /** A second producer does not fence the first. */
        UNFENCED("no version has two contents"),
        /** A learner that starts does not see what is published. */
        PUBLISHED_NOT_READ("no version has two contents"),
        /** A commit is confirmed, and nothing is committed, at times. */
        COMMITS_LOST("the learner reports what is published"),
        /** A learner that starts takes its version for a later one. */
        VERSIONS_SKIPPED("versions grow without a gap"),
        /** Uncommitted records can be read. */
        READ_UNCOMMITTED("the dashboard counts every candidate once"),
        /** The dashboard is given every record twice. */
        DASHBOARD_READS_TWICE("the dashboard counts every candidate once"),
        /** The dashboard misses records, at times. */
        DASHBOARD_MISSES("the learner's count is the dashboard's"),
        /** The reports of the learner do not reach the generators. */
        PROGRESS_NOT_READ("the loop goes on"),
        /** A generator waits for its candidates for ever. */
        NEVER_GIVES_UP("the loop goes on"),
        /** Scorers do not say which crystals substitution made. */
        SOURCE_FORGOTTEN("nothing is learned from what substitution made"),
        /** A generator that stands still does not say so. */
        STANDS_STILL_SILENTLY("the loop never stands still without a reason");

        private final String invariant;

        Flaw(String invariant) {
            this.invariant = invariant;
        }

        /** Returns the name of the invariant that the flaw breaks. */
        String invariant() {
            return invariant;
        }
    }

    /** Makes a world in which anything may take long. */
    World(long seed, Set<Flaw> flaws) {
        this(seed, flaws, OptionalLong.empty());
    }

    /** Makes a world in which each call takes equally long, and readers get all that there is. */
    static World calm(long seed, Duration latency) {
        return new World(seed, Set.of(), OptionalLong.of(latency.toNanos()));
    }

    private World(long seed, Set<Flaw> flaws, OptionalLong calmLatencyNanos) {
        random = new SplittableRandom(seed);
        this.calmLatencyNanos = calmLatencyNanos;
        this.flaws = flaws.isEmpty() ? EnumSet.noneOf(Flaw.class) : EnumSet.copyOf(flaws);
        topics = new SimulatedTopics(time, ledger, !has(Flaw.UNFENCED));
        group = new SimulatedShareGroup(
                time,
                topics.logs(Topic.CANDIDATES.topicName()),
                ScorerGroup.RECORD_LOCK.toNanos(),
                has(Flaw.DROPPED_AT_FIRST_DELIVERY) ? 1 : 2 * ScorerGroup.DELIVERY_LIMIT,
                (log, entry) -> ledger.dropped(log.partition(), entry));
    }

    VirtualTime time() {
        return time;
    }

    SimulatedTopics topics() {
        return topics;
    }

    SimulatedShareGroup group() {
        return group;
    }

    Ledger ledger() {
        return ledger;
    }

    boolean has(Flaw flaw) {
        return flaws.contains(flaw);
    }

    boolean acknowledgesEarly() {
        return has(Flaw.ACKNOWLEDGED_BEFORE_WRITTEN);
    }

    /** Returns whether a consumer gets a record: those that are committed, without a flaw. */
    boolean reads(String clientId, TopicPartition partition, SimulatedTopics.Entry entry) {
        if (has(Flaw.PUBLISHED_NOT_READ)
                && clientId.equals("weights-start")
                && partition.topic().equals(Topic.POLICY_WEIGHTS.topicName())) {
            return false;
        }
        if (has(Flaw.PROGRESS_NOT_READ)
                && !clientId.equals("progress-start")
                && partition.topic().equals(Topic.LEARNER_PROGRESS.topicName())) {
            return false;
        }
        if (has(Flaw.NUMBERS_FROM_ZERO)
                && partition.topic().equals(Topic.GENERATOR_PROGRESS.topicName())) {
            return false;
        }
        return entry.isVisible() || has(Flaw.READ_UNCOMMITTED) && !entry.isMarker();
    }

    /** Returns the end of what consumers may read. */
    long end(SimulatedTopics.Log log) {
        return has(Flaw.READ_UNCOMMITTED) ? log.end() : log.stableEnd();
    }

    /** Notes a violation where it happens: what comes of it there can be anything. */
    void violated(Ledger.Violation newViolation) {
        if (violation == null) {
            violation = newViolation;
        }
    }

    Optional<Ledger.Violation> violation() {
        return Optional.ofNullable(violation);
    }

    void faults(Faults newFaults) {
        faults = newFaults;
    }

    /** Returns a number below a bound. */
    int chance(int bound) {
        return random.nextInt(bound);
    }

    SplittableRandom random() {
        return random;
    }

    /**
     * Draws how long something takes: mostly about a millisecond, at times much longer. In a calm
     * world it is always the same.
     */
    long latency() {
        if (calmLatencyNanos.isPresent()) {
            return calmLatencyNanos.getAsLong();
        }
        int kind = random.nextInt(100);
        long most = kind < 75 ? 2_000_000L : kind < 97 ? 20_000_000L : 800_000_000L;
        return 1 + random.nextLong(most);
    }

    /** Draws how many records a reader is given at most; in a calm world as many as it takes. */
    int records(int chaotic, int calm) {
        return calmLatencyNanos.isPresent() ? calm : 1 + random.nextInt(chaotic);
    }

    SimulatedProcess process(String name) {
        SimulatedProcess process = new SimulatedProcess(name, time.now());
        processes.add(process);
        return process;
    }

    /** A call to the broker: takes time, and may be the last one of the process. */
    void call(SimulatedProcess process, String what) {
        if (process.isDead()) {
            throw new VirtualTime.Killed(process.name());
        }
        if (faults.killed() > 0 && chance(faults.killed()) == 0) {
            trace(() -> process.name() + " is killed at " + what);
            kill(process);
            throw new VirtualTime.Killed(process.name());
        }
        if (faults.paused() > 0 && chance(faults.paused()) == 0) {
            long nanos = random.nextLong(faults.pausedMax().toNanos());
            process.pause(time.now() + nanos);
            trace(() -> process.name() + " is stopped for " + nanos / 1_000_000 + " ms at " + what);
        }
        time.sleep(latency());
    }

    /** Ends a process at once, whatever it does. */
    void kill(SimulatedProcess process) {
        if (!process.isDead()) {
            process.die();
            time.reap(process);
            processes.remove(process);
        }
    }

    void trace(Supplier<String> line) {
        String text = String.format(Locale.ROOT, "%10.3f s  %s", time.now() * 1e-9, line.get());
        traceHash = 31 * traceHash + text.hashCode();
        trace.add(text);
        if (trace.size() > TRACE_LINES) {
            trace.remove();
        }
    }

    /** Returns a number that depends on all that happened. */
    long traceHash() {
        return traceHash;
    }

    List<String> lastSteps() {
        return List.copyOf(trace);
    }

    /** Ends all processes. */
    @Override
    public void close() {
        List.copyOf(processes).forEach(this::kill);
    }
}
