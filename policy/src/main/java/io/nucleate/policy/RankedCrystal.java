package io.nucleate.policy;

import io.nucleate.crystal.Crystal;

import java.util.Comparator;

/** A crystal and its log-density, by which crystals are ordered. */
public record RankedCrystal(Crystal crystal, LogProb logProb) {
    /** Puts the likeliest crystal first. */
    public static final Comparator<RankedCrystal> BY_LOG_PROB = Comparator.comparingDouble(
                    (RankedCrystal ranked) -> ranked.logProb().total())
            .reversed();
}
