package io.nucleate.learner.optimization;

import io.nucleate.policy.Policy;
import io.nucleate.tensors.Adam;
import io.nucleate.tensors.SafeTensors;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A policy and its optimiser in one safetensors file, with whatever else the training needs to go
 * on as text.
 */
public final class TrainingCheckpoint {
    private static final String PARAMETER = "parameter/";
    private static final String STEPS = "adam.steps";

    private TrainingCheckpoint() {}

    /**
     * Puts everything into one file.
     *
     * @param more metadata of the caller's own
     */
    public static SafeTensors of(Policy policy, Adam adam, Map<String, String> more) {
        SafeTensors weights = policy.toSafeTensors();
        Map<String, String> metadata = new TreeMap<>(weights.metadata());
        metadata.put(STEPS, Long.toString(adam.steps()));
        metadata.putAll(more);
        Map<String, SafeTensors.Tensor> tensors = new LinkedHashMap<>();
        weights.tensors().forEach((name, tensor) -> tensors.put(PARAMETER + name, tensor));
        tensors.putAll(adam.toTensors());
        return new SafeTensors(metadata, tensors);
    }

    /** Tells a checkpoint from a policy's own file. */
    static boolean isCheckpoint(SafeTensors file) {
        return file.tensors().keySet().stream().anyMatch(name -> name.startsWith(PARAMETER));
    }

    /**
     * Takes the policy out of a checkpoint: its tensors under their own names, its configuration
     * and its space groups, and nothing of the training's state.
     *
     * @throws IllegalArgumentException where the checkpoint's metadata lack the configuration
     */
    public static SafeTensors weights(SafeTensors checkpoint) {
        Map<String, SafeTensors.Tensor> weights = new LinkedHashMap<>();
        checkpoint.tensors().forEach((name, tensor) -> {
            if (name.startsWith(PARAMETER)) {
                weights.put(name.substring(PARAMETER.length()), tensor);
            }
        });
        return new SafeTensors(Policy.metadata(checkpoint), weights);
    }

    /** Gives the optimiser its moments back. */
    public static void restore(SafeTensors checkpoint, Adam adam) {
        adam.restore(checkpoint, Long.parseLong(checkpoint.metadata().get(STEPS)));
    }
}
