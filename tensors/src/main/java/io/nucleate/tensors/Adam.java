package io.nucleate.tensors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Adam with bias correction, decoupled weight decay and clipping by the global gradient norm (arXiv
 * 1412.6980, 1711.05101), in place on the parameters it was made for. It asks for their gradients;
 * they accumulate until {@link #step}. Closing frees the moments; the parameters stay the caller's.
 */
public final class Adam implements AutoCloseable {
    private static final float BETA1 = 0.9f;
    private static final float BETA2 = 0.999f;
    private static final float EPSILON = 1e-8f;
    private static final String FIRST = "adam.first/";
    private static final String SECOND = "adam.second/";

    private final Map<String, NDArray> parameters;
    private final Map<String, NDArray> first = new LinkedHashMap<>();
    private final Map<String, NDArray> second = new LinkedHashMap<>();
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
            NDList squares = new NDList();
            parameters.forEach((name, parameter) -> {
                NDArray gradient = parameter.getGradient();
                gradients.put(name, gradient);
                squares.add(gradient.square().sum());
            });
            double norm = Math.sqrt(NDArrays.stack(squares)
                    .toType(DataType.FLOAT64, false)
                    .sum()
                    .getDouble());
            if (Double.isFinite(norm)) {
                float scale = (float) Math.min(1, gradientNormMax / (norm + 1e-12));
                steps++;
                gradients.forEach((name, gradient) -> update(
                        name, gradient.muli(scale), (float) learningRate, (float) weightDecay));
            }
            parameters.values().forEach(Backward::clearGradient);
            return norm;
        }
    }

    private void update(String name, NDArray gradient, float learningRate, float weightDecay) {
        NDArray parameter = parameters.get(name);
        NDArray m = first.get(name);
        NDArray v = second.get(name);
        m.muli(BETA1).addi(gradient.mul(1 - BETA1));
        v.muli(BETA2).addi(gradient.square().muli(1 - BETA2));
        float correction1 = (float) (1 - Math.pow(BETA1, steps));
        float correction2 = (float) Math.sqrt(1 - Math.pow(BETA2, steps));
        NDArray change =
                m.div(v.sqrt().divi(correction2).addi(EPSILON)).muli(-learningRate / correction1);
        if (weightDecay > 0 && parameter.getShape().dimension() > 1) {
            parameter.muli(1 - learningRate * weightDecay);
        }
        parameter.addi(change);
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
