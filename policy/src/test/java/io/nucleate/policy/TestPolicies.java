package io.nucleate.policy;

import ai.djl.Device;

/** Small policies for tests, here and in other modules. */
public final class TestPolicies {
    public static final PolicyConfig TINY = PolicyConfig.reference().toBuilder()
            .fourierTerms(3)
            .coordinateComponents(4)
            .latticeComponents(2)
            .firstLetterHidden(16)
            .layers(2)
            .heads(2)
            .keySize(8)
            .modelSize(16)
            .embedSize(8)
            .sitesMax(6)
            .convention(PolicyConfig.Convention.SAMPLED)
            .build();

    /** For crystals of no more than three sites. */
    public static final PolicyConfig TINIEST =
            TINY.toBuilder().fourierTerms(2).layers(1).sitesMax(3).build();

    private TestPolicies() {}

    /** Makes a random policy that draws every space group equally often. */
    public static Policy tiny(long seed) {
        return random(TINY, seed);
    }

    /** Makes a random policy that draws every space group equally often. */
    public static Policy random(PolicyConfig config, long seed) {
        return Policy.initialize(config, SpaceGroupDistribution.uniform(), seed, Device.cpu());
    }
}
