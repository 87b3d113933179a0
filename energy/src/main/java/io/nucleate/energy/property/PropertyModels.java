package io.nucleate.energy.property;

import ai.djl.Device;

import io.nucleate.crystal.Structure;
import io.nucleate.energy.potential.Prediction;
import io.nucleate.tensors.SafeTensors;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Readouts of some properties, all on the features of one potential. They cost a fraction of the
 * pass that computes the features.
 */
public final class PropertyModels implements AutoCloseable {
    private final Map<Property, Readout> readouts;

    private PropertyModels(Map<Property, Readout> readouts) {
        this.readouts = readouts;
    }

    /** For pricing energies only. */
    public static PropertyModels none() {
        return new PropertyModels(Map.of());
    }

    /**
     * Every readout that can be had for a potential: those in files, and for other properties those
     * that come with the program if it is this potential's features that they read (see
     * {@code docs/model-card-properties.md}).
     *
     * @param files as train-property writes them
     * @param potential name of the potential whose features they will be given
     * @throws IOException for a file that cannot be read
     * @throws IllegalArgumentException for a file with another potential's readout, or a property's
     *     second one
     */
    public static PropertyModels available(List<Path> files, String potential, Device device)
            throws IOException {
        Map<Property, Readout> readouts = new EnumMap<>(Property.class);
        for (Path file : files) {
            Readout readout = Readout.of(SafeTensors.read(file), device);
            if (!readout.potential().equals(potential)) {
                throw new IllegalArgumentException(file + " reads features of "
                        + readout.potential() + ", not of "
                        + potential + "; use that potential, or train a readout for " + potential
                        + " with train-property");
            }
            if (readouts.put(readout.property(), readout) != null) {
                throw new IllegalArgumentException(
                        file + " is the second readout of " + readout.property() + "; give one");
            }
        }
        for (Property property : Property.values()) {
            SafeTensors shipped = shipped(property);
            if (!readouts.containsKey(property) && Readout.potentialOf(shipped).equals(potential)) {
                readouts.put(property, Readout.of(shipped, device));
            }
        }
        return new PropertyModels(readouts);
    }

    private static SafeTensors shipped(Property property) throws IOException {
        try (InputStream resource =
                PropertyModels.class.getResourceAsStream(property.word() + ".safetensors")) {
            return SafeTensors.parse(resource.readAllBytes());
        }
    }

    /**
     * These, without the readouts of other properties than those wanted, which are closed.
     *
     * @throws IllegalArgumentException where one is missing
     */
    public PropertyModels only(Set<Property> wanted) {
        Map<Property, Readout> kept = new EnumMap<>(Property.class);
        for (Property property : wanted) {
            if (!readouts.containsKey(property)) {
                throw new IllegalArgumentException("there is no readout of " + property
                        + " for features of this potential; train one with"
                        + " train-property, or use chgnet");
            }
        }
        readouts.forEach((property, readout) -> {
            if (wanted.contains(property)) {
                kept.put(property, readout);
            } else {
                readout.close();
            }
        });
        return new PropertyModels(kept);
    }

    /** What it estimates. */
    public Set<Property> properties() {
        return Set.copyOf(readouts.keySet());
    }

    /** What the readout of a property says of its data, training and held-out errors. */
    public Map<String, String> metadata(Property property) {
        return readouts.get(property).metadata();
    }

    /**
     * Estimates all its properties.
     *
     * @param predictions what the potential says of the structures, one each
     * @return one each
     */
    public List<Map<Property, Estimate>> estimate(
            List<Structure> structures, List<Prediction> predictions) {
        List<float[]> descriptors = new ArrayList<>(structures.size());
        List<Map<Property, Estimate>> estimates = new ArrayList<>(structures.size());
        for (int i = 0; i < structures.size(); i++) {
            descriptors.add(Descriptor.of(structures.get(i), predictions.get(i)));
            estimates.add(new EnumMap<>(Property.class));
        }
        readouts.forEach((property, readout) -> {
            List<Estimate> values = readout.estimate(descriptors);
            for (int i = 0; i < values.size(); i++) {
                estimates.get(i).put(property, values.get(i));
            }
        });
        return estimates;
    }

    @Override
    public void close() {
        readouts.values().forEach(Readout::close);
    }
}
