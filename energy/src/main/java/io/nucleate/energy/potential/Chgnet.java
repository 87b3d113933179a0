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
 * CHGNet 0.3.0: energies of Materials Project quality (PBE/PBE+U, MP2020-corrected), forces,
 * stresses and magnetic moments for elements up to plutonium. Structures are packed into batches of
 * bounded size.
 */
public final class Chgnet implements Potential {
    /**
     * Directed bonds and angles in one pass through the network: enough to hide call overhead, few
     * enough for the caches.
     */
    private static final int EDGES_PER_BATCH = 6_000;

    private static final int ATOMIC_NUMBER_MAX = 94;

    private final NDManager manager;
    private final ChgnetNetwork network;
    private final float[] elementReferenceEv;

    /** @param manager closed with this */
    Chgnet(SafeTensors weights, NDManager manager) {
        this.manager = manager;
        network = new ChgnetNetwork(weights, manager);
        elementReferenceEv = weights.tensor("composition_model.fc.weight").values();
    }

    /**
     * Loads the weights from the cache, {@code NUCLEATE_CACHE} or {@code ~/.cache/nucleate}; the
     * first time pip fetches them.
     *
     * @throws IOException with the remedy, where the weights cannot be had
     */
    public static Chgnet load(Device device) throws IOException {
        SafeTensors weights = ChgnetWeights.load(ChgnetWeights.defaultCache(), "python3");
        return new Chgnet(weights, NDManager.newBaseManager(device, "PyTorch"));
    }

    @Override
    public boolean knows(Element element) {
        return element.atomicNumber() <= ATOMIC_NUMBER_MAX;
    }

    @Override
    public String name() {
        return "chgnet-0.3.0";
    }

    @Override
    public Optional<String> elementalReferences() {
        return Optional.of("chgnet");
    }

    @Override
    public List<Result<Prediction>> evaluate(List<Structure> structures, RequestedQuantities what) {
        List<Result<Prediction>> predictions =
                new ArrayList<>(Collections.nCopies(structures.size(), null));
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < structures.size(); i++) {
            try {
                items.add(new Item(i, graph(structures.get(i))));
            } catch (ImpossibleStructureException e) {
                predictions.set(i, Result.failure(Potential.UNSUPPORTED, e.getMessage()));
            }
        }
        items.sort(Comparator.comparingInt(item -> item.graph.edgeCount()));
        for (List<Item> batch : Packs.of(items, item -> item.graph.edgeCount(), EDGES_PER_BATCH)) {
            evaluateBatch(batch, what, predictions);
        }
        return predictions;
    }

    /** A structure's place in the caller's list, and its graph. */
    private record Item(int index, QuotientGraph graph) {}

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
            List<Item> items, RequestedQuantities what, List<Result<Prediction>> predictions) {
        GraphBatch batch = new GraphBatch(items.stream().map(Item::graph).toList());
        boolean differentiate = what == RequestedQuantities.ENERGY_FORCES_STRESS;
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(differentiate);
        try (NDManager scope = manager.newSubManager()) {
            NDArray lengths = scope.create(batch.lengthAngstrom);
            NDArray angles = scope.create(batch.angleRadians);
            lengths.setRequiresGradient(differentiate);
            angles.setRequiresGradient(differentiate);
            ChgnetNetwork.Output output = network.forward(batch, lengths, angles);
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
            for (Item item : items) {
                predictions.set(item.index, prediction(item.graph, results, offset));
                offset = offset.after(item.graph);
            }
        } finally {
            JniUtils.setGradMode(before);
        }
    }

    private record Results(
            float[] energies, float[] moments, float[] features, float[][] gradients) {

        /** [rows][64]. */
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
     * By lengths and by angles. DJL's gradient collector is one for the whole process, hence the
     * engine's own call.
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
            energy += results.energies[row] + elementReferenceEv[structure.atomicNumber(atom) - 1];
            moments[atom] = results.moments[row];
            features[atom] = featuresOfClass[atomClass];
        }
        double[][] forces = {};
        double[][] stress = {};
        if (results.gradients != null) {
            Gradient gradient =
                    new Gradient(graph, results.gradients[0], results.gradients[1], offset);
            forces = gradient.forcesEvPerAngstrom();
            stress = gradient.stressEvPerCubicAngstrom();
        }
        return Prediction.of(name(), energy / atoms, forces, stress, moments, features);
    }

    @Override
    public void close() {
        manager.close();
    }
}
