package io.nucleate.scorer.reward;

/** A reward that changes what another one gives, between the same bounds. */
interface Wrapped extends Reward {
    Reward reward();

    @Override
    default String name() {
        return reward().name();
    }

    @Override
    default double worst() {
        return reward().worst();
    }

    @Override
    default double best() {
        return reward().best();
    }

    @Override
    default Needs needs() {
        return reward().needs();
    }
}
