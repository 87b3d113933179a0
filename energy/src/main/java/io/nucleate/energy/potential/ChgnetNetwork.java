package io.nucleate.energy.potential;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Embedding;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

import io.nucleate.tensors.SafeTensors;

import java.util.function.Function;

/**
 * The network of CHGNet 0.3.0: computes energies from bond lengths and angles (Deng et al., Nature
 * Machine Intelligence 5, 1031, 2023).
 *
 * <p>It is the same function as the reference implementation, arranged so that little is computed
 * twice. In the reference, the first layer of a gated perceptron acts on the concatenated features
 * of atoms, bonds and angles. Here it acts on each of these features alone, before they are
 * gathered for the messages, and the results are added. The two directions of a bond share all that
 * depends on the bond only. The angle update of the last block is left out, because nothing reads
 * it.
 */
final class ChgnetNetwork {
    private static final int WIDTH = 64;
    private static final int BLOCKS = 4;
    private static final int ENVELOPE_EXPONENT = 8;

    private final NDArray atomEmbedding;
    private final BesselBasis bondBasis;
    private final BesselBasis shortBondBasis;
    private final NDArray angleFrequencies;
    private final NDArray bondEmbedding;
    private final NDArray bondWeights;
    private final NDArray shortBondWeights;
    private final NDArray angleEmbedding;
    private final Convolution[] atomConvolutions = new Convolution[BLOCKS];
    private final Convolution[] bondConvolutions = new Convolution[BLOCKS - 1];
    private final GatedPerceptron[] angleUpdates = new GatedPerceptron[BLOCKS - 2];
    private final Affine magneticMoment;
    private final Affine readoutNorm;
    private final Affine[] readout;

    /**
     * The quantities that the network predicts for the atoms of a batch.
     *
     * @param atomEnergies [atoms], in eV, without the part that depends on the element only
     * @param magneticMoments [atoms], in Bohr magnetons
     * @param atomFeatures [atoms, 64], input of the layers that compute the energy
     */
    record AtomPredictions(NDArray atomEnergies, NDArray magneticMoments, NDArray atomFeatures) {}

    /** @param manager owns the parameters; the manager of the inputs owns the results */
    ChgnetNetwork(SafeTensors weights, NDManager manager) {
        Loader loader = new Loader(weights, manager);
        atomEmbedding = loader.array("atom_embedding.embedding.weight");
        bondBasis = BesselBasis.of(
                loader.array("bond_basis_expansion.rbf_expansion_ag.frequencies"),
                CrystalGraph.BOND_CUTOFF_ANGSTROM);
        shortBondBasis = BesselBasis.of(
                loader.array("bond_basis_expansion.rbf_expansion_bg.frequencies"),
                CrystalGraph.ANGLE_CUTOFF_ANGSTROM);
        angleFrequencies = loader.array("angle_basis_expansion.fourier_expansion.frequencies");
        bondEmbedding = loader.array("bond_embedding.weight");
        bondWeights = loader.array("bond_weights_ag.weight");
        shortBondWeights = loader.array("bond_weights_bg.weight");
        angleEmbedding = loader.array("angle_embedding.weight").div(Math.sqrt(Math.PI));
        for (int block = 0; block < BLOCKS; block++) {
            atomConvolutions[block] =
                    loader.convolution("atom_conv_layers." + block, "twoBody_atom", 3);
        }
        for (int block = 0; block < BLOCKS - 1; block++) {
            bondConvolutions[block] =
                    loader.convolution("bond_conv_layers." + block, "twoBody_bond", 4);
        }
        for (int block = 0; block < BLOCKS - 2; block++) {
            angleUpdates[block] =
                    loader.shallowPerceptron("angle_layers." + block + ".twoBody_bond", 4);
        }
        magneticMoment = loader.affine("site_wise");
        readoutNorm = loader.affine("readout_norm");
        readout = new Affine[] {
            loader.affine("mlp.layers.0"),
            loader.affine("mlp.layers.2"),
            loader.affine("mlp.layers.4"),
            loader.affine("mlp.layers.7")
        };
    }

    /**
     * Spherical Bessel functions times a polynomial envelope that falls smoothly to zero at the
     * cutoff (Gasteiger et al., arXiv 2003.03123). The factors are arrays that live as long as the
     * network. For a plain number DJL makes a temporary array, and frees it before the gradient
     * reads it.
     */
    private record BesselBasis(
            NDArray frequencies, NDArray inverseCutoff, NDArray quadratic, NDArray normalization) {

        static BesselBasis of(NDArray frequencies, double cutoffAngstrom) {
            int p = ENVELOPE_EXPONENT;
            NDManager manager = frequencies.getManager();
            return new BesselBasis(
                    frequencies,
                    manager.create((float) (1 / cutoffAngstrom)),
                    manager.create(-p * (p + 1) / 2f),
                    manager.create((float) (Math.sqrt(2 / cutoffAngstrom) / cutoffAngstrom)));
        }

        /** Returns the functions at each length: [bonds, 31]. */
        NDArray of(NDArray lengths) {
            int p = ENVELOPE_EXPONENT;
            NDArray x = lengths.reshape(-1, 1).mul(inverseCutoff);
            NDArray tail = x.mul(quadratic).addi(p * (p + 2)).mul(x).addi(-(p + 1) * (p + 2) / 2);
            NDArray fourth = x.square().square();
            NDArray envelope = fourth.square().mul(tail).addi(1);
            return x.mul(frequencies).sin().mul(envelope.mul(normalization).div(x));
        }
    }

    /** The weight and bias of a linear layer, or the scale and offset of a layer norm. */
    private record Affine(NDArray weight, NDArray bias) {
        NDArray linear(NDArray x) {
            return Linear.linear(x, weight, bias).singletonOrThrow();
        }

        NDArray normalize(NDArray x) {
            return LayerNorm.layerNorm(x, new Shape(WIDTH), weight, bias, 1e-5f).singletonOrThrow();
        }
    }

    /**
     * One or two linear layers on concatenated features, without the last activation.
     *
     * @param parts weights of the first layer, [64, 64] for each concatenated feature
     * @param bias bias of the first layer
     * @param second second layer, null if there is only one
     * @param norm layer norm of the output
     */
    private record Perceptron(NDArray[] parts, NDArray bias, Affine second, Affine norm) {

        /**
         * Computes the share of one feature in the output of the first layer. The share of the
         * first feature includes the bias.
         */
        NDArray share(int part, NDArray feature) {
            return part == 0
                    ? Linear.linear(feature, parts[0], bias).singletonOrThrow()
                    : linear(feature, parts[part]);
        }

        /** Computes the output of the perceptron from the sum of the shares. */
        NDArray apply(NDArray sum) {
            return norm.normalize(second == null ? sum : second.linear(silu(sum)));
        }
    }

    /** A perceptron with a gate: silu(core) · sigmoid(gate). */
    private record GatedPerceptron(Perceptron core, Perceptron gate) {

        /** @param shares returns for a perceptron the sum of the shares of all features */
        NDArray apply(Function<Perceptron, NDArray> shares) {
            NDArray open = Activation.sigmoid(gate.apply(shares.apply(gate)));
            return multiply(silu(core.apply(shares.apply(core))), open);
        }
    }

    /** A gated perceptron that computes messages, and a linear layer for their sum. */
    private record Convolution(GatedPerceptron message, NDArray output) {}

    private static NDArray linear(NDArray x, NDArray weight) {
        return Linear.linear(x, weight, null).singletonOrThrow();
    }

    private static NDArray silu(NDArray x) {
        return multiply(x, Activation.sigmoid(x));
    }

    /** Multiplies two arrays, in the memory of the first one if no gradient will read it. */
    private static NDArray multiply(NDArray x, NDArray y) {
        return JniUtils.isGradMode() ? x.mul(y) : x.muli(y);
    }

    private static NDArray gather(NDArray rows, NDArray index) {
        return Embedding.embedding(index, rows, SparseFormat.DENSE).singletonOrThrow();
    }

    /**
     * Predicts the quantities of all atoms of a batch. If lengths and angles require a gradient,
     * the results have one.
     *
     * @param lengths [bonds] in angstrom, in the order of the batch
     * @param angles [angles] in radians, in the order of the batch
     */
    AtomPredictions forward(GraphBatch batch, NDArray lengths, NDArray angles) {
        NDManager scope = lengths.getManager();
        boolean hasAngles = batch.angleCount > 0;
        NDArray basis = bondBasis.of(lengths);
        NDArray atoms = gather(atomEmbedding, scope.create(batch.element));
        NDArray bonds = linear(basis, bondEmbedding);
        AtomGraph atomGraph = new AtomGraph(batch, linear(basis, bondWeights));
        BondGraph bondGraph = hasAngles ? bondGraph(batch, lengths, angles) : null;
        for (int block = 0; block < BLOCKS - 1; block++) {
            atoms = atomGraph.convolve(atomConvolutions[block], atoms, bonds);
            if (hasAngles) {
                bonds = bondGraph.convolve(bondConvolutions[block], atoms, bonds);
                if (block < BLOCKS - 2) {
                    bondGraph.updateAngles(angleUpdates[block], atoms, bonds);
                }
            }
        }
        NDArray moments = magneticMoment.linear(atoms).abs();
        NDArray features = readoutNorm.normalize(
                atomGraph.convolve(atomConvolutions[BLOCKS - 1], atoms, bonds));
        NDArray energies = features;
        for (int layer = 0; layer < readout.length - 1; layer++) {
            energies = silu(readout[layer].linear(energies));
        }
        energies = readout[readout.length - 1].linear(energies);
        return new AtomPredictions(energies, moments, features);
    }

    private BondGraph bondGraph(GraphBatch batch, NDArray lengths, NDArray angles) {
        NDArray basis = shortBondBasis.of(lengths.get("0:" + batch.shortBondCount));
        return new BondGraph(
                batch,
                linear(basis, shortBondWeights),
                linear(fourierBasis(angles, angleFrequencies), angleEmbedding));
    }

    /**
     * Computes a Fourier basis of angles, [angles, 31]: a constant, sines and cosines of multiples
     * of the angle. The weights of the embedding contain the factor 1/√π.
     */
    private static NDArray fourierBasis(NDArray radians, NDArray frequencies) {
        NDArray phase = radians.reshape(-1, 1).mul(frequencies);
        NDArray constant =
                radians.getManager().full(new Shape(radians.size(), 1), (float) Math.sqrt(0.5));
        return NDArrays.concat(new NDList(constant, phase.sin(), phase.cos()), 1);
    }

    /** The graph on which bonded atoms exchange messages. */
    private static final class AtomGraph {
        private final NDArray receiver;
        private final NDArray sender;
        private final NDArray sum;
        private final NDArray weights;

        AtomGraph(GraphBatch batch, NDArray weights) {
            NDManager scope = weights.getManager();
            this.receiver = bothSenses(scope, batch.receiver);
            this.sender = bothSenses(scope, batch.sender);
            this.sum = sumByRow(scope, batch.receiver, batch.bondMultiplicity, batch.atomCount);
            this.weights = weights;
        }

        NDArray convolve(Convolution layer, NDArray atoms, NDArray bonds) {
            try (NDManager temporary = weights.getManager().newSubManager()) {
                temporary.tempAttachAll(atoms, bonds, receiver, sender, sum, weights);
                NDArray gated = layer.message.apply(
                        perceptron -> gather(perceptron.share(0, atoms), receiver)
                                .addi(gather(perceptron.share(2, atoms), sender))
                                .addi(perceptron.share(1, bonds)));
                NDArray messages = multiply(gated, weights).reshape(-1, WIDTH);
                return temporary.ret(linear(sum.matMul(messages), layer.output).addi(atoms));
            }
        }
    }

    /** The graph on which short bonds that share an atom exchange messages. */
    private static final class BondGraph {
        private final int shortBondCount;
        private final NDArray vertex;
        private final NDArray receivingBond;
        private final NDArray otherBond;
        private final NDArray sum;
        private final NDArray weights;
        private NDArray angles;

        BondGraph(GraphBatch batch, NDArray shortBondWeights, NDArray angles) {
            NDManager scope = angles.getManager();
            shortBondCount = batch.shortBondCount;
            vertex = scope.create(batch.vertex);
            receivingBond = bothSenses(scope, batch.receivingBond);
            otherBond = bothSenses(scope, batch.otherBond);
            sum = sumByRow(scope, batch.receivingBond, batch.angleMultiplicity, shortBondCount);
            weights = multiply(
                    gather(shortBondWeights, receivingBond.get(0)),
                    gather(shortBondWeights, otherBond.get(0)));
            this.angles = angles;
        }

        private NDArray gated(GatedPerceptron gated, NDArray atoms, NDArray shortBonds) {
            return gated.apply(perceptron -> gather(perceptron.share(0, shortBonds), receivingBond)
                    .addi(gather(perceptron.share(1, shortBonds), otherBond))
                    .addi(perceptron.share(2, angles))
                    .addi(gather(perceptron.share(3, atoms), vertex)));
        }

        NDArray convolve(Convolution layer, NDArray atoms, NDArray bonds) {
            try (NDManager temporary = weights.getManager().newSubManager()) {
                temporary.tempAttachAll(
                        atoms, bonds, angles, vertex, receivingBond, otherBond, sum, weights);
                NDList shortAndLong = bonds.split(new long[] {shortBondCount});
                NDArray shortBonds = shortAndLong.get(0);
                NDArray messages = multiply(gated(layer.message, atoms, shortBonds), weights)
                        .reshape(-1, WIDTH);
                NDArray updated = linear(sum.matMul(messages), layer.output).addi(shortBonds);
                return temporary.ret(NDArrays.concat(new NDList(updated, shortAndLong.get(1))));
            }
        }

        void updateAngles(GatedPerceptron update, NDArray atoms, NDArray bonds) {
            try (NDManager temporary = weights.getManager().newSubManager()) {
                temporary.tempAttachAll(atoms, bonds, angles, vertex, receivingBond, otherBond);
                angles = temporary.ret(
                        gated(update, atoms, bonds.get("0:" + shortBondCount)).addi(angles));
            }
        }
    }

    /** Makes an index [2, n] for gathering: one row for each of the two messages of n items. */
    private static NDArray bothSenses(NDManager scope, int[] index) {
        return scope.create(index, new Shape(2, index.length / 2));
    }

    /**
     * Makes the sparse matrix that adds weighted messages to the rows that receive them. DJL has a
     * sparse product, but no indexed sum. The engine is called directly, because DJL's createCoo
     * frees the memory of the indices while the matrix still points to it.
     *
     * @param row [messages], row that receives each message
     * @param weights [messages]
     * @return [rows, messages]
     */
    private static NDArray sumByRow(NDManager scope, int[] row, float[] weights, int rows) {
        long[] indices = new long[2 * row.length];
        for (int i = 0; i < row.length; i++) {
            indices[i] = row[i];
            indices[row.length + i] = i;
        }
        return JniUtils.createSparseCoo(
                (PtNDArray) scope.create(indices, new Shape(2, row.length)),
                (PtNDArray) scope.create(weights),
                new Shape(rows, row.length));
    }

    /** Reads parameters by the names that the reference implementation gives them. */
    private record Loader(SafeTensors weights, NDManager manager) {

        NDArray array(String name) {
            return weights.tensor(name).toArray(manager);
        }

        Affine affine(String name) {
            return new Affine(array(name + ".weight"), array(name + ".bias"));
        }

        Convolution convolution(String name, String perceptron, int parts) {
            String path = name + "." + perceptron;
            GatedPerceptron message = new GatedPerceptron(
                    perceptron(
                            path + ".mlp_core.layers.",
                            0,
                            parts,
                            affine(path + ".mlp_core.layers.3"),
                            path + ".bn1"),
                    perceptron(
                            path + ".mlp_gate.layers.",
                            0,
                            parts,
                            affine(path + ".mlp_gate.layers.3"),
                            path + ".bn2"));
            return new Convolution(message, array(name + ".mlp_out.layers.1.weight"));
        }

        GatedPerceptron shallowPerceptron(String path, int parts) {
            return new GatedPerceptron(
                    perceptron(path + ".mlp_core.layers.", 1, parts, null, path + ".bn1"),
                    perceptron(path + ".mlp_gate.layers.", 1, parts, null, path + ".bn2"));
        }

        private Perceptron perceptron(
                String layers, int first, int parts, Affine second, String norm) {
            NDArray[] columns = array(layers + first + ".weight").split(parts, 1).stream()
                    .map(NDArray::duplicate)
                    .toArray(NDArray[]::new);
            return new Perceptron(columns, array(layers + first + ".bias"), second, affine(norm));
        }
    }
}
