package io.nucleate.scorer.reward;

import io.nucleate.energy.Energetics;

import java.util.List;
import java.util.Map;

/** A named objective of reinforcement. Pure: the same price is always worth the same. */
public interface Reward {

    /** The expression that {@link Rewards} reads it from, as scores quote it. */
    String name();

    /** The least value it gives. */
    double worst();

    /** The greatest value it gives. */
    double best();

    /** What must be known of a crystal beyond its energy. */
    Needs needs();

    /**
     * What a priced crystal is worth, from {@link #worst} to {@link #best}, or abstention with the
     * guard's name.
     */
    RewardValue of(Energetics energetics);

    /**
     * A crystal that gates stopped is worth the least: abstaining would leave it to grow.
     *
     * @param gates at least one
     */
    default RewardValue stopped(List<String> gates) {
        return new RewardValue(Map.of("gate", worst()), gates);
    }
}
