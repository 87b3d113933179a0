package io.nucleate.scorer;

import io.nucleate.crystal.Composition;
import io.nucleate.energy.Energetics;
import io.nucleate.scorer.reward.RewardValue;

import java.util.Optional;

/**
 * A crystal with its reward.
 *
 * @param price empty for a crystal that a gate stopped before the potential
 */
public record Score(Composition composition, Optional<Energetics> energetics, RewardValue reward)
        implements Verdict {}
