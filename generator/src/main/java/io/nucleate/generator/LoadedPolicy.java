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
    /** Draws crystals with their densities; equal weights and draws give equal crystals. */
    List<SampledCrystal> sample(int count, SamplingSettings settings, SplittableRandom random);

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
                            int count, SamplingSettings settings, SplittableRandom random) {
                        return policy.sample(count, settings, random);
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
