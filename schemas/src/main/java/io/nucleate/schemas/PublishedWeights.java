package io.nucleate.schemas;

/**
 * A complete version of the policy's weights, its checksum verified.
 *
 * @param run the run whose learner published it
 * @param version 0 for the pre-trained policy
 * @param safetensors the file's bytes; shared, not to be changed
 */
public record PublishedWeights(
        String run, int version, byte[] safetensors, WeightsManifest manifest) {}
