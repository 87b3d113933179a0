package io.nucleate.learner.pretraining;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.description.EquivalentDescriptions;

import java.util.List;
import java.util.random.RandomGenerator;

/** Choice of the description, among its equivalent ones, by which a policy learns a crystal. */
public enum Description {
    /** The one in the data. */
    GIVEN,
    /** Another one in each epoch, all equally likely; validation crystals stay as given. */
    DRAWN,
    /**
     * The one that all equivalent ones share; validation crystals as well, so that likelihoods are
     * not comparable with others.
     */
    STANDARD;

    /**
     * Returns the crystals as they are validated on, and learned in every epoch unless descriptions
     * are drawn.
     */
    List<Example> settled(List<Example> examples) {
        return examples.stream()
                .map(example -> example.with(settled(example.crystal())))
                .toList();
    }

    private Crystal settled(Crystal crystal) {
        return this == STANDARD ? EquivalentDescriptions.standard(crystal) : crystal.canonical();
    }

    /** Returns the crystals as they are learned in one epoch. */
    List<Example> forEpoch(List<Example> settled, RandomGenerator random) {
        if (this != DRAWN) {
            return settled;
        }
        return settled.stream()
                .map(example ->
                        example.with(EquivalentDescriptions.draw(example.crystal(), random)))
                .toList();
    }
}
