/**
 * The CrystalFormer policy (arXiv 2403.15734): an autoregressive density over crystals. Start from
 * {@link io.nucleate.policy.Policy}, which loads weights, prices crystals and samples new ones;
 * from there a reader goes through {@link io.nucleate.policy.CrystalBatch} (tokens),
 * {@link io.nucleate.policy.CrystalFormer} (network) and {@link io.nucleate.policy.Likelihood} or
 * {@link io.nucleate.policy.Sampler}.
 */
package io.nucleate.policy;
