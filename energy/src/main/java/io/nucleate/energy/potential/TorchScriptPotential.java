package io.nucleate.energy.potential;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;

import io.nucleate.crystal.Element;
import io.nucleate.crystal.Result;
import io.nucleate.crystal.Structure;

import org.apache.commons.codec.digest.DigestUtils;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Runs any potential that was exported to TorchScript. The {@link ModelCard} beside the module's
 * file says which inputs the module takes and which outputs it returns. This class finds the bonds,
 * and the module computes the energies. Forces and stresses are the derivatives of the energies, or
 * come from the module if it returns them itself.
 */
public final class TorchScriptPotential implements Potential {
    private final ModelCard card;
    private final Set<Element> elements;
    private final NDManager manager;
    private final PtSymbolBlock module;
    private final Optional<String> elementalReferences;

    /** The files in the directory of a model card. */
    private interface Siblings {
        byte[] read(String file) throws IOException;

        /** Returns the path of a file, for other classes that read it. */
        String locate(String file);
    }

    private TorchScriptPotential(
            ModelCard card,
            NDManager manager,
            PtSymbolBlock module,
            Optional<String> elementalReferences) {
        this.card = card;
        this.elements = card.elementSet();
        this.manager = manager;
        this.module = module;
        this.elementalReferences = elementalReferences;
    }

    /**
     * Loads the module that a model card describes.
     *
     * @param card path of the card; the module is in the same directory
     * @throws IOException if the card or the module is missing or wrong; the message names file,
     *     field and remedy
     */
    public static TorchScriptPotential load(Path card, Device device) throws IOException {
        return load(card.toString(), card.getFileName().toString(), device, new Siblings() {
            @Override
            public byte[] read(String file) throws IOException {
                try {
                    return Files.readAllBytes(card.resolveSibling(file));
                } catch (NoSuchFileException e) {
                    throw new IllegalArgumentException("no such file: " + e.getFile(), e);
                }
            }

            @Override
            public String locate(String file) {
                return card.resolveSibling(file).toString();
            }
        });
    }

    /** Returns name and version of a potential that comes with Nucleate. */
    static String nameOfShipped(String name) throws IOException {
        try (InputStream card = TorchScriptPotential.class.getResourceAsStream(name + ".json")) {
            return ModelCard.parse(new String(card.readAllBytes(), StandardCharsets.UTF_8))
                    .potential();
        }
    }

    /** Loads a potential that comes with Nucleate. */
    static TorchScriptPotential shipped(String name, Device device) throws IOException {
        return load(name, name + ".json", device, new Siblings() {
            @Override
            public byte[] read(String file) throws IOException {
                try (InputStream resource = TorchScriptPotential.class.getResourceAsStream(file)) {
                    return resource.readAllBytes();
                }
            }

            @Override
            public String locate(String file) {
                return file;
            }
        });
    }

    private static TorchScriptPotential load(
            String place, String file, Device device, Siblings siblings) throws IOException {
        NDManager manager = NDManager.newBaseManager(device, "PyTorch");
        try {
            ModelCard card =
                    ModelCard.parse(new String(siblings.read(file), StandardCharsets.UTF_8));
            byte[] module = siblings.read(card.model());
            String sha256 = DigestUtils.sha256Hex(module);
            if (!sha256.equals(card.sha256())) {
                throw new IllegalArgumentException(
                        "sha256 is " + card.sha256() + " but " + card.model() + " has " + sha256
                                + "; put the file there that belongs to the card, or export both"
                                + " again");
            }
            TorchScriptPotential potential = new TorchScriptPotential(
                    card,
                    manager,
                    module(module, manager),
                    card.elementalReferences()
                            .map(name -> name.endsWith(".csv") ? siblings.locate(name) : name));
            ModelCardCheck.check(potential, card);
            return potential;
        } catch (IllegalArgumentException | IllegalStateException e) {
            manager.close();
            throw new IOException("model card " + place + ": " + e.getMessage(), e);
        }
    }

    /**
     * Loads a module. Its parameters may require gradients, because a module that computes
     * derivatives itself fails without.
     */
    private static PtSymbolBlock module(byte[] bytes, NDManager manager) throws IOException {
        try {
            return JniUtils.loadModule(
                    (PtNDManager) manager, new ByteArrayInputStream(bytes), true, false);
        } catch (EngineException e) {
            throw new IllegalStateException(
                    "PyTorch cannot load the module; export it with a PyTorch of the same"
                            + " version or older: "
                            + firstLine(e),
                    e);
        }
    }

    @Override
    public String name() {
        return card.potential();
    }

    @Override
    public Optional<String> weightsSha256() {
        return Optional.of(card.sha256());
    }

    @Override
    public boolean knows(Element element) {
        return elements.contains(element);
    }

    @Override
    public Optional<String> elementalReferences() {
        return elementalReferences;
    }

    @Override
    public List<Result<Prediction>> evaluate(List<Structure> structures, RequestedQuantities what) {
        List<Result<Prediction>> predictions =
                new ArrayList<>(Collections.nCopies(structures.size(), null));
        List<StructurePack.BondedStructure> items = new ArrayList<>();
        for (int i = 0; i < structures.size(); i++) {
            try {
                items.add(new StructurePack.BondedStructure(
                        i, structures.get(i), bonds(structures.get(i))));
            } catch (ImpossibleStructureException e) {
                predictions.set(i, Result.failure(Potential.UNSUPPORTED, e.getMessage()));
            }
        }
        int edgesPerCall = card.packs() ? card.edgesPerCall() : 0;
        for (List<StructurePack.BondedStructure> pack :
                Packs.of(items, StructurePack.BondedStructure::edgeCount, edgesPerCall)) {
            evaluate(pack, what, predictions);
        }
        return predictions;
    }

    private Bonds bonds(Structure structure) throws ImpossibleStructureException {
        for (int atom = 0; atom < structure.atomCount(); atom++) {
            if (!knows(structure.element(atom))) {
                throw new ImpossibleStructureException(
                        name() + " does not know " + structure.element(atom));
            }
        }
        return BondSearch.find(structure, card.cutoffAngstrom(), card.edgesMax());
    }

    private void evaluate(
            List<StructurePack.BondedStructure> items,
            RequestedQuantities what,
            List<Result<Prediction>> predictions) {
        StructurePack pack = new StructurePack(card, items);
        boolean responses = what == RequestedQuantities.ENERGY_FORCES_STRESS;
        boolean gradients = responses || card.forces() == ModelCard.Forces.MODULE;
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(gradients);
        try (NDManager scope = manager.newSubManager()) {
            NDList inputs = inputs(pack, scope, responses);
            NDList outputs;
            try {
                outputs = IValueUtils.forward(module, inputs, gradients);
            } catch (EngineException e) {
                throw new IllegalStateException(name() + " failed: " + firstLine(e), e);
            }
            outputs.attach(scope);
            double[] energies = energiesEv(pack, items, outputs);
            StructurePack.Response[] response = responses ? responses(pack, inputs, outputs) : null;
            for (int i = 0; i < items.size(); i++) {
                predictions.set(
                        items.get(i).index(),
                        prediction(items.get(i).structure(), energies[i], response, i));
            }
        } finally {
            JniUtils.setGradMode(before);
        }
    }

    private NDList inputs(StructurePack pack, NDManager scope, boolean responses) {
        NDList inputs = new NDList();
        for (ModelCard.TensorSpec<ModelCard.Input> input : card.inputs()) {
            NDArray array = pack.array(scope, input);
            if (input.name().contains(".")) {
                array.setName(input.name());
            }
            boolean differentiate =
                    switch (card.forces()) {
                        case EDGE_VECTORS -> input.role() == ModelCard.Input.EDGE_VECTORS;
                        case POSITIONS ->
                            input.role() == ModelCard.Input.POSITIONS
                                    || input.role() == ModelCard.Input.CELLS;
                        case MODULE -> false;
                    };
            if (responses && differentiate) {
                array.setRequiresGradient(true);
            }
            inputs.add(array);
        }
        return inputs;
    }

    /** Returns the total energy of each structure, in eV. */
    private double[] energiesEv(
            StructurePack pack, List<StructurePack.BondedStructure> items, NDList outputs) {
        ModelCard.Output role = card.energies();
        double[] values = values(
                outputs, role, role == ModelCard.Output.ENERGIES ? items.size() : pack.atomCount());
        double[] energies = new double[items.size()];
        int next = 0;
        for (int i = 0; i < energies.length; i++) {
            int rows = role == ModelCard.Output.ENERGIES
                    ? 1
                    : items.get(i).structure().atomCount();
            for (int row = 0; row < rows; row++) {
                energies[i] += values[next++] * card.energyUnitEv();
            }
        }
        return energies;
    }

    private StructurePack.Response[] responses(StructurePack pack, NDList inputs, NDList outputs) {
        if (card.forces() == ModelCard.Forces.MODULE) {
            return pack.ofModule(
                    values(outputs, ModelCard.Output.FORCES, 3 * pack.atomCount()),
                    values(outputs, ModelCard.Output.STRESSES, 9 * pack.structureCount()));
        }
        NDArray energies = output(outputs, card.energies());
        try (NDArray ones = energies.onesLike()) {
            JniUtils.backward((PtNDArray) energies, (PtNDArray) ones, false, false);
        } catch (EngineException e) {
            throw new IllegalStateException(
                    name() + " cannot be differentiated by " + card.forces() + ": " + firstLine(e),
                    e);
        }
        return card.forces() == ModelCard.Forces.EDGE_VECTORS
                ? pack.byEdgeVectors(gradient(inputs, ModelCard.Input.EDGE_VECTORS))
                : pack.byPositions(
                        gradient(inputs, ModelCard.Input.POSITIONS),
                        gradient(inputs, ModelCard.Input.CELLS));
    }

    private double[] gradient(NDList inputs, ModelCard.Input role) {
        for (int i = 0; i < inputs.size(); i++) {
            if (card.inputs().get(i).role() == role) {
                try (NDArray gradient = inputs.get(i).getGradient()) {
                    return doubles(gradient);
                }
            }
        }
        throw new IllegalStateException("the card has no input " + role);
    }

    private double[] values(NDList outputs, ModelCard.Output role, int count) {
        NDArray output = output(outputs, role);
        if (output.size() != count) {
            throw new IllegalStateException("outputs: " + role + " has shape " + output.getShape()
                    + ", which is " + output.size() + " numbers and not " + count
                    + "; what the module returns is something else");
        }
        return doubles(output);
    }

    private NDArray output(NDList outputs, ModelCard.Output role) {
        for (int i = 0; i < card.outputs().size(); i++) {
            ModelCard.TensorSpec<ModelCard.Output> output = card.outputs().get(i);
            if (output.role() == role) {
                NDArray array = output.name().isEmpty()
                        ? (i < outputs.size() ? outputs.get(i) : null)
                        : outputs.get(output.name());
                if (array == null) {
                    throw new IllegalStateException("outputs: the module returns " + outputs.size()
                            + " tensors, and none is '" + output.name() + "' for " + role);
                }
                return array;
            }
        }
        throw new IllegalStateException("the card has no output " + role);
    }

    private static double[] doubles(NDArray array) {
        if (array.getDataType() == DataType.FLOAT64) {
            return array.toDoubleArray();
        }
        float[] single = array.toFloatArray();
        double[] values = new double[single.length];
        for (int i = 0; i < single.length; i++) {
            values[i] = single[i];
        }
        return values;
    }

    private Result<Prediction> prediction(
            Structure structure, double energyEv, StructurePack.Response[] responses, int i) {
        double[][] none = new double[0][];
        return Prediction.of(
                name(),
                energyEv / structure.atomCount(),
                responses == null ? none : responses[i].forcesEvPerAngstrom(),
                responses == null ? none : responses[i].stressEvPerAngstrom3(),
                new double[0],
                none);
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).strip().lines().findFirst().orElse(e.toString());
    }

    @Override
    public void close() {
        module.close();
        manager.close();
    }
}
