package io.nucleate.reward;

import io.nucleate.energy.Energetics;
import io.nucleate.energy.hull.HullGuards;

import java.util.List;
import java.util.Optional;

/**
 * A reward that trusts an energy above the hull within bounds. On a sparse hull no reward makes
 * sense, because nobody knows whether the crystal could exist, and it abstains. Far below the hull
 * the potential is likelier wrong than the hull; the crystal gets the worst value, or none.
 */
record Guarded(Reward reward, HullTrust trust) implements Wrapped {
    @Override
    public RewardValue of(Evidence evidence) {
        Energetics energetics = evidence.energetics();
        Optional<String> firing = trust.guards()
                .firing(
                        energetics.composition(),
                        energetics.decomposition().knownPhases(),
                        energetics.energyAboveHullEvPerAtom());
        return firing.map(this::instead).orElseGet(() -> reward.of(evidence));
    }

    private RewardValue instead(String guard) {
        return guard.equals(HullGuards.IMPLAUSIBLE_ENERGY)
                        && trust.implausible() == HullTrust.Implausible.WORST
                ? stopped(List.of(guard))
                : RewardValue.abstain(guard);
    }
}
