package io.nucleate.tensors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Adam with bias correction, decoupled weight decay and clipping by the global gradient norm (arXiv
 * 1412.6980, 1711.05101), in place on the parameters it was made for. It asks for their gradients;
 * they accumulate until {@link #step}.
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
     * @param parameters by name
     * @param manager under which the moments live, at most as long as it
     */
    public Adam(Map<String, NDArray> parameters, NDManager manager) {
        this.parameters = parameters;
        this.manager = manager.newSubManager();
        Backward.request(parameters.values());
        this.parameters.forEach((name, parameter) -> {
            first.put(name, manager.zeros(parameter.getShape()));
            second.put(name, manager.zeros(parameter.getShape()));
        });
    }

    /** Number of steps taken. */
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
            double norm = Math.sqrt(ai.djl.ndarray.NDArrays.stack(squares)
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

    /** The moments, to be stored beside the parameters. */
    public Map<String, SafeTensors.Tensor> toTensors() {
        Map<String, SafeTensors.Tensor> tensors = new LinkedHashMap<>();
        first.forEach((name, array) -> tensors.put(FIRST + name, tensor(array)));
        second.forEach((name, array) -> tensors.put(SECOND + name, tensor(array)));
        return tensors;
    }

    private static SafeTensors.Tensor tensor(NDArray array) {
        return new SafeTensors.Tensor(array.getShape().getShape(), array.toFloatArray());
    }

    /** @throws IllegalArgumentException where a moment is missing */
    public void restore(SafeTensors stored, long steps) {
        this.steps = steps;
        first.replaceAll((name, old) -> restored(old, stored.tensor(FIRST + name)));
        second.replaceAll((name, old) -> restored(old, stored.tensor(SECOND + name)));
    }

    private NDArray restored(NDArray old, SafeTensors.Tensor tensor) {
        old.close();
        return manager.create(tensor.values(), new Shape(tensor.shape()));
    }

    @Override
    public void close() {
        manager.close();
    }
}
