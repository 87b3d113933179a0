package io.nucleate.local;

import io.nucleate.schemas.Topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How much of each topic a disk budget leaves room for. What is worth least is dropped first, and
 * each down to its least share only: candidates, then scores, then rejections, then versions of the
 * weights of the last hour, and last the discoveries. Knows nothing of Kafka.
 *
 * @param bytesMax most bytes of each topic that is thinned by size
 * @param weightsLag how long superseded weights stay
 * @param dropped topics of which something is dropped now, the worthiest last
 * @param isEnough whether dropping all that may be dropped brings the directory into its budget
 */
record DiskPlan(
        Map<Topic, Long> bytesMax, Duration weightsLag, List<Topic> dropped, boolean isEnough) {
    /**
     * The rest is for what is written between two looks, and for segments, which are dropped whole.
     */
    private static final double FILL_MAX = 0.8;

    private static final double CANDIDATES_MIN = 0.04;
    private static final double SCORED_MIN = 0.3;
    private static final double REJECTED_MIN = 0.02;
    private static final double DISCOVERIES_MIN = 0.1;
    /** Shorter than that it makes no difference, since the cleaner needs some time too. */
    private static final Duration LAG_MIN = Duration.ofSeconds(10);

    /**
     * What is on the disk, in bytes.
     *
     * @param byTopic records of each topic
     * @param other everything else below the data directory
     */
    record Usage(Map<Topic, Long> byTopic, long other) {
        long of(Topic topic) {
            return byTopic.getOrDefault(topic, 0L);
        }

        long total() {
            return other + byTopic.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /**
     * Makes the plan.
     *
     * @param weightsLag as it is now; it is never made longer
     */
    static DiskPlan of(long budgetBytes, Usage usage, Duration weightsLag) {
        long candidates = usage.of(Topic.CANDIDATES);
        long scored = usage.of(Topic.SCORED);
        long rejected = usage.of(Topic.REJECTED);
        long candidatesMin = share(budgetBytes, CANDIDATES_MIN);
        long scoredMin = share(budgetBytes, SCORED_MIN);
        long rejectedMin = share(budgetBytes, REJECTED_MIN);
        long room = share(budgetBytes, FILL_MAX) - (usage.total() - candidates - scored - rejected);
        Map<Topic, Long> bytesMax = new LinkedHashMap<>();
        bytesMax.put(Topic.CANDIDATES, Math.max(candidatesMin, room - scored - rejected));
        bytesMax.put(Topic.SCORED, Math.max(scoredMin, room - candidatesMin - rejected));
        bytesMax.put(Topic.REJECTED, Math.max(rejectedMin, room - candidatesMin - scoredMin));

        long missing = candidatesMin + scoredMin + rejectedMin - room;
        long weights = usage.of(Topic.POLICY_WEIGHTS);
        Duration lag = missing <= 0 || weights == 0
                ? weightsLag
                : Duration.ofMillis((long)
                        (weightsLag.toMillis() * Math.max(0.0, weights - missing) / weights));
        if (lag.compareTo(LAG_MIN) < 0) {
            lag = Duration.ZERO;
        }
        boolean isLagSpent = missing > 0 && weightsLag.isZero();
        long discoveries = usage.of(Topic.DISCOVERIES);
        long discoveriesMin = share(budgetBytes, DISCOVERIES_MIN);
        bytesMax.put(
                Topic.DISCOVERIES,
                isLagSpent ? Math.max(discoveriesMin, discoveries - missing) : Long.MAX_VALUE);

        List<Topic> dropped = new ArrayList<>();
        for (Topic topic : List.of(Topic.CANDIDATES, Topic.SCORED, Topic.REJECTED)) {
            if (usage.of(topic) > bytesMax.get(topic)) {
                dropped.add(topic);
            }
        }
        if (lag.compareTo(weightsLag) < 0) {
            dropped.add(Topic.POLICY_WEIGHTS);
        }
        if (discoveries > bytesMax.get(Topic.DISCOVERIES)) {
            dropped.add(Topic.DISCOVERIES);
        }
        boolean isEnough =
                !isLagSpent || discoveries - missing >= Math.min(discoveries, discoveriesMin);
        return new DiskPlan(bytesMax, lag, List.copyOf(dropped), isEnough);
    }

    private static long share(long bytes, double fraction) {
        return (long) (bytes * fraction);
    }
}
