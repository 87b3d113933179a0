package io.nucleate.energy.property;

import io.nucleate.crystal.Element;
import io.nucleate.crystal.Result;
import io.nucleate.crystal.Structure;
import io.nucleate.energy.potential.Potential;
import io.nucleate.energy.potential.Prediction;
import io.nucleate.energy.potential.RequestedQuantities;

import org.apache.commons.codec.digest.DigestUtils;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The examples that a readout is trained on: descriptors of structures with known values of a
 * property.
 *
 * @param potential name of the potential whose features are in the descriptors
 */
public record TrainingSet(Property property, String potential, List<Example> examples) {
    private static final int BATCH = 64;

    /**
     * A structure with a known value of the property.
     *
     * @param name name of the structure in its source
     * @param value value of the property, in its unit
     */
    public record Labelled(String name, Structure structure, double value) {}

    /**
     * An example of the training.
     *
     * @param name name of the structure in its source
     * @param system elements of the structure in alphabetical order, for example {@code Cl-Na}
     * @param descriptor {@link Descriptor} of the structure
     * @param value value of the property, in its unit
     */
    record Example(String name, String system, float[] descriptor, double value) {}

    public TrainingSet {
        examples = List.copyOf(examples);
    }

    /**
     * Makes a training set. A potential evaluates the structures to get the features.
     *
     * @param failures receives name and reason for each structure that the potential cannot
     *     evaluate; the structure is left out
     * @param progress receives the number of structures that are done
     * @throws IllegalArgumentException if the potential predicts no features of atoms
     */
    public static TrainingSet of(
            Property property,
            Potential potential,
            List<Labelled> structures,
            BiConsumer<String, String> failures,
            IntConsumer progress) {
        List<Example> examples = new ArrayList<>(structures.size());
        for (int from = 0; from < structures.size(); from += BATCH) {
            List<Labelled> batch =
                    structures.subList(from, Math.min(structures.size(), from + BATCH));
            List<Result<Prediction>> predictions = potential.evaluate(
                    batch.stream().map(Labelled::structure).toList(), RequestedQuantities.ENERGY);
            for (int i = 0; i < batch.size(); i++) {
                Labelled labelled = batch.get(i);
                if (predictions.get(i) instanceof Result.Failure<Prediction> failure) {
                    failures.accept(labelled.name(), failure.reason());
                } else {
                    examples.add(example(labelled, predictions.get(i).orElseThrow()));
                }
            }
            progress.accept(from + batch.size());
        }
        return new TrainingSet(property, potential.name(), examples);
    }

    private static Example example(Labelled labelled, Prediction prediction) {
        Structure structure = labelled.structure();
        String system = structure.composition().elements().stream()
                .map(Element::symbol)
                .sorted()
                .collect(Collectors.joining("-"));
        return new Example(
                labelled.name(), system, Descriptor.of(structure, prediction), labelled.value());
    }

    /** Returns the number of different chemical systems. */
    public long systems() {
        return examples.stream().map(Example::system).distinct().count();
    }

    /** The ways to divide examples into groups. All examples of a group are held out together. */
    public enum Split {
        /**
         * All compounds of the same elements are a group. The errors then are those for chemistry
         * that the readout was not trained on.
         */
        CHEMICAL_SYSTEM("chemical-system"),
        /** Every structure is a group of its own. Most published errors are of this kind. */
        STRUCTURE("structure");

        private final String word;

        Split(String word) {
            this.word = word;
        }

        String group(Example example) {
            return this == CHEMICAL_SYSTEM ? example.system : example.name;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /** Returns the examples that meet a condition. */
    TrainingSet where(Predicate<Example> condition) {
        return new TrainingSet(
                property, potential, examples.stream().filter(condition).toList());
    }

    /**
     * Returns the fold in which a group of examples is held out: the first four bytes of the
     * SHA-256 of {@code salt/group}, modulo the number of folds. It does not depend on the other
     * examples.
     */
    static int fold(String group, int folds, long salt) {
        byte[] hash = DigestUtils.sha256(salt + "/" + group);
        return Integer.remainderUnsigned(ByteBuffer.wrap(hash).getInt(), folds);
    }
}
