package io.nucleate.scorer;

import io.nucleate.crystal.Crystal;
import io.nucleate.energy.Energetics;
import io.nucleate.energy.property.Property;
import io.nucleate.energy.relaxation.RelaxationSettings;
import io.nucleate.energy.relaxation.Relaxed;
import io.nucleate.reward.Evidence;
import io.nucleate.reward.Gates;
import io.nucleate.reward.Reward;
import io.nucleate.reward.RewardValue;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a run asks of the scores of its crystals.
 *
 * @param gates stop crystals before their energy is computed
 * @param relaxation settings with which crystals are relaxed within their space groups before they
 *     are evaluated; empty for no relaxation
 * @param substitutedRelaxation the same for crystals that substitution made: their lattices and
 *     coordinates are those of other elements
 * @param reward what an evaluated crystal is worth
 * @param properties estimated for every crystal; at least those that the reward needs
 * @param auditShare share of the policy's crystals that are also relaxed and judged by a second
 *     potential, whatever the reward
 * @param pessimism when a second potential is asked too, whose higher energy then counts; empty if
 *     the first one alone pays
 * @param oneByOne whether each crystal is evaluated alone: the numbers of a potential depend on the
 *     other crystals of a call, in their last digits
 */
public record Objective(
        Gates gates,
        Optional<RelaxationSettings> relaxation,
        RelaxationSettings substitutedRelaxation,
        Reward reward,
        Set<Property> properties,
        double auditShare,
        Optional<Pessimism> pessimism,
        boolean oneByOne) {

    public Objective {
        properties = Set.copyOf(properties);
        if (!properties.containsAll(reward.needs().properties())) {
            throw new IllegalArgumentException(
                    reward.name() + " needs " + reward.needs().properties());
        }
        if (!(auditShare >= 0 && auditShare <= 1)) {
            throw new IllegalArgumentException(
                    "scoring.auditShare must be between 0 and 1, such as 0.02, found "
                            + auditShare);
        }
    }

    /**
     * An objective without relaxation but of what substitution made, without properties that the
     * reward does not need, without audits, and by one potential.
     */
    public static Objective of(Gates gates, Reward reward) {
        return new Objective(
                gates,
                Optional.empty(),
                RelaxationSettings.DEFAULT,
                reward,
                reward.needs().properties(),
                0,
                Optional.empty(),
                false);
    }

    /** Returns what the run asks of the scores of crystals that substitution made. */
    public Objective ofSubstituted() {
        return new Objective(
                gates,
                Optional.of(substitutedRelaxation),
                substitutedRelaxation,
                reward,
                properties,
                0,
                pessimism,
                oneByOne);
    }

    /**
     * Returns the reward of an evaluated crystal, which the gates may stop where it relaxed to.
     *
     * @param evidence with the judgement of the second potential, if there is one
     */
    RewardValue rewardOf(Evidence evidence) {
        Energetics energetics = evidence.energetics();
        List<String> stoppedBy = energetics
                .relaxed()
                .flatMap(Relaxed::crystal)
                .map(gates::stopping)
                .orElse(List.of());
        return stoppedBy.isEmpty() ? reward.of(paid(evidence)) : reward.stopped(stoppedBy);
    }

    /** Returns what the reward is computed from; a judgement counts in a pessimistic run alone. */
    private Evidence paid(Evidence evidence) {
        return pessimism.isPresent()
                ? new Evidence(evidence.energetics().pessimistic(), evidence.novel())
                : evidence;
    }

    /** Returns names of the gates that stop a crystal as it is. */
    List<String> stopping(Crystal crystal) {
        return gates.stopping(crystal);
    }
}
