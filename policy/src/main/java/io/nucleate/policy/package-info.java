/**
 * The CrystalFormer policy (arXiv 2403.15734): a density over crystals that is built up token by
 * token. Start from {@link io.nucleate.policy.Policy}, which loads weights, samples crystals and
 * computes their log-densities. From there read {@link io.nucleate.policy.CrystalBatch} (crystals
 * as tokens), {@link io.nucleate.policy.CrystalFormer} (the network), and then
 * {@link io.nucleate.policy.Likelihood} or {@link io.nucleate.policy.Sampler}. What a policy can be
 * given besides the space group is in {@link io.nucleate.policy.Conditions}.
 */
package io.nucleate.policy;
