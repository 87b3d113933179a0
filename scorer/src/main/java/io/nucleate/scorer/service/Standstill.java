package io.nucleate.scorer.service;

import org.jboss.logging.Logger;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Keeps the lanes of a scorer from taking candidates after one came that a newer release wrote. Any
 * thread may use it.
 *
 * <table>
 * <caption>States</caption>
 * <tr><th>state</th><th>event</th><th>next</th></tr>
 * <tr><td>goes on</td><td>a candidate of a newer release comes</td>
 *     <td>stands still; not ready, and health says why</td></tr>
 * <tr><td>stands still</td><td>{@link #CHECK_AFTER} passes</td>
 *     <td>goes on, that is, takes one batch and looks</td></tr>
 * <tr><td>stands still</td><td>the process is replaced by the newer release</td><td></td></tr>
 * </table>
 *
 * <p>During a rolling upgrade, the generators may be newer than some scorers. An old scorer must
 * not take a candidate again and again, because each delivery counts towards the limit, and it must
 * not end, because it would be started again at once. It looks again after a while, so that a
 * single record of nobody's schema does not stop it for good.
 */
final class Standstill {
    /** Time between two looks, several times as long as a rolling upgrade usually takes. */
    static final Duration CHECK_AFTER = Duration.ofMinutes(10);

    private static final Logger LOG = Logger.getLogger(Standstill.class);

    private final LongSupplier nanoTime;
    private Optional<String> reason = Optional.empty();
    private long endNanos;

    Standstill(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Begins, or begins again. */
    synchronized void begin(String why) {
        if (reason.isEmpty()) {
            LOG.errorf("taking no more candidates for %s: %s", CHECK_AFTER, why);
        }
        reason = Optional.of(why);
        endNanos = nanoTime.getAsLong() + CHECK_AFTER.toNanos();
    }

    /** Returns why no candidates are taken; empty while they are. */
    synchronized Optional<String> reason() {
        if (reason.isPresent() && nanoTime.getAsLong() - endNanos >= 0) {
            reason = Optional.empty();
        }
        return reason;
    }
}
