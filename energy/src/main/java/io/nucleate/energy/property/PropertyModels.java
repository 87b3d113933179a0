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
 * Estimates some properties of structures, with one readout for each property. All readouts take
 * the features of the same potential. They take a small part of the time that the potential needs.
 */
public final class PropertyModels implements AutoCloseable {
    private final Map<Property, Readout> readouts;

    private PropertyModels(Map<Property, Readout> readouts) {
        this.readouts = readouts;
    }

    /** Returns models that estimate no property. */
    public static PropertyModels none() {
        return new PropertyModels(Map.of());
    }

    /**
     * Loads all readouts that exist for a potential: those in files, and for the other properties
     * those that come with Nucleate, if they were trained on features of this potential.
     *
     * @param files files that the verb train-property wrote
     * @param potential name of the potential whose features the readouts will take
     * @throws IOException if a file cannot be read
     * @throws IllegalArgumentException if a readout in a file was trained on another potential, or
     *     if two files are for the same property
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
     * Returns models of some properties only, and closes the readouts of the others.
     *
     * @throws IllegalArgumentException if there is no readout of one of the properties
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

    /** Returns the properties that these models estimate. */
    public Set<Property> properties() {
        return Set.copyOf(readouts.keySet());
    }

    /** Returns the metadata of a readout: its training data, settings and held-out errors. */
    public Map<String, String> metadata(Property property) {
        return readouts.get(property).metadata();
    }

    /**
     * Estimates all properties of structures.
     *
     * @param predictions prediction of the potential for each structure
     * @return estimates for each structure, in the same order
     */
    public List<Map<Property, Estimate>> estimate(
            List<Structure> structures, List<Prediction> predictions) {
        return estimate(properties(), structures, predictions);
    }

    /**
     * Estimates some properties of structures.
     *
     * @param wanted among the properties of these models
     * @param predictions prediction of the potential for each structure
     * @return estimates for each structure, in the same order
     */
    public List<Map<Property, Estimate>> estimate(
            Set<Property> wanted, List<Structure> structures, List<Prediction> predictions) {
        List<float[]> descriptors = new ArrayList<>(structures.size());
        List<Map<Property, Estimate>> estimates = new ArrayList<>(structures.size());
        for (int i = 0; i < structures.size(); i++) {
            descriptors.add(Descriptor.of(structures.get(i), predictions.get(i)));
            estimates.add(new EnumMap<>(Property.class));
        }
        readouts.forEach((property, readout) -> {
            if (!wanted.contains(property)) {
                return;
            }
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
