package io.nucleate.cli.export;

import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.Scored;

import java.util.Comparator;
import java.util.Locale;

/** Which crystals come first; of equal ones the lower above the hull, then by id. */
public enum DiscoveryOrder {
    /** Lowest energy above the hull first. */
    EHULL(Comparator.comparingDouble(Scored::getEnergyAboveHullEvPerAtom)),
    /** Highest reward first; crystals without a reward last. */
    REWARD(Comparator.comparing(
            Scored::getReward, Comparator.nullsLast(Comparator.reverseOrder())));

    private final Comparator<Scored> first;

    DiscoveryOrder(Comparator<Scored> first) {
        this.first = first;
    }

    /** The better of two crystals, both with an energy, comes first. */
    Comparator<Scored> comparator() {
        return first.thenComparingDouble(Scored::getEnergyAboveHullEvPerAtom)
                .thenComparing(scored -> CandidateIds.text(scored.getCandidate().getId()));
    }

    /** The name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
