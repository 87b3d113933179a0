package io.nucleate.learner.optimization;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

import io.nucleate.policy.Policy;
import io.nucleate.tensors.Operators;
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

    /**
     * Starts an average.
     *
     * @param parameters those that are averaged; the others stay as they are
     * @param parent manager of the parameters
     * @param decay weight of the past at each update; 0 for the latest weights alone
     */
    public WeightAverage(Map<String, NDArray> parameters, NDManager parent, double decay) {
        this.parameters = parameters;
        this.manager = parent.newSubManager();
        this.decay = decay;
        this.parameters.forEach(
                (name, parameter) -> averages.put(name, manager.zeros(parameter.getShape())));
    }

    /**
     * Takes the current weights in. Early on the past counts for less, so that the start is soon
     * forgotten.
     */
    public void update() {
        double past = Math.min(decay, (double) updates / (9 + updates));
        updates++;
        Operators.approach(averages.values(), parameters.values(), 1 - past);
    }

    /** Copies the averaged weights, in a file like that of the policy that was averaged. */
    public SafeTensors weights(Policy policy) {
        Map<String, SafeTensors.Tensor> tensors =
                new LinkedHashMap<>(policy.toSafeTensors().tensors());
        averages.forEach((name, average) -> tensors.put(name, SafeTensors.Tensor.of(average)));
        return new SafeTensors(policy.metadata(), tensors);
    }

    /** Counts the updates so far. */
    public long updates() {
        return updates;
    }

    /** Copies the averages, to be stored beside the parameters. */
    public Map<String, SafeTensors.Tensor> toTensors() {
        Map<String, SafeTensors.Tensor> tensors = new LinkedHashMap<>();
        averages.forEach(
                (name, average) -> tensors.put(AVERAGE + name, SafeTensors.Tensor.of(average)));
        return tensors;
    }

    /**
     * Goes on from stored averages.
     *
     * @param updates that had been made when they were stored
     * @throws IllegalArgumentException where an average is missing or has another shape than its
     *     parameter
     */
    public void restore(SafeTensors stored, long updates) {
        averages.replaceAll((name, old) -> {
            NDArray average =
                    stored.tensor(AVERAGE + name, old.getShape().getShape()).toArray(manager);
            old.close();
            return average;
        });
        this.updates = updates;
    }

    @Override
    public void close() {
        manager.close();
    }
}
