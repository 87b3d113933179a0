package io.nucleate.reward;

/** A reward that changes the value of another reward, and has its name, bounds and needs. */
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
