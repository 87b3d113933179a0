package io.nucleate.schemas;

import java.time.Duration;
import java.util.Map;

/**
 * The share group through which any number of scorers divide the candidates among them (KIP-932).
 */
public final class ScorerGroup {
    /** Group id. */
    public static final String ID = "scorers";

    /**
     * A candidate delivered more often than this has failed its scorers each time; the scorer that
     * receives it sends it to {@link Topic#REJECTED} untried.
     */
    public static final int DELIVERY_LIMIT = 5;

    /**
     * The broker's own limit, at which it drops a record without a trace. It lies above
     * {@link #DELIVERY_LIMIT}, so that a scorer killed while it rejects a record still leaves
     * further chances to reject it.
     */
    static final int BROKER_DELIVERY_LIMIT = 10;

    /** A record that is neither acknowledged nor renewed for so long goes to another scorer. */
    public static final Duration RECORD_LOCK = Duration.ofSeconds(30);

    private ScorerGroup() {}

    /**
     * The group's settings on the broker. Without the first, candidates written before the first
     * scorer came are skipped.
     */
    static Map<String, String> settings() {
        return Map.of(
                "share.auto.offset.reset",
                "earliest",
                "share.record.lock.duration.ms",
                Long.toString(RECORD_LOCK.toMillis()),
                "share.delivery.count.limit",
                Integer.toString(BROKER_DELIVERY_LIMIT),
                "share.isolation.level",
                "read_committed");
    }
}
