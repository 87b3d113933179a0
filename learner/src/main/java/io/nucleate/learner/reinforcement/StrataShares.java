package io.nucleate.learner.reinforcement;

import io.nucleate.crystal.Crystal;

import java.util.Map;
import java.util.Set;

/**
 * Pulls the shares of {@link Strata} back to where they were at the start. Comparing crystals
 * within strata leaves the shares alone, but weights that strata share, clips and chance move them.
 * So the advantage of a crystal of stratum s, in units of the advantages' spread, gets besides
 *
 * <pre>
 *   pull · ln((p0(s) + {@value #SHARE_MIN}) / (p(s) + {@value #SHARE_MIN}))
 * </pre>
 *
 * <p>of the share p0 among the first {@link RunningShares#FIRST} crystals and the running share p.
 * Without the small number this is the gradient of −pull · KL(p ‖ p0), the distance of the shares
 * from the start's; with it, the chance that a rare stratum comes or not does not count. The
 * learner counts here, once for each candidate. One thread at a time may use an instance.
 */
final class StrataShares {
    private static final double SHARE_MIN = 0.01;

    /**
     * Crystals of the running mean. With a thousand the pull comes late, and shares swing; with
     * fewer than this, what is pulled is chance.
     */
    private static final int CRYSTALS = 250;

    private final Strata strata;
    private final RunningShares<Integer> shares = new RunningShares<>(CRYSTALS);

    /**
     * What the next pull depends on.
     *
     * @param counted crystals among the first
     * @param first by stratum, how many of the first crystals are of it
     * @param shares by stratum, its running share
     */
    record State(int counted, Map<Integer, Integer> first, Map<Integer, Double> shares) {}

    StrataShares(Strata strata) {
        this.strata = strata;
    }

    private boolean isOn() {
        return strata.pull() > 0 && !strata.isNone();
    }

    void count(Crystal crystal) {
        if (isOn()) {
            shares.count(Set.of(strata.of(crystal)));
        }
    }

    /** Returns what the advantage of a crystal gets; 0 until the first crystals are counted. */
    double pull(Crystal crystal) {
        if (!isOn() || !shares.isStarted()) {
            return 0;
        }
        int stratum = strata.of(crystal);
        return strata.pull()
                * Math.log(
                        (shares.atStart(stratum) + SHARE_MIN) / (shares.now(stratum) + SHARE_MIN));
    }

    /** Returns counts and shares, for {@link #restore}. */
    State state() {
        return new State(shares.counted(), shares.first(), shares.shares());
    }

    /** Takes up what {@link #state} gave. */
    void restore(State state) {
        shares.restore(state.counted(), state.first(), state.shares());
    }
}
