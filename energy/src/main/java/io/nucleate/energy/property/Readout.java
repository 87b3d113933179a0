package io.nucleate.energy.property;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

import io.nucleate.tensors.GradientMode;
import io.nucleate.tensors.SafeTensors;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An ensemble of small networks that estimates one property from the features that one potential
 * has of the atoms of a structure.
 */
public final class Readout implements AutoCloseable {
    private static final String PROPERTY = "property";
    private static final String POTENTIAL = "potential";
    private static final String DESCRIPTOR = "descriptor";
    private static final String MEAN = "input.mean";
    private static final String SCALE = "input.scale";

    /**
     * Largest distance of an input from the mean of the training data, in standard deviations.
     * Inputs further away are moved to this distance.
     */
    private static final float INPUT_MAX = 6;

    private final NDManager manager;
    private final Property property;
    private final Map<String, String> metadata;
    private final NDArray mean;
    private final NDArray scale;
    private final EnsembleNetwork network;

    /** @param manager owns the arrays; this readout closes it */
    Readout(
            Property property,
            Map<String, String> metadata,
            NDArray mean,
            NDArray scale,
            EnsembleNetwork network,
            NDManager manager) {
        this.property = property;
        this.metadata = new TreeMap<>(metadata);
        this.mean = mean;
        this.scale = scale;
        this.network = network;
        this.manager = manager;
    }

    /**
     * Reads a readout.
     *
     * @throws IllegalArgumentException if the file is not a readout, or if its inputs are of
     *     another version
     */
    public static Readout of(SafeTensors file, Device device) {
        Map<String, String> metadata = file.metadata();
        if (!metadata.containsKey(PROPERTY) || !metadata.containsKey(POTENTIAL)) {
            throw new IllegalArgumentException(
                    "these weights are no property readout; train-property writes one");
        }
        if (!Descriptor.VERSION.equals(metadata.get(DESCRIPTOR))) {
            throw new IllegalArgumentException("the readout of " + metadata.get(PROPERTY)
                    + " takes inputs of the kind " + metadata.get(DESCRIPTOR) + ", these are "
                    + Descriptor.VERSION + "; train it again with train-property");
        }
        NDManager manager = NDManager.newBaseManager(device, "PyTorch");
        return new Readout(
                Property.of(metadata.get(PROPERTY)),
                metadata,
                file.tensor(MEAN).toArray(manager),
                file.tensor(SCALE).toArray(manager),
                EnsembleNetwork.of(file, manager),
                manager);
    }

    /** Returns the metadata that the file of every readout has. */
    static Map<String, String> identity(Property property, String potential) {
        return Map.of(
                PROPERTY,
                property.word(),
                "unit",
                property.unit(),
                POTENTIAL,
                potential,
                DESCRIPTOR,
                Descriptor.VERSION);
    }

    /** Returns the name of the potential whose features the readout in a file takes. */
    static String potentialOf(SafeTensors file) {
        return file.metadata().get(POTENTIAL);
    }

    /** Returns the property that this readout estimates. */
    public Property property() {
        return property;
    }

    /** Returns the name of the potential whose features this readout takes. */
    public String potential() {
        return metadata.get(POTENTIAL);
    }

    /** Returns the metadata of the file: training data, settings and held-out errors. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** Returns the content of a file, with more metadata. */
    public SafeTensors toSafeTensors(Map<String, String> more) {
        Map<String, String> said = new TreeMap<>(metadata);
        said.putAll(more);
        Map<String, SafeTensors.Tensor> tensors = new LinkedHashMap<>();
        tensors.put(MEAN, SafeTensors.Tensor.of(mean));
        tensors.put(SCALE, SafeTensors.Tensor.of(scale));
        network.parameters()
                .forEach((name, array) -> tensors.put(name, SafeTensors.Tensor.of(array)));
        return new SafeTensors(said, tensors);
    }

    /**
     * Estimates the property of structures.
     *
     * @param descriptors {@link Descriptor} of each structure
     * @return one estimate for each structure, in the same order
     * @throws IllegalArgumentException if the descriptors have another length than those of the
     *     training
     */
    List<Estimate> estimate(List<float[]> descriptors) {
        if (descriptors.isEmpty()) {
            return List.of();
        }
        long inputs = mean.size();
        if (descriptors.get(0).length != inputs) {
            throw new IllegalArgumentException("the readout of " + property + " was trained on "
                    + inputs + " numbers a structure from " + potential() + ", and was given "
                    + descriptors.get(0).length);
        }
        try (NDManager scope = manager.newSubManager();
                GradientMode ignored = GradientMode.off()) {
            NDArray batch = scope.create(descriptors.toArray(float[][]::new));
            float[] members = values(batch).toFloatArray();
            List<Estimate> estimates = new ArrayList<>(descriptors.size());
            for (int i = 0; i < descriptors.size(); i++) {
                estimates.add(estimate(members, i, descriptors.size()));
            }
            return estimates;
        }
    }

    /** Returns the value that each member estimates: [members, n]. */
    private NDArray values(NDArray descriptors) {
        return property.value(network.forward(normalize(descriptors)));
    }

    /** Turns descriptors [n, inputs] into inputs of the network, [n, inputs]. */
    NDArray normalize(NDArray descriptors) {
        return descriptors.sub(mean).mul(scale).clip(-INPUT_MAX, INPUT_MAX);
    }

    private static Estimate estimate(float[] members, int structure, int structures) {
        int count = members.length / structures;
        double sum = 0;
        for (int i = structure; i < members.length; i += structures) {
            sum += members[i];
        }
        double squares = 0;
        for (int i = structure; i < members.length; i += structures) {
            double off = members[i] - sum / count;
            squares += off * off;
        }
        return new Estimate(sum / count, Math.sqrt(squares / Math.max(1, count - 1)));
    }

    EnsembleNetwork network() {
        return network;
    }

    NDManager manager() {
        return manager;
    }

    @Override
    public void close() {
        manager.close();
    }
}
