package io.nucleate.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.core.Embedding;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;

import io.nucleate.tensors.Operators;
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
        NDArray states = encode(guided(tokens, guidance));
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
        NDArray hidden = Operators.gelu(
                guidance.map(given -> inner.add(given.firstLetter())).orElse(inner));
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
        NDArray hidden = dropout.apply(
                        Operators.gelu(linear(features(conditions), "conditions.hidden")))
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
        NDArray hidden =
                dropout.apply(Operators.gelu(linear(features(conditions), "space_group.hidden")));
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
     * @return normalised states {@code [B, T, C]}
     */
    NDArray encode(NDArray tokens) {
        NDArray x = tokens;
        NDArray rotations = rotations(Math.toIntExact(tokens.getShape().get(1)))
                .tile(new long[] {1, config.heads(), 1});
        for (int i = 0; i < config.layers(); i++) {
            String layer = "layers." + i + ".";
            NDArray attended =
                    attention(layer + "attention.", norm(x, layer + "attention_norm"), rotations);
            x = x.add(dropout.apply(attended));
            NDArray hidden =
                    Operators.gelu(linear(norm(x, layer + "mlp_norm"), layer + "mlp.hidden"));
            x = x.add(dropout.apply(linear(hidden, layer + "mlp.output")));
        }
        return norm(x, "final_norm");
    }

    private NDArray attention(String name, NDArray x, NDArray rotations) {
        NDArray mixed = Operators.causalAttention(
                heads(rotated(x, name + "query", rotations)),
                heads(rotated(x, name + "key", rotations)),
                heads(linear(x, name + "value")));
        return linear(
                mixed.swapAxes(1, 2)
                        .reshape(-1, x.getShape().get(1), (long) config.heads() * config.keySize()),
                name + "output");
    }

    /** Separates the heads: {@code [B, T, H D]} → {@code [B, H, T, D]}. */
    private NDArray heads(NDArray x) {
        return x.reshape(-1, x.getShape().get(1), config.heads(), config.keySize())
                .swapAxes(1, 2);
    }

    /**
     * Computes queries or keys with the rotary position embedding (arXiv 2104.09864) in them,
     * {@code [B, T, H D]}. Columns lie as {@link #pairs} lays them.
     *
     * @param rotations {@code [T, H D/2, 2]}
     */
    private NDArray rotated(NDArray x, String name, NDArray rotations) {
        NDArray projected = linear(
                x, pairs(parameters.get(name + ".weight")), pairs(parameters.get(name + ".bias")));
        Shape shape = projected.getShape();
        return Operators.complexProduct(
                        projected.reshape(shape.get(0), shape.get(1), shape.get(2) / 2, 2),
                        rotations)
                .reshape(shape);
    }

    /**
     * Puts columns j and j + D/2 of each head side by side, so that a rotary embedding turns them
     * as one complex number. Attention is the same, since queries and keys are laid out alike.
     *
     * @param array {@code [..., H D]}
     */
    NDArray pairs(NDArray array) {
        return array.reshape(-1, config.heads(), 2, config.keySize() / 2)
                .swapAxes(2, 3)
                .reshape(array.getShape());
    }

    /** Returns the rotary embedding's turns of the first positions, {@code [T, D/2, 2]}. */
    NDArray rotations(int positions) {
        int pairs = config.keySize() / 2;
        float[] turns = new float[positions * pairs * 2];
        for (int t = 0; t < positions; t++) {
            for (int pair = 0; pair < pairs; pair++) {
                double angle = t * Math.pow(ROTARY_BASE, -2.0 * pair / config.keySize());
                turns[2 * (t * pairs + pair)] = (float) Math.cos(angle);
                turns[2 * (t * pairs + pair) + 1] = (float) Math.sin(angle);
            }
        }
        return manager.create(turns, new Shape(positions, pairs, 2));
    }

    private NDArray linear(NDArray x, String name) {
        return linear(x, parameters.get(name + ".weight"), parameters.get(name + ".bias"));
    }

    private static NDArray linear(NDArray x, NDArray weight, NDArray bias) {
        // Weights are [in, out], and the kernel wants [out, in]: a view. It adds the bias on the
        // way.
        return Linear.linear(x, weight.transpose(), bias).singletonOrThrow();
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
}
