package io.nucleate.learner.service;

import io.nucleate.learner.reinforcement.Learner;
import io.nucleate.schemas.GeneratorProgress;
import io.nucleate.schemas.LearnerProgress;
import io.nucleate.schemas.NumberInterval;
import io.nucleate.schemas.SeenIds;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decides when a learner reports its progress, and what it says. Knows neither Kafka nor the time,
 * which is handed in.
 *
 * <table>
 * <caption>State of the learner; the first row that fits decides</caption>
 * <tr><th>what it sees</th><th>state</th></tr>
 * <tr><td>the run is paused</td><td>waits</td></tr>
 * <tr><td>no outcome for {@code nucleate.learner.standing-after}, pauses apart</td>
 *     <td>stands still</td></tr>
 * <tr><td>{@code nucleate.learner.max-unrewarded} outcomes in a row that it cannot learn
 *     from, those of what substitution made apart</td><td>stands still</td></tr>
 * <tr><td>anything else</td><td>learns</td></tr>
 * </table>
 */
public final class ProgressTracker {
    /** Least time between reports, versions apart; a candidate lives for some seconds. */
    private static final Duration CHANGED_INTERVAL = Duration.ofSeconds(1);

    private static final Duration UNCHANGED_INTERVAL = Duration.ofSeconds(10);

    /** Generators that were not heard of for longer are not reported on. */
    private static final Duration GENERATOR_SILENCE_MAX = Duration.ofMinutes(10);

    /**
     * Most intervals reported of one generator, so that a report fits into a record. Gaps further
     * back count as filled.
     */
    private static final int INTERVALS_MAX = 10_000;

    private final String run;
    private final int windowSize;
    private final Duration standingAfter;
    private final int unrewardedMax;
    private final Instant start;
    private long epoch;
    /** When each generator was heard of; {@link Instant#MIN} where it was before the start. */
    private final Map<String, Instant> lastOutcomes = new TreeMap<>();

    private Instant lastOutcome;
    private Instant lastReport = Instant.MIN;
    private boolean isChanged;
    private int unrewarded;
    private int version;
    private int waiting;

    /**
     * @param windowSize crystals with a reward that are awaited before an update
     * @param unrewardedMax outcomes in a row without one to learn from, above which it stands still
     */
    public ProgressTracker(
            String run, int windowSize, Duration standingAfter, int unrewardedMax, Instant start) {
        this.run = run;
        this.windowSize = windowSize;
        this.standingAfter = standingAfter;
        this.unrewardedMax = unrewardedMax;
        this.start = start;
        lastOutcome = start;
    }

    /** Notes which start of a learner of this run it is, which every report says. */
    void begin(long newEpoch) {
        epoch = newEpoch;
    }

    /** Takes up the generators of an earlier start: they may still wait for what it had counted. */
    void resumed(Learner learner) {
        learner.sources().stream()
                .filter(source -> !source.startsWith(LearnerLoop.UNDECODABLE))
                .forEach(generator -> lastOutcomes.put(generator, Instant.MIN));
        version = learner.version();
    }

    /** Notes an outcome of what the policy drew, which the learner has taken. */
    void taken(String generator, Learner learner, Instant now) {
        heard(generator, now);
        boolean isUsed = learner.version() != version || learner.waiting() != waiting;
        unrewarded = isUsed ? 0 : unrewarded + 1;
        version = learner.version();
        waiting = learner.waiting();
    }

    /**
     * Notes an outcome that nobody expects to learn from: of what substitution made, or one that
     * still waits for its block.
     */
    void heard(String generator, Instant now) {
        lastOutcomes.put(generator, now);
        lastOutcome = now;
        isChanged = true;
    }

    /** Notes that the run is paused at this moment, when nothing needs to come. */
    void paused(Instant now) {
        lastOutcome = now;
        unrewarded = 0;
    }

    /** Returns whether it is time for a report. */
    boolean isDue(Instant now) {
        Duration interval = isChanged ? CHANGED_INTERVAL : UNCHANGED_INTERVAL;
        return !now.isBefore(lastReport.plus(interval));
    }

    /** Returns why the learner stands still; empty while it goes on. */
    Optional<String> standing(Instant now) {
        Duration silence = Duration.between(lastOutcome, now);
        if (silence.compareTo(standingAfter) >= 0) {
            return Optional.of("no outcome of a candidate has come for " + silence.toSeconds()
                    + " s; look whether generators and scorers of run " + run + " work");
        }
        if (unrewarded >= unrewardedMax) {
            return Optional.of("none of the last " + unrewarded
                    + " outcomes could be learned from (no reward, rejected, refused, stale or"
                    + " outside the constraints); look at the scorers' reward and at the"
                    + " constraints of run " + run);
        }
        return Optional.empty();
    }

    /** Makes the report that is due, or one out of turn. */
    LearnerProgress report(Learner learner, Instant now) {
        isChanged = false;
        lastReport = now;
        lastOutcomes
                .values()
                .removeIf(last -> last.equals(Instant.MIN)
                        ? start.plus(GENERATOR_SILENCE_MAX).isBefore(now)
                        : last.plus(GENERATOR_SILENCE_MAX).isBefore(now));
        return LearnerProgress.newBuilder()
                .setRun(run)
                .setEpoch(epoch)
                .setVersion(learner.version())
                .setBatchSize(windowSize)
                .setWaiting(learner.waiting())
                .setCandidatesAccounted(learner.candidatesAccounted())
                .setLost(learner.lostTotal())
                .setRefused(learner.refusedTotal())
                .setGenerators(lastOutcomes.entrySet().stream()
                        .map(entry -> of(
                                entry.getKey(),
                                learner.accountedOf(entry.getKey()),
                                entry.getValue()))
                        .toList())
                .setStanding(standing(now).orElse(null))
                .setReportedAt(now.truncatedTo(ChronoUnit.MILLIS))
                .build();
    }

    private static GeneratorProgress of(String generator, SeenIds.Seen seen, Instant last) {
        List<SeenIds.Interval> above = seen.above();
        long below = seen.below();
        if (above.size() > INTERVALS_MAX) {
            above = above.subList(above.size() - INTERVALS_MAX, above.size());
            below = above.get(0).first();
        }
        return GeneratorProgress.newBuilder()
                .setGenerator(generator)
                .setBelow(below)
                .setAbove(above.stream()
                        .map(interval -> new NumberInterval(interval.first(), interval.last()))
                        .toList())
                .setLastOutcomeAt(
                        last.equals(Instant.MIN) ? null : last.truncatedTo(ChronoUnit.MILLIS))
                .build();
    }
}
