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
 * Structures whose property is known, as a readout sees them.
 *
 * @param potential whose features these are
 */
public record TrainingSet(Property property, String potential, List<Example> examples) {
    private static final int BATCH = 64;

    /**
     * @param name by which a source knows the structure
     * @param value of the property, in its unit
     */
    public record Labelled(String name, Structure structure, double value) {}

    /**
     * @param system the structure's elements, in alphabetical order: {@code Cl-Na}
     * @param descriptor what {@link Descriptor} makes of it
     */
    record Example(String name, String system, float[] descriptor, double value) {}

    public TrainingSet {
        examples = List.copyOf(examples);
    }

    /**
     * Asks a potential for its features.
     *
     * @param failures is told the name of a structure that the potential cannot price, and the
     *     reason; it is left out
     * @param progress is told how many structures are done
     * @throws IllegalArgumentException for a potential that reports no features of atoms
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

    /** Number of chemical systems. */
    public long systems() {
        return examples.stream().map(Example::system).distinct().count();
    }

    /** What is kept together when examples are held out. */
    public enum Split {
        /**
         * All compounds of the same elements: what a readout knows of chemistry that it has not
         * seen.
         */
        CHEMICAL_SYSTEM("chemical-system"),
        /** Nothing: every structure for itself, as most published errors have it. */
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

    /** The examples that satisfy the condition. */
    TrainingSet where(Predicate<Example> condition) {
        return new TrainingSet(
                property, potential, examples.stream().filter(condition).toList());
    }

    /**
     * The fold that a group of examples is held out in: the first four bytes of the SHA-256 of
     * {@code salt/group} modulo the number of folds. The same everywhere, whatever else is in the
     * set.
     */
    static int fold(String group, int folds, long salt) {
        byte[] hash = DigestUtils.sha256(salt + "/" + group);
        return Integer.remainderUnsigned(ByteBuffer.wrap(hash).getInt(), folds);
    }
}
