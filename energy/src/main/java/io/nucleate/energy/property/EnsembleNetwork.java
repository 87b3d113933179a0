package io.nucleate.energy.property;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;

import io.nucleate.tensors.SafeTensors;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * An ensemble of perceptrons with two hidden layers and SiLU activations. All members take the same
 * inputs, and each computes one number. They are evaluated together: each layer is one product of
 * batches of matrices.
 */
final class EnsembleNetwork {
    private static final int LAYERS = 3;

    private final Map<String, NDArray> parameters;

    private EnsembleNetwork(Map<String, NDArray> parameters) {
        this.parameters = parameters;
    }

    /** Makes an ensemble with random weights of variance 1/inputs and biases of 0. */
    static EnsembleNetwork random(
            int members, int inputs, int hidden, Random random, NDManager manager) {
        int[] widths = {inputs, hidden, hidden, 1};
        Map<String, NDArray> parameters = new LinkedHashMap<>();
        for (int layer = 0; layer < LAYERS; layer++) {
            float[] weights = new float[members * widths[layer] * widths[layer + 1]];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = (float) (random.nextGaussian() / Math.sqrt(widths[layer]));
            }
            parameters.put(
                    weight(layer),
                    manager.create(weights, new Shape(members, widths[layer], widths[layer + 1])));
            parameters.put(bias(layer), manager.zeros(new Shape(members, 1, widths[layer + 1])));
        }
        return new EnsembleNetwork(parameters);
    }

    /**
     * Reads an ensemble.
     *
     * @throws IllegalArgumentException if a tensor is missing
     */
    static EnsembleNetwork of(SafeTensors file, NDManager manager) {
        Map<String, NDArray> parameters = new LinkedHashMap<>();
        for (int layer = 0; layer < LAYERS; layer++) {
            for (String name : new String[] {weight(layer), bias(layer)}) {
                parameters.put(name, file.tensor(name).toArray(manager));
            }
        }
        return new EnsembleNetwork(parameters);
    }

    private static String weight(int layer) {
        return "layers." + layer + ".weight";
    }

    private static String bias(int layer) {
        return "layers." + layer + ".bias";
    }

    /**
     * Returns the parameters by name, in a fixed order. Weights are [members, inputs, outputs],
     * biases [members, 1, outputs].
     */
    Map<String, NDArray> parameters() {
        return parameters;
    }

    int members() {
        return (int) parameters.get(bias(0)).getShape().get(0);
    }

    /**
     * Computes the numbers of all members.
     *
     * @param inputs [n, inputs]
     * @return [members, n]
     */
    NDArray forward(NDArray inputs) {
        NDArray x = inputs.expandDims(0);
        for (int layer = 0; layer < LAYERS; layer++) {
            x = x.matMul(parameters.get(weight(layer))).add(parameters.get(bias(layer)));
            if (layer < LAYERS - 1) {
                x = x.mul(Activation.sigmoid(x));
            }
        }
        return x.squeeze(-1);
    }
}
