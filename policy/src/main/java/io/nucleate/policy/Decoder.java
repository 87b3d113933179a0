package io.nucleate.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;

import io.nucleate.tensors.Operators;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs the transformer of {@link CrystalFormer#encode} one token at a time, for sampling. It
 * computes the same states, with weights that are rearranged once. It differs from the pass over
 * whole sequences in three ways.
 *
 * <ul>
 *   <li>Where heads are wide compared with the model, attention mixes the normalised inputs x of a
 *       layer instead of each head's values: sum_t a_t (W_v x_t) W_o = (sum_t a_t x_t) (W_v W_o).
 *       All heads then share one value of the model's width, and there is no projection to values.
 *   <li>The columns of queries and keys are reordered: the two halves that a rotary embedding turns
 *       stand side by side and are one complex number, so that the turn is a multiplication.
 *   <li>The weights of the query contain the scale of the attention logits.
 * </ul>
 *
 * <p>In shapes, B is the number of sequences, C the width of the model, H the number of heads and D
 * their width. The decoder holds no gradient. Several threads may use it, each with a cache of its
 * own. Closing frees the rearranged weights.
 */
final class Decoder implements AutoCloseable {
    private final PolicyConfig config;
    private final NDManager manager;
    private final KeyValueCache.VectorShape valueVectors;
    private final List<Layer> layers = new ArrayList<>();
    private final Norm finalNorm;
    /** The rotation of each position, complex {@code [positions, D/2]}. */
    private final NDArray rotations;

    /** Row t masks the places of a page after place t. */
    private final NDArray unseen;

    /**
     * One transformer block with rearranged weights.
     *
     * @param value null where heads share the layer's input as their value
     */
    private record Layer(
            Norm attentionNorm,
            Affine query,
            Affine key,
            Affine value,
            Affine attentionOutput,
            Norm mlpNorm,
            Affine mlpHidden,
            Affine mlpOutput) {}

    /**
     * A linear layer.
     *
     * @param weight {@code [out, in]}
     */
    private record Affine(NDArray weight, NDArray bias) {
        NDArray apply(NDArray x) {
            return Linear.linear(x, weight, bias).singletonOrThrow();
        }
    }

    private record Norm(NDArray scale, NDArray offset) {
        NDArray apply(NDArray x) {
            return CrystalFormer.norm(x, scale, offset);
        }
    }

    Decoder(PolicyConfig config, Parameters parameters) {
        this.config = config;
        valueVectors = valueVectors(config);
        manager = parameters.manager().newSubManager();
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            CrystalFormer network = new CrystalFormer(config, parameters, Dropout.NONE);
            Rearrangement weights = new Rearrangement(parameters, network);
            for (int i = 0; i < config.layers(); i++) {
                layers.add(weights.layer("layers." + i + ".", sharesValues(config)));
            }
            finalNorm = weights.norm("final_norm");
            rotations = own(network.rotations(5 * config.sitesMax() + 1).complex());
            unseen = own(unseen(KeyValueCache.pageTokens(keyVectors(config))));
        }
    }

    /**
     * Tells whether heads share one value. Sharing replaces D columns by C in the projection after
     * attention and saves the projection to values; the cache then holds C numbers for a token
     * instead of H D.
     */
    private static boolean sharesValues(PolicyConfig config) {
        return config.modelSize() <= 2 * config.keySize();
    }

    /** Makes a cache for a policy of this configuration. */
    static KeyValueCache newCache(PolicyConfig config, NDManager parent) {
        return new KeyValueCache(parent, config.layers(), keyVectors(config), valueVectors(config));
    }

    private static KeyValueCache.VectorShape keyVectors(PolicyConfig config) {
        return new KeyValueCache.VectorShape(config.heads(), config.keySize());
    }

    private static KeyValueCache.VectorShape valueVectors(PolicyConfig config) {
        return sharesValues(config)
                ? new KeyValueCache.VectorShape(1, config.modelSize())
                : new KeyValueCache.VectorShape(config.heads(), config.keySize());
    }

    /**
     * Decodes the next token of each sequence.
     *
     * @param tokens {@code [B, 1, C]}
     * @param cache gains the token
     * @return normalised states {@code [B, 1, C]}
     */
    NDArray step(NDArray tokens, KeyValueCache cache) {
        NDArray x = tokens.reshape(tokens.getShape().get(0), config.modelSize()).duplicate();
        NDArray rotation = rotations.get(cache.tokens());
        for (int i = 0; i < layers.size(); i++) {
            // Each layer's arrays are freed at once: the next one finds their memory still in the
            // processor's cache.
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                Layer layer = layers.get(i);
                x.addi(attention(i, layer.attentionNorm().apply(x), rotation, cache));
                NDArray hidden =
                        Operators.gelu(layer.mlpHidden().apply(layer.mlpNorm().apply(x)));
                x.addi(layer.mlpOutput().apply(hidden));
            }
        }
        cache.advance();
        return finalNorm.apply(x).expandDims(1);
    }

    private NDArray attention(int i, NDArray x, NDArray rotation, KeyValueCache cache) {
        Layer layer = layers.get(i);
        long b = cache.rows();
        NDArray query = rotate(layer.query().apply(x), rotation);
        NDArray key = rotate(layer.key().apply(x), rotation);
        NDArray value = layer.value() == null ? x : layer.value().apply(x);
        cache.append(i, key, value.reshape(b, valueVectors.count(), 1, valueVectors.width()));
        NDArray weights = weights(query, cache.keys(i), cache.place())
                .reshape(b, valueVectors.count(), config.heads() / valueVectors.count(), -1);
        NDArray mixed = mix(weights, cache.values(i));
        return layer.attentionOutput()
                .apply(mixed.reshape(b, (long) config.heads() * valueVectors.width()));
    }

    /**
     * Computes the weights of attention over all pages.
     *
     * @param query {@code [B, H, 1, D]}
     * @param keys pages {@code [B, H, page, D]}
     * @param place of the last token in the last page
     * @return {@code [B, H, 1, pages page]}
     */
    private NDArray weights(NDArray query, NDList keys, int place) {
        NDList logits = new NDList(keys.size());
        for (NDArray page : keys) {
            logits.add(query.matMul(page.swapAxes(2, 3)));
        }
        logits.get(logits.size() - 1).addi(unseen.get(place));
        return (logits.size() == 1 ? logits.get(0) : NDArrays.concat(logits, 3)).softmax(-1);
    }

    /** Returns the weighted sum of the values, {@code [B, values, heads for each value, width]}. */
    private static NDArray mix(NDArray weights, NDList values) {
        NDList parts = weights.split(values.size(), 3);
        NDArray sum = parts.get(0).matMul(values.get(0));
        for (int page = 1; page < values.size(); page++) {
            sum.addi(parts.get(page).matMul(values.get(page)));
        }
        return sum;
    }

    /** Turns {@code [B, H D]} by the rotary embedding; returns {@code [B, H, 1, D]}. */
    private NDArray rotate(NDArray x, NDArray rotation) {
        long b = x.getShape().get(0);
        NDArray pairs = x.reshape(b, config.heads(), config.keySize() / 2, 2).complex();
        return pairs.muli(rotation).real().reshape(b, config.heads(), 1, config.keySize());
    }

    private NDArray unseen(int page) {
        float[] mask = new float[page * page];
        for (int place = 0; place < page; place++) {
            Arrays.fill(mask, place * page + place + 1, (place + 1) * page, CrystalBatch.FORBIDDEN);
        }
        return manager.create(mask, new Shape(page, page));
    }

    private NDArray own(NDArray array) {
        NDScope.unregister(array);
        array.attach(manager);
        return array;
    }

    /** Rearranges the stored weights to those that the decoder uses. */
    private final class Rearrangement {
        private final Parameters parameters;
        private final CrystalFormer network;
        private final long h = config.heads();
        private final long d = config.keySize();
        private final long c = config.modelSize();

        Rearrangement(Parameters parameters, CrystalFormer network) {
            this.parameters = parameters;
            this.network = network;
        }

        Layer layer(String name, boolean shared) {
            String attention = name + "attention.";
            return new Layer(
                    norm(name + "attention_norm"),
                    pairs(attention + "query", 1 / Math.sqrt(d)),
                    pairs(attention + "key", 1),
                    shared ? null : affine(attention + "value"),
                    shared ? valueAndOutput(attention) : affine(attention + "output"),
                    norm(name + "mlp_norm"),
                    affine(name + "mlp.hidden"),
                    affine(name + "mlp.output"));
        }

        Norm norm(String name) {
            return new Norm(own(parameter(name + ".scale")), own(parameter(name + ".offset")));
        }

        private Affine affine(String name) {
            return affine(parameter(name + ".weight"), parameter(name + ".bias"));
        }

        /**
         * Transposes a layer.
         *
         * @param weight {@code [in, out]}
         */
        private Affine affine(NDArray weight, NDArray bias) {
            return new Affine(own(weight.swapAxes(0, 1).duplicate()), own(bias));
        }

        /** Lays the columns out as {@link CrystalFormer#pairs}. */
        private Affine pairs(String name, double factor) {
            return affine(
                    network.pairs(parameter(name + ".weight")).mul(factor),
                    network.pairs(parameter(name + ".bias")).mul(factor));
        }

        /**
         * Multiplies the projections to and from values, head by head, {@code [H C, C]}. The
         * weights of attention sum to 1, so the biases add.
         */
        private Affine valueAndOutput(String attention) {
            NDArray value =
                    parameter(attention + "value.weight").reshape(c, h, d).swapAxes(0, 1);
            NDArray output = parameter(attention + "output.weight");
            NDArray bias = parameter(attention + "value.bias").reshape(1, h * d).matMul(output);
            return affine(
                    value.matMul(output.reshape(h, d, c)).reshape(h * c, c),
                    bias.squeeze(0).add(parameter(attention + "output.bias")));
        }

        /** Returns a parameter without gradient, even while another thread trains it. */
        private NDArray parameter(String name) {
            return parameters.get(name).stopGradient();
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
