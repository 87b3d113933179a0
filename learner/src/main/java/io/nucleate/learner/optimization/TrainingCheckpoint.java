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

    /** @param more metadata of the caller's own */
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

    /** The policy's own weights, with the checkpoint's metadata. */
    public static SafeTensors weights(SafeTensors checkpoint) {
        Map<String, SafeTensors.Tensor> weights = new LinkedHashMap<>();
        checkpoint.tensors().forEach((name, tensor) -> {
            if (name.startsWith(PARAMETER)) {
                weights.put(name.substring(PARAMETER.length()), tensor);
            }
        });
        return new SafeTensors(checkpoint.metadata(), weights);
    }

    /** Gives the optimiser its moments back. */
    public static void restore(SafeTensors checkpoint, Adam adam) {
        adam.restore(checkpoint, Long.parseLong(checkpoint.metadata().get(STEPS)));
    }
}
