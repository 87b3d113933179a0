package io.nucleate.generator;

import io.nucleate.schemas.GeneratorProgress;
import io.nucleate.schemas.LearnerProgress;
import io.nucleate.schemas.NumberInterval;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Tells how many candidates a generator may sample before the learner must catch up. The generator
 * is ahead by its own candidates of which the learner has not seen the end; those of other runs and
 * of other generators do not count. Crystals that wait for the learner's window to be full take
 * room too, because they grow stale. Knows neither Kafka nor the time, which is handed in as
 * nanoseconds from any origin.
 *
 * <table>
 * <caption>What gives room for a candidate again</caption>
 * <tr><th>what became of it</th><th>who says so</th></tr>
 * <tr><td>scored or rejected</td><td>the learner, which accounts for it</td></tr>
 * <tr><td>lost, while later ones are learned from</td><td>the learner, which gives it up when it
 *     would be stale</td></tr>
 * <tr><td>lost, and nothing later comes</td><td>the generator, which gives it up after
 *     {@link Settings#lostAfter}, and waits twice as long each time until something comes: with all
 *     scorers away only few candidates pile up</td></tr>
 * </table>
 */
public final class Pace {
    /** A generator of which nothing came for so long takes no share of the room. */
    private static final Duration LIVE = Duration.ofSeconds(60);

    /** Six times the longest time between two reports of a learner that works. */
    private static final Duration LEARNER_SILENCE_MAX = Duration.ofSeconds(60);

    private static final Duration PATIENCE_MAX = Duration.ofDays(1);

    private final String generator;
    private final Settings settings;
    private final Deque<Batch> batches = new ArrayDeque<>();
    private long published;
    private long givenUpBelow;
    private long below;
    private List<NumberInterval> above = List.of();
    private int waiting;
    private int generators = 1;
    private Duration patience;
    private long reportedAt;
    private long accountedAt;
    private long roomyAt;

    /**
     * Settings of the pace.
     *
     * @param batchSize crystals sampled at a time
     * @param aheadMax most candidates on their way, all generators of the run together
     * @param lostAfter a candidate of which nothing came for so long is not awaited any more
     * @param standingAfter without room for so long the generator stands still
     */
    public record Settings(
            int batchSize, int aheadMax, Duration lostAfter, Duration standingAfter) {
        public Settings {
            requireRoom(batchSize, aheadMax, 1);
        }
    }

    /**
     * Checks that a learner's window can be filled: its last place is filled by a batch that is
     * sampled while all others wait.
     *
     * @param learningWindow crystals with a reward that a learner awaits before an update
     * @throws IllegalArgumentException where it never could
     */
    static void requireRoom(int batchSize, int aheadMax, int learningWindow) {
        if (batchSize < 1 || batchSize > aheadMax) {
            throw new IllegalArgumentException("sampling.batchSize=" + batchSize
                    + " must be at least 1 and at most sampling.aheadMax=" + aheadMax);
        }
        int aheadMin = learningWindow - 1 + batchSize;
        if (aheadMax < aheadMin) {
            throw new IllegalArgumentException("an update awaits " + learningWindow
                    + " crystals (learning.window, or learning.batchSize where that is 0), which"
                    + " cannot come with sampling.aheadMax=" + aheadMax + " and sampling.batchSize="
                    + batchSize + "; set sampling.aheadMax to " + aheadMin + " or more");
        }
    }

    /** Candidates that were published together: all below the number. */
    private record Batch(long end, long publishedAt) {}

    /**
     * @param published number of candidates that earlier starts have published; they are taken to
     *     be accounted for until a report of the learner says otherwise
     */
    Pace(String generator, Settings settings, long published, long now) {
        this.generator = generator;
        this.settings = settings;
        this.patience = settings.lostAfter();
        below = published;
        published(published, now);
        reportedAt = now;
        accountedAt = now;
        roomyAt = now;
    }

    /** Notes that all candidates below a number are published. */
    void published(long end, long now) {
        published = end;
        batches.add(new Batch(end, now));
    }

    /**
     * Takes a report of the run's learner.
     *
     * @throws IllegalArgumentException as {@link #requireRoom}
     */
    void learned(LearnerProgress progress, long now) {
        requireRoom(settings.batchSize(), settings.aheadMax(), progress.getBatchSize());
        reportedAt = now;
        waiting = progress.getWaiting();
        generators = 1;
        for (GeneratorProgress other : progress.getGenerators()) {
            if (other.getGenerator().equals(generator)) {
                long before = ahead();
                below = other.getBelow();
                above = other.getAbove();
                if (ahead() < before) {
                    accountedAt = now;
                    patience = settings.lostAfter();
                }
            } else if (other.getLastOutcomeAt() != null
                    && other.getLastOutcomeAt().plus(LIVE).isAfter(progress.getReportedAt())) {
                generators++;
            }
        }
    }

    /** Returns the own candidates that are awaited. */
    long ahead() {
        long from = Math.max(givenUpBelow, below);
        long ahead = published - from;
        for (NumberInterval interval : above) {
            ahead -= Math.max(0, interval.getLast() - Math.max(from, interval.getFirst()) + 1);
        }
        return ahead;
    }

    /**
     * Gives up candidates that were awaited for too long.
     *
     * @return how many they are
     */
    long giveUp(long now) {
        long before = ahead();
        // A learner that is away says nothing, whatever became of the candidates.
        if (now - reportedAt < LEARNER_SILENCE_MAX.toNanos()) {
            boolean isLost = false;
            while (!batches.isEmpty() && isDone(batches.peek(), now)) {
                Batch batch = batches.remove();
                isLost |= batch.end() > below;
                givenUpBelow = Math.max(givenUpBelow, Math.min(batch.end(), published));
            }
            if (isLost && before > ahead()) {
                Duration longer = patience.multipliedBy(2);
                patience = longer.compareTo(PATIENCE_MAX) < 0 ? longer : PATIENCE_MAX;
            }
        }
        return before - ahead();
    }

    private boolean isDone(Batch batch, long now) {
        return batch.end() <= below || now - batch.publishedAt() >= patience.toNanos();
    }

    /**
     * Returns the candidates that may be published now; less than a batch, or below zero, when the
     * generator is far enough ahead. A generator with nothing on its way may always publish a
     * batch, however many share the room.
     */
    long room(long now) {
        long share = Math.max(settings.batchSize(), (settings.aheadMax() - waiting) / generators);
        long room = share - ahead();
        if (room >= settings.batchSize()) {
            roomyAt = now;
        }
        return room;
    }

    /** Returns why the generator stands still; empty while it goes on. */
    Optional<String> standing(long now) {
        long silence = now - reportedAt;
        if (silence >= LEARNER_SILENCE_MAX.toNanos()) {
            return Optional.of("the learner has not reported for "
                    + Duration.ofNanos(silence).toSeconds() + " s; look whether it works");
        }
        long full = now - Math.max(roomyAt, accountedAt);
        if (full >= settings.standingAfter().toNanos()) {
            return Optional.of("no room: " + ahead() + " candidates are on their way, and nothing"
                    + " has come of any for " + Duration.ofNanos(full).toSeconds()
                    + " s; look whether scorers work");
        }
        return Optional.empty();
    }
}
