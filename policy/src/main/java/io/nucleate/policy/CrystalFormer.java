package io.nucleate.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Embedding;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;

import io.nucleate.tensors.Scalars;

import java.util.List;
import java.util.Optional;

/**
 * The network of CrystalFormer (arXiv 2403.15734, section II): a causal transformer over the tokens
 * W A X Y Z of each site. The output at W gives the element and, at the closing pad, the lattice;
 * the output at A gives the x coordinate, at X y, at Y z, and at Z the next letter. The first
 * letter comes from the space group alone. Where conditions have been learned, a perceptron of them
 * is added to every token and inside the first letter's perceptron, and another one gives the
 * probability of each space group. In shapes, B is the number of crystals, n of their sites, T of
 * their tokens, and C the width of the model.
 *
 * <p>The arrays that it makes belong to the caller's {@link ai.djl.ndarray.NDScope}.
 */
final class CrystalFormer {
    static final String[] AXES = {"x", "y", "z"};
    private static final float LAYER_NORM_EPSILON = 1e-5f;
    private static final double ROTARY_BASE = 10_000;
    /**
     * Factor in the argument of the sigmoid of {@link #gelu}: 2 u = GELU_SCALE (x + GELU_CUBIC
     * x^3).
     */
    static final double GELU_SCALE = 2 * Math.sqrt(2 / Math.PI);

    static final double GELU_CUBIC = 0.044715;

    private final PolicyConfig config;
    private final Parameters parameters;
    private final NDManager manager;
    /** Dropout after attention and after the perceptron. */
    private final Dropout dropout;

    CrystalFormer(PolicyConfig config, Parameters parameters, Dropout dropout) {
        this.config = config;
        this.parameters = parameters;
        this.manager = parameters.manager();
        this.dropout = dropout;
    }

    /**
     * The outputs for given crystals. Each head is computed only at the tokens where it is used.
     *
     * @param firstLetter {@code [B, 28]}
     * @param elements {@code [B, n, 119]}
     * @param coordinates {@code [B, n, 3, 3 Kx]}
     * @param nextLetters {@code [B, n, 28]}
     * @param lattice {@code [B, 13 Kl]}
     */
    record Outputs(
            NDArray firstLetter,
            NDArray elements,
            NDArray coordinates,
            NDArray nextLetters,
            NDArray lattice) {}

    /**
     * What conditions add to the network's inputs.
     *
     * @param token {@code [B, 1, C]}, added to every token
     * @param firstLetter {@code [B, H]}, added inside the first letter's perceptron
     */
    record Guidance(NDArray token, NDArray firstLetter) {}

    /**
     * Computes all outputs in one pass over the tokens of the batch.
     *
     * @param conditions of each crystal
     */
    Outputs forward(CrystalBatch batch, List<Conditions> conditions) {
        int b = batch.size;
        int n = batch.sites;
        int c = config.modelSize();
        Optional<Guidance> guidance = guidance(conditions);
        NDArray group = group(manager.create(batch.groups));
        NDArray letters = letterTokens(
                group,
                manager.create(batch.letters, new Shape(b, n + 1)),
                manager.create(batch.multiplicities, new Shape(b, n + 1, 1)));
        NDArray elements = elementTokens(group, manager.create(batch.elements, new Shape(b, n)));
        NDArray coordinates = manager.create(batch.coordinates, new Shape(b, n, 3));
        NDList site = new NDList(letters.get(new NDIndex(":, :{}", n)), elements);
        for (int axis = 0; axis < 3; axis++) {
            site.add(coordinateTokens(
                    axis, group, coordinates.get(new NDIndex("..., {}:{}", axis, axis + 1))));
        }
        NDArray tokens = NDArrays.stack(site, 2)
                .reshape(b, 5L * n, c)
                .concat(letters.get(new NDIndex(":, {}:", n)), 1);
        NDArray states =
                encode(guided(tokens, guidance), new Rotary(5 * n + 1), causalMask(5 * n + 1));
        NDArray sites = states.get(new NDIndex(":, :{}", 5 * n)).reshape(b, n, 5, c);
        return new Outputs(
                firstLetter(group, guidance),
                elementHead(sites.get(":, :, 0")),
                coordinateHead(sites.get(":, :, 1:4")),
                letterHead(sites.get(":, :, 4")),
                latticeHead(states.get(new NDIndex(":, {}", 5 * n))));
    }

    /** Returns the embeddings of space groups: {@code [B]} rows → {@code [B, 1, E]}. */
    NDArray group(NDArray rows) {
        return embedding(rows, "space_group").expandDims(1);
    }

    /** Returns the logits of the first letter before masking, {@code [B, 28]}. */
    NDArray firstLetter(NDArray group, Optional<Guidance> guidance) {
        NDArray inner = linear(group.squeeze(1), "first_wyckoff.hidden");
        NDArray hidden =
                gelu(guidance.map(given -> inner.add(given.firstLetter())).orElse(inner));
        return linear(hidden, "first_wyckoff.output");
    }

    /** Returns the features of conditions, {@code [B, F]}. */
    NDArray features(List<Conditions> conditions) {
        float[] features = new float[conditions.size() * Conditions.FEATURES];
        for (int i = 0; i < conditions.size(); i++) {
            conditions.get(i).write(features, i * Conditions.FEATURES);
        }
        return manager.create(features, new Shape(conditions.size(), Conditions.FEATURES));
    }

    /**
     * Computes what conditions add: exactly nothing in the rows where none is given, and empty
     * where that is all of them.
     */
    Optional<Guidance> guidance(List<Conditions> conditions) {
        if (conditions.stream().allMatch(Conditions::isNone)) {
            return Optional.empty();
        }
        float[] given = new float[conditions.size()];
        for (int i = 0; i < given.length; i++) {
            given[i] = conditions.get(i).isNone() ? 0 : 1;
        }
        NDArray hidden = dropout.apply(gelu(linear(features(conditions), "conditions.hidden")))
                .mul(manager.create(given, new Shape(given.length, 1)));
        return Optional.of(new Guidance(
                hidden.matMul(parameters.get("conditions.token.weight")).expandDims(1),
                hidden.matMul(parameters.get("conditions.first_wyckoff.weight"))));
    }

    /** Adds what conditions add to tokens, {@code [B, m, C]}. */
    static NDArray guided(NDArray tokens, Optional<Guidance> guidance) {
        return guidance.map(given -> tokens.add(given.token())).orElse(tokens);
    }

    /** Returns the log-probabilities of the space groups under conditions, {@code [B, 230]}. */
    NDArray spaceGroups(List<Conditions> conditions) {
        NDArray hidden = dropout.apply(gelu(linear(features(conditions), "space_group.hidden")));
        return linear(hidden, "space_group.output").logSoftmax(-1);
    }

    /**
     * Returns the tokens {@code [B, m, C]} of letters {@code [B, m]} with multiplicities {@code [B,
     * m, 1]}.
     */
    NDArray letterTokens(NDArray group, NDArray letters, NDArray multiplicities) {
        NDArray embedded = embedding(letters, "wyckoff");
        return linear(
                NDArrays.concat(
                        new NDList(alongside(group, embedded), embedded, multiplicities), -1),
                "input.wyckoff");
    }

    /** Returns the tokens {@code [B, m, C]} of atomic numbers {@code [B, m]}. */
    NDArray elementTokens(NDArray group, NDArray elements) {
        NDArray embedded = embedding(elements, "element");
        return linear(alongside(group, embedded).concat(embedded, -1), "input.element");
    }

    /**
     * Returns the tokens {@code [B, m, C]} of fractional coordinates {@code [B, m, 1]} along an
     * axis. Their features are sin and cos of each harmonic in turn.
     */
    NDArray coordinateTokens(int axis, NDArray group, NDArray coordinates) {
        NDList features = new NDList();
        for (int k = 1; k <= config.fourierTerms(); k++) {
            NDArray phase = Scalars.scale(coordinates, 2 * Math.PI * k);
            features.add(phase.sin());
            features.add(phase.cos());
        }
        NDArray fourier = NDArrays.concat(features, -1);
        return linear(alongside(group, fourier).concat(fourier, -1), "input." + AXES[axis]);
    }

    private static NDArray alongside(NDArray group, NDArray tokens) {
        return group.broadcast(
                group.getShape().get(0),
                tokens.getShape().get(1),
                group.getShape().get(2));
    }

    NDArray elementHead(NDArray states) {
        return head(states, 0, PolicyConfig.ELEMENT_TYPES);
    }

    NDArray coordinateHead(NDArray states) {
        return head(states, 0, config.coordinateOutputs());
    }

    NDArray letterHead(NDArray states) {
        return head(states, 0, PolicyConfig.LETTER_TYPES);
    }

    NDArray latticeHead(NDArray states) {
        return head(
                states,
                PolicyConfig.ELEMENT_TYPES,
                PolicyConfig.ELEMENT_TYPES + config.latticeOutputs());
    }

    /**
     * Computes the columns of the output layer that a kind of token uses. The others are never
     * computed.
     */
    private NDArray head(NDArray states, int from, int to) {
        NDArray weight = parameters.get("output.weight").get(new NDIndex(":, {}:{}", from, to));
        return states.matMul(weight)
                .add(parameters.get("output.bias").get(new NDIndex("{}:{}", from, to)));
    }

    /**
     * Runs the transformer over whole sequences. {@link Decoder} computes the same one token at a
     * time.
     *
     * @param tokens {@code [B, T, C]}
     * @param mask {@code [T, T]}, added to the attention logits
     * @return normalised states {@code [B, T, C]}
     */
    NDArray encode(NDArray tokens, Rotary rotary, NDArray mask) {
        NDArray x = tokens;
        for (int i = 0; i < config.layers(); i++) {
            String layer = "layers." + i + ".";
            x = x.add(dropout.apply(attention(i, norm(x, layer + "attention_norm"), rotary, mask)));
            NDArray hidden = gelu(linear(norm(x, layer + "mlp_norm"), layer + "mlp.hidden"));
            x = x.add(dropout.apply(linear(hidden, layer + "mlp.output")));
        }
        return norm(x, "final_norm");
    }

    private NDArray attention(int i, NDArray x, Rotary rotary, NDArray mask) {
        String layer = "layers." + i + ".attention.";
        long b = x.getShape().get(0);
        long t = x.getShape().get(1);
        NDArray query = rotary.rotate(heads(linear(x, layer + "query")));
        NDArray key = rotary.rotate(heads(linear(x, layer + "key")));
        NDArray value = heads(linear(x, layer + "value"));
        NDArray logits = Scalars.scale(query, 1 / Math.sqrt(config.keySize()))
                .matMul(key.swapAxes(2, 3))
                .add(mask);
        NDArray mixed = logits.softmax(-1).matMul(value);
        return linear(
                mixed.swapAxes(1, 2).reshape(b, t, (long) config.heads() * config.keySize()),
                layer + "output");
    }

    /** Separates the heads: {@code [B, T, H D]} → {@code [B, H, T, D]}. */
    private NDArray heads(NDArray x) {
        return x.reshape(x.getShape().get(0), x.getShape().get(1), config.heads(), config.keySize())
                .swapAxes(1, 2);
    }

    private NDArray linear(NDArray x, String name) {
        // Weights are [in, out], and the kernel wants [out, in]: a view. It adds the bias on the
        // way.
        return Linear.linear(
                        x,
                        parameters.get(name + ".weight").transpose(),
                        parameters.get(name + ".bias"))
                .singletonOrThrow();
    }

    private NDArray norm(NDArray x, String name) {
        return norm(x, parameters.get(name + ".scale"), parameters.get(name + ".offset"));
    }

    /** Applies layer norm over the last axis. */
    static NDArray norm(NDArray x, NDArray scale, NDArray offset) {
        return LayerNorm.layerNorm(x, scale.getShape(), scale, offset, LAYER_NORM_EPSILON)
                .singletonOrThrow();
    }

    private NDArray embedding(NDArray indices, String name) {
        return Embedding.embedding(indices, parameters.get("embedding." + name), SparseFormat.DENSE)
                .singletonOrThrow();
    }

    /**
     * Computes GELU in the tanh approximation, 0.5 x (1 + tanh u) = x sigmoid(2 u) with u =
     * sqrt(2/pi) (x + 0.044715 x^3).
     */
    private static NDArray gelu(NDArray x) {
        NDArray inner = Scalars.scale(x.square(), GELU_CUBIC * GELU_SCALE)
                .add(GELU_SCALE)
                .mul(x);
        return Activation.sigmoid(inner).mul(x);
    }

    NDArray causalMask(int tokens) {
        float[] mask = new float[tokens * tokens];
        for (int i = 0; i < tokens; i++) {
            for (int j = i + 1; j < tokens; j++) {
                mask[i * tokens + j] = CrystalBatch.FORBIDDEN;
            }
        }
        return manager.create(mask, new Shape(tokens, tokens));
    }

    /**
     * Returns the angle, in radians per position, by which the rotary embedding turns dimensions
     * {@code pair} and {@code pair + keySize / 2}.
     */
    static double rotaryFrequency(int pair, int keySize) {
        return Math.pow(ROTARY_BASE, -2.0 * pair / keySize);
    }

    /**
     * The rotary position embedding (arXiv 2104.09864) of the first positions, in the rotate-half
     * form.
     */
    final class Rotary {
        private final NDArray cosines;
        private final NDArray sines;

        Rotary(int positions) {
            int width = config.keySize();
            float[] cos = new float[positions * width];
            float[] sin = new float[positions * width];
            for (int t = 0; t < positions; t++) {
                for (int d = 0; d < width; d++) {
                    double angle = t * rotaryFrequency(d % (width / 2), width);
                    cos[t * width + d] = (float) Math.cos(angle);
                    // The sign of rotate-half, (x1, x2) → (-x2, x1), sits in the table.
                    sin[t * width + d] =
                            (float) (d < width / 2 ? -Math.sin(angle) : Math.sin(angle));
                }
            }
            cosines = manager.create(cos, new Shape(positions, width));
            sines = manager.create(sin, new Shape(positions, width));
        }

        NDArray rotate(NDArray x) {
            NDList halves = x.split(2, 3);
            return x.mul(cosines).add(halves.get(1).concat(halves.get(0), 3).mul(sines));
        }
    }
}
