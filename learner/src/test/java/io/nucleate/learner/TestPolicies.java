package io.nucleate.learner;

import ai.djl.Device;

import io.nucleate.policy.Policy;
import io.nucleate.policy.PolicyConfig;
import io.nucleate.policy.SpaceGroupDistribution;

/** Small random policies. */
public final class TestPolicies {
    public static final PolicyConfig TINY =
            new PolicyConfig(3, 4, 2, 16, 2, 2, 8, 16, 8, 6, PolicyConfig.Convention.SAMPLED);

    private TestPolicies() {}

    public static Policy tiny(long seed) {
        return Policy.initialize(TINY, SpaceGroupDistribution.uniform(), seed, Device.cpu());
    }
}
