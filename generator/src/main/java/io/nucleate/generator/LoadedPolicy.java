package io.nucleate.generator;

import ai.djl.Device;

import io.nucleate.policy.Policy;
import io.nucleate.policy.SampledCrystal;
import io.nucleate.policy.SamplingSettings;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.tensors.SafeTensors;

import java.util.List;
import java.util.SplittableRandom;

/** One version of the policy, to draw from. For use by one thread. */
public interface LoadedPolicy extends AutoCloseable {
    /**
     * Draws a crystal with its densities for each randomness; equal weights and randomness give
     * equal crystals.
     */
    List<SampledCrystal> sample(List<SplittableRandom> randoms, SamplingSettings settings);

    @Override
    void close();

    /** Makes a policy of its published weights. */
    @FunctionalInterface
    interface Loader {
        LoadedPolicy load(byte[] safetensors);

        /**
         * Loads CrystalFormer.
         *
         * @param constraints bind every candidate; the learner must know the same
         */
        static Loader of(Constraints constraints, Device device) {
            return safetensors -> {
                Policy policy =
                        Policy.of(SafeTensors.parse(safetensors), device).under(constraints);
                return new LoadedPolicy() {
                    @Override
                    public List<SampledCrystal> sample(
                            List<SplittableRandom> randoms, SamplingSettings settings) {
                        return policy.sampleEach(randoms, settings, 1);
                    }

                    @Override
                    public void close() {
                        policy.close();
                    }
                };
            };
        }
    }
}
