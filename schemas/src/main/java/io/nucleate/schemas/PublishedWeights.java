package io.nucleate.schemas;

/**
 * A complete version of the policy's weights, its checksum verified.
 *
 * @param run the run whose learner published it
 * @param version 0 for the pre-trained policy
 * @param safetensors the file's bytes; shared, not to be changed
 * @param offset offset of its first chunk in {@link Topic#POLICY_WEIGHTS}
 */
public record PublishedWeights(
        String run, int version, byte[] safetensors, WeightsManifest manifest, long offset) {}
