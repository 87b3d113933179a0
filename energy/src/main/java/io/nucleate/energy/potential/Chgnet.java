package io.nucleate.energy.potential;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

import io.nucleate.crystal.Element;
import io.nucleate.crystal.Result;
import io.nucleate.crystal.Structure;
import io.nucleate.tensors.SafeTensors;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * CHGNet 0.3.0 (Deng et al., Nature Machine Intelligence 5, 1031, 2023). It predicts energies as
 * the Materials Project computes them (PBE and PBE+U, with the corrections MP2020), and forces,
 * stresses and magnetic moments, for elements up to plutonium. Structures are evaluated in batches
 * of bounded size.
 */
public final class Chgnet implements Potential {
    /** Name and version, which scores quote. */
    static final String NAME = "chgnet-0.3.0";

    /**
     * Largest number of directed bonds and ordered angles in a batch. A larger batch no longer fits
     * the processor's caches; in a smaller one the calls themselves cost too much.
     */
    private static final int EDGES_PER_BATCH = 6_000;

    private static final int ATOMIC_NUMBER_MAX = 94;

    private final NDManager manager;
    private final ChgnetNetwork network;
    /** [94], part of an atom's energy that depends on its element only, by atomic number − 1. */
    private final float[] elementEnergyEv;

    /** @param manager owns the parameters; this potential closes it */
    Chgnet(SafeTensors weights, NDManager manager) {
        this.manager = manager;
        network = new ChgnetNetwork(weights, manager);
        elementEnergyEv = weights.tensor("composition_model.fc.weight").values();
    }

    /**
     * Loads CHGNet. The weights are read from the cache, which is the directory
     * {@code NUCLEATE_CACHE} or else {@code ~/.cache/nucleate}. The first time, pip fetches them.
     *
     * @throws IOException if the weights cannot be fetched or read; the message names the remedy
     */
    public static Chgnet load(Device device) throws IOException {
        SafeTensors weights = ChgnetWeights.load(ChgnetWeights.defaultCache(), "python3");
        return new Chgnet(weights, NDManager.newBaseManager(device, "PyTorch"));
    }

    @Override
    public Optional<String> weightsSha256() {
        return Optional.of(ChgnetWeights.CHECKPOINT_SHA256);
    }

    @Override
    public boolean knows(Element element) {
        return element.atomicNumber() <= ATOMIC_NUMBER_MAX;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<String> elementalReferences() {
        return Optional.of("chgnet");
    }

    @Override
    public List<Result<Prediction>> evaluate(List<Structure> structures, RequestedQuantities what) {
        List<Result<Prediction>> predictions =
                new ArrayList<>(Collections.nCopies(structures.size(), null));
        List<IndexedGraph> items = new ArrayList<>();
        for (int i = 0; i < structures.size(); i++) {
            try {
                items.add(new IndexedGraph(i, graph(structures.get(i))));
            } catch (ImpossibleStructureException e) {
                predictions.set(i, Result.failure(Potential.UNSUPPORTED, e.getMessage()));
            }
        }
        items.sort(Comparator.comparingInt(item -> item.graph.edgeCount()));
        for (List<IndexedGraph> batch :
                Packs.of(items, item -> item.graph.edgeCount(), EDGES_PER_BATCH)) {
            evaluateBatch(batch, what, predictions);
        }
        return predictions;
    }

    /** The graph of a structure, and the place of the structure in the caller's list. */
    private record IndexedGraph(int index, QuotientGraph graph) {}

    private static QuotientGraph graph(Structure structure) throws ImpossibleStructureException {
        for (int atom = 0; atom < structure.atomCount(); atom++) {
            if (structure.atomicNumber(atom) > ATOMIC_NUMBER_MAX) {
                throw new ImpossibleStructureException(
                        "CHGNet knows elements up to Pu, not " + structure.element(atom));
            }
        }
        return new QuotientGraph(CrystalGraph.of(structure));
    }

    private void evaluateBatch(
            List<IndexedGraph> items,
            RequestedQuantities what,
            List<Result<Prediction>> predictions) {
        GraphBatch batch =
                new GraphBatch(items.stream().map(IndexedGraph::graph).toList());
        boolean differentiate = what == RequestedQuantities.ENERGY_FORCES_STRESS;
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(differentiate);
        try (NDManager scope = manager.newSubManager()) {
            NDArray lengths = scope.create(batch.lengthAngstrom);
            NDArray angles = scope.create(batch.angleRadians);
            lengths.setRequiresGradient(differentiate);
            angles.setRequiresGradient(differentiate);
            ChgnetNetwork.AtomPredictions output = network.forward(batch, lengths, angles);
            Results results = new Results(
                    output.atomEnergies().toFloatArray(),
                    output.magneticMoments().toFloatArray(),
                    output.atomFeatures().toFloatArray(),
                    differentiate
                            ? gradients(
                                    output.atomEnergies(),
                                    scope.create(batch.atomMultiplicity),
                                    lengths,
                                    angles)
                            : null);
            GraphBatch.Offset offset = batch.start();
            for (IndexedGraph item : items) {
                predictions.set(item.index, prediction(item.graph, results, offset));
                offset = offset.after(item.graph);
            }
        } finally {
            JniUtils.setGradMode(before);
        }
    }

    /**
     * The results of a batch.
     *
     * @param energies [rows], in eV, one for each class of atoms
     * @param moments [rows], in Bohr magnetons
     * @param features [rows × 64]
     * @param gradients derivatives by lengths and by angles; null if only energies were requested
     */
    private record Results(
            float[] energies, float[] moments, float[] features, float[][] gradients) {

        /** Returns the features of some rows, [rows][64]. */
        double[][] features(int from, int rows) {
            int width = features.length / energies.length;
            double[][] copy = new double[rows][width];
            for (int row = 0; row < rows; row++) {
                for (int i = 0; i < width; i++) {
                    copy[row][i] = features[(from + row) * width + i];
                }
            }
            return copy;
        }
    }

    /**
     * Computes the derivatives of the total energy by lengths and by angles. The engine is called
     * directly, because DJL has only one gradient collector for the whole process.
     */
    private static float[][] gradients(
            NDArray atomEnergies, NDArray multiplicity, NDArray lengths, NDArray angles) {
        PtNDArray weights = (PtNDArray) multiplicity.reshape(atomEnergies.getShape());
        JniUtils.backward((PtNDArray) atomEnergies, weights, false, false);
        return new float[][] {
            lengths.getGradient().toFloatArray(), angles.getGradient().toFloatArray()
        };
    }

    private Result<Prediction> prediction(
            QuotientGraph graph, Results results, GraphBatch.Offset offset) {
        Structure structure = graph.graph.structure();
        int atoms = structure.atomCount();
        double energy = 0;
        double[] moments = new double[atoms];
        double[][] featuresOfClass = results.features(offset.atom(), graph.atoms.count());
        double[][] features = new double[atoms][];
        for (int atom = 0; atom < atoms; atom++) {
            int atomClass = graph.atoms.classOf()[atom];
            int row = offset.atom() + atomClass;
            energy += results.energies[row] + elementEnergyEv[structure.atomicNumber(atom) - 1];
            moments[atom] = results.moments[row];
            features[atom] = featuresOfClass[atomClass];
        }
        double[][] forces = {};
        double[][] stress = {};
        if (results.gradients != null) {
            Gradient gradient =
                    new Gradient(graph, results.gradients[0], results.gradients[1], offset);
            forces = gradient.forcesEvPerAngstrom();
            stress = gradient.stressEvPerAngstrom3();
        }
        return Prediction.of(name(), energy / atoms, forces, stress, moments, features);
    }

    @Override
    public void close() {
        manager.close();
    }
}
