package io.nucleate.tensors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adam with bias correction, decoupled weight decay and clipping by the global gradient norm (arXiv
 * 1412.6980, 1711.05101), in place on the parameters it was made for. It asks for their gradients;
 * they accumulate until {@link #step}. Closing frees the moments; the parameters stay the caller's.
 */
public final class Adam implements AutoCloseable {
    private static final String FIRST = "adam.first/";
    private static final String SECOND = "adam.second/";

    private final Map<String, NDArray> parameters;
    private final Map<String, NDArray> first = new LinkedHashMap<>();
    private final Map<String, NDArray> second = new LinkedHashMap<>();
    private final List<String> matrices = new ArrayList<>();
    private final List<String> vectors = new ArrayList<>();
    private final NDManager manager;
    private long steps;

    /**
     * Starts with moments of zero.
     *
     * @param parameters by name
     * @param parent manager of the parameters; the moments live in a manager of their own below it,
     *     until this is closed or the parent is
     */
    public Adam(Map<String, NDArray> parameters, NDManager parent) {
        this.parameters = parameters;
        this.manager = parent.newSubManager();
        Backward.request(parameters.values());
        parameters.forEach((name, parameter) -> {
            first.put(name, manager.zeros(parameter.getShape()));
            second.put(name, manager.zeros(parameter.getShape()));
            (parameter.getShape().dimension() > 1 ? matrices : vectors).add(name);
        });
    }

    /** Counts the steps taken. */
    public long steps() {
        return steps;
    }

    /**
     * Applies the accumulated gradients and clears them.
     *
     * @param gradientNormMax the gradient is scaled down to this global norm
     * @param weightDecay fraction of a matrix that is taken off per unit of learning rate; vectors
     *     do not decay
     * @return the global norm before clipping; where it is not finite nothing is applied
     */
    public double step(double learningRate, double gradientNormMax, double weightDecay) {
        try (NDScope scope = new NDScope();
                GradientMode ignored = GradientMode.off()) {
            scope.suppressNotUsedWarning();
            Map<String, NDArray> gradients = new LinkedHashMap<>();
            parameters.forEach((name, parameter) -> gradients.put(name, parameter.getGradient()));
            double norm = Operators.norm(gradients.values());
            if (Double.isFinite(norm)) {
                steps++;
                NDArray step = manager.create((float) steps);
                NDArray divisor =
                        manager.create((float) Math.max(1, (norm + 1e-12) / gradientNormMax));
                update(matrices, gradients, step, divisor, learningRate, weightDecay);
                update(vectors, gradients, step, divisor, learningRate, 0);
            }
            Operators.zero(gradients.values());
            return norm;
        }
    }

    private void update(
            List<String> names,
            Map<String, NDArray> gradients,
            NDArray step,
            NDArray divisor,
            double learningRate,
            double weightDecay) {
        Operators.adam(
                of(names, parameters),
                of(names, gradients),
                of(names, first),
                of(names, second),
                step,
                divisor,
                learningRate,
                weightDecay);
    }

    private static List<NDArray> of(List<String> names, Map<String, NDArray> arrays) {
        return names.stream().map(arrays::get).toList();
    }

    /** Copies the moments, to be stored beside the parameters. */
    public Map<String, SafeTensors.Tensor> toTensors() {
        Map<String, SafeTensors.Tensor> tensors = new LinkedHashMap<>();
        first.forEach((name, array) -> tensors.put(FIRST + name, SafeTensors.Tensor.of(array)));
        second.forEach((name, array) -> tensors.put(SECOND + name, SafeTensors.Tensor.of(array)));
        return tensors;
    }

    /**
     * Goes on from stored moments.
     *
     * @param steps taken when they were stored
     * @throws IllegalArgumentException where a moment is missing or has another shape than its
     *     parameter
     */
    public void restore(SafeTensors stored, long steps) {
        first.replaceAll((name, old) -> restored(FIRST + name, old, stored));
        second.replaceAll((name, old) -> restored(SECOND + name, old, stored));
        this.steps = steps;
    }

    private NDArray restored(String name, NDArray old, SafeTensors stored) {
        NDArray moment = stored.tensor(name, old.getShape().getShape()).toArray(manager);
        old.close();
        return moment;
    }

    @Override
    public void close() {
        manager.close();
    }
}
