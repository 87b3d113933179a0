package io.nucleate.learner.optimization;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;

import io.nucleate.policy.Parameters;
import io.nucleate.policy.Policy;
import io.nucleate.tensors.GradientMode;
import io.nucleate.tensors.SafeTensors;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Exponential moving average of a policy's weights: it generalises better than any of the policies
 * it averages over, long before the learning rate has fallen (Polyak and Juditsky, SIAM J. Control
 * Optim. 30, 838, 1992).
 */
public final class WeightAverage implements AutoCloseable {
    private static final String AVERAGE = "average/";

    private final Map<String, NDArray> parameters;
    private final Map<String, NDArray> averages = new LinkedHashMap<>();
    private final NDManager manager;
    private final double decay;
    private long updates;

    /** @param decay weight of the past at each update; 0 for the latest weights alone */
    public WeightAverage(Parameters parameters, double decay) {
        this.parameters = parameters.asMap();
        this.manager = parameters.manager().newSubManager();
        this.decay = decay;
        this.parameters.forEach(
                (name, parameter) -> averages.put(name, manager.zeros(parameter.getShape())));
    }

    /**
     * Takes the current weights in. Early on the past counts for less, so that the start is soon
     * forgotten.
     */
    public void update() {
        float past = (float) Math.min(decay, (double) updates / (9 + updates));
        updates++;
        try (NDScope scope = new NDScope();
                GradientMode ignored = GradientMode.off()) {
            scope.suppressNotUsedWarning();
            averages.forEach((name, average) ->
                    average.muli(past).addi(parameters.get(name).mul(1 - past)));
        }
    }

    /** The averaged weights, as those of the policy that was averaged. */
    public SafeTensors weights(Policy policy) {
        Map<String, SafeTensors.Tensor> tensors = new LinkedHashMap<>();
        averages.forEach((name, average) -> tensors.put(name, tensor(average)));
        return new SafeTensors(policy.metadata(), tensors);
    }

    /** How many weights went in. */
    public long updates() {
        return updates;
    }

    /** The averages, to be stored beside the parameters. */
    public Map<String, SafeTensors.Tensor> toTensors() {
        Map<String, SafeTensors.Tensor> tensors = new LinkedHashMap<>();
        averages.forEach((name, average) -> tensors.put(AVERAGE + name, tensor(average)));
        return tensors;
    }

    private static SafeTensors.Tensor tensor(NDArray array) {
        return new SafeTensors.Tensor(array.getShape().getShape(), array.toFloatArray());
    }

    /** @throws IllegalArgumentException where an average is missing */
    public void restore(SafeTensors stored, long updates) {
        this.updates = updates;
        averages.replaceAll((name, old) -> {
            SafeTensors.Tensor tensor = stored.tensor(AVERAGE + name);
            old.close();
            return manager.create(tensor.values(), new Shape(tensor.shape()));
        });
    }

    @Override
    public void close() {
        manager.close();
    }
}
