package io.nucleate.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

import io.nucleate.crystal.SpaceGroup;
import io.nucleate.tensors.SafeTensors;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The network's tensors by name. Weights are {@code [in, out]}. The names are those of the
 * reference weights, such as {@code layers.3.attention.query.weight}. Closing frees the tensors.
 */
public final class Parameters implements AutoCloseable {
    private static final Set<String> STARTS_AT_ZERO = Set.of(
            "conditions.token.weight",
            "conditions.first_wyckoff.weight",
            "space_group.output.weight");

    /** Layers that read the features of conditions, most of which are zero. */
    private static final Set<String> READS_CONDITIONS =
            Set.of("conditions.hidden.weight", "space_group.hidden.weight");

    /** Number of the features of conditions that are not zero, roughly. */
    private static final int FEATURES_AT_A_TIME = 4;

    private final NDManager manager;
    private final Map<String, NDArray> arrays;

    private Parameters(NDManager manager, Map<String, NDArray> arrays) {
        this.manager = manager;
        this.arrays = arrays;
    }

    /** Lists the names and shapes that a configuration asks for, in a fixed order. */
    static Map<String, long[]> shapes(PolicyConfig config) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        int embed = config.embedSize();
        int model = config.modelSize();
        int attention = config.heads() * config.keySize();
        shapes.put("embedding.space_group", new long[] {SpaceGroup.COUNT, embed});
        shapes.put("embedding.wyckoff", new long[] {PolicyConfig.LETTER_TYPES, embed});
        shapes.put("embedding.element", new long[] {PolicyConfig.ELEMENT_TYPES, embed});
        linear(shapes, "first_wyckoff.hidden", embed, config.firstLetterHidden());
        linear(
                shapes,
                "first_wyckoff.output",
                config.firstLetterHidden(),
                PolicyConfig.LETTER_TYPES);
        linear(shapes, "input.wyckoff", 2 * embed + 1, model);
        linear(shapes, "input.element", 2 * embed, model);
        for (String axis : CrystalFormer.AXES) {
            linear(shapes, "input." + axis, embed + 2 * config.fourierTerms(), model);
        }
        for (int i = 0; i < config.layers(); i++) {
            String layer = "layers." + i + ".";
            norm(shapes, layer + "attention_norm", model);
            linear(shapes, layer + "attention.query", model, attention);
            linear(shapes, layer + "attention.key", model, attention);
            linear(shapes, layer + "attention.value", model, attention);
            linear(shapes, layer + "attention.output", attention, model);
            norm(shapes, layer + "mlp_norm", model);
            linear(shapes, layer + "mlp.hidden", model, PolicyConfig.MLP_FACTOR * model);
            linear(shapes, layer + "mlp.output", PolicyConfig.MLP_FACTOR * model, model);
        }
        norm(shapes, "final_norm", model);
        linear(shapes, "output", model, config.outputSize());
        if (!config.conditions().isEmpty()) {
            int hidden = config.firstLetterHidden();
            linear(shapes, "conditions.hidden", Conditions.FEATURES, hidden);
            shapes.put("conditions.token.weight", new long[] {hidden, model});
            shapes.put("conditions.first_wyckoff.weight", new long[] {hidden, hidden});
            linear(shapes, "space_group.hidden", Conditions.FEATURES, hidden);
            linear(shapes, "space_group.output", hidden, SpaceGroup.COUNT);
        }
        return shapes;
    }

    private static void linear(Map<String, long[]> shapes, String name, int in, int out) {
        shapes.put(name + ".weight", new long[] {in, out});
        shapes.put(name + ".bias", new long[] {out});
    }

    private static void norm(Map<String, long[]> shapes, String name, int size) {
        shapes.put(name + ".scale", new long[] {size});
        shapes.put(name + ".offset", new long[] {size});
    }

    /** Returns parameters with the same memory and with gradients of their own. */
    Parameters replica() {
        NDManager replicaManager = manager.newSubManager();
        Map<String, NDArray> views = new LinkedHashMap<>();
        arrays.forEach((name, array) -> {
            NDArray view = array.stopGradient();
            view.attach(replicaManager);
            views.put(name, view);
        });
        return new Parameters(replicaManager, views);
    }

    /**
     * Checks that a file has the tensors of a configuration.
     *
     * @throws IllegalArgumentException where a tensor is missing, has another shape, or is not one
     *     of the configuration's
     */
    static void require(PolicyConfig config, SafeTensors file) {
        Map<String, long[]> shapes = shapes(config);
        for (String name : file.tensors().keySet()) {
            if (!shapes.containsKey(name)) {
                throw new IllegalArgumentException(
                        "the weights hold '" + name + "', which this configuration does not have");
            }
        }
        shapes.forEach(file::tensor);
    }

    /**
     * Copies the tensors of a file to a device.
     *
     * @param file with the configuration's tensors, see {@link #require}
     */
    static Parameters of(PolicyConfig config, SafeTensors file, NDManager parent) {
        NDManager manager = parent.newSubManager();
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        shapes(config)
                .forEach((name, shape) -> arrays.put(name, file.tensor(name).toArray(manager)));
        return new Parameters(manager, arrays);
    }

    /**
     * Draws fresh parameters. Weights are normal with deviation 1/sqrt(in); the last layer of each
     * residual branch is scaled down by the depth, as in GPT-2. Biases and offsets are 0, scales
     * are 1. What comes out of conditions starts at 0, so that they change nothing before they are
     * learned.
     */
    static SafeTensors initialize(PolicyConfig config, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, SafeTensors.Tensor> tensors = new LinkedHashMap<>();
        double residual = 1 / Math.sqrt(2.0 * config.layers());
        shapes(config).forEach((name, shape) -> {
            float[] values =
                    new float[Math.toIntExact(Arrays.stream(shape).reduce(1, (x, y) -> x * y))];
            if (name.endsWith(".scale")) {
                Arrays.fill(values, 1);
            } else if (shape.length == 2 && !STARTS_AT_ZERO.contains(name)) {
                double deviation = deviation(name, shape);
                if (name.endsWith("attention.output.weight")
                        || name.endsWith("mlp.output.weight")) {
                    deviation *= residual;
                }
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) (deviation * Mixtures.standardNormal(random));
                }
            }
            tensors.put(name, new SafeTensors.Tensor(shape, values));
        });
        return new SafeTensors(config.toMetadata(), tensors);
    }

    private static double deviation(String name, long[] shape) {
        if (name.startsWith("embedding.")) {
            return 1;
        }
        return 1 / Math.sqrt(READS_CONDITIONS.contains(name) ? FEATURES_AT_A_TIME : shape[0]);
    }

    public NDArray get(String name) {
        NDArray array = arrays.get(name);
        if (array == null) {
            throw new IllegalArgumentException("no parameter '" + name + "'");
        }
        return array;
    }

    /** Returns a live view of all tensors, in a fixed order. */
    public Map<String, NDArray> asMap() {
        return Collections.unmodifiableMap(arrays);
    }

    /** Returns a live view of those that matter only where conditions are given. */
    public Map<String, NDArray> ofConditions() {
        Map<String, NDArray> some = new LinkedHashMap<>();
        arrays.forEach((name, array) -> {
            if (name.startsWith("conditions.") || name.startsWith("space_group.")) {
                some.put(name, array);
            }
        });
        return some;
    }

    public NDManager manager() {
        return manager;
    }

    Map<String, SafeTensors.Tensor> toTensors() {
        Map<String, SafeTensors.Tensor> tensors = new LinkedHashMap<>();
        arrays.forEach((name, array) -> tensors.put(name, SafeTensors.Tensor.of(array)));
        return tensors;
    }

    @Override
    public void close() {
        manager.close();
    }
}
