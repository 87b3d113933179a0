package io.nucleate.policy;

import io.nucleate.crystal.Crystal;

import java.util.Comparator;

/** A crystal and its log-density, to be put in order of it. */
public record RankedCrystal(Crystal crystal, LogProb logProb) {
    /** The likeliest first. */
    public static final Comparator<RankedCrystal> BY_LOG_PROB = Comparator.comparingDouble(
                    (RankedCrystal ranked) -> ranked.logProb().total())
            .reversed();
}
