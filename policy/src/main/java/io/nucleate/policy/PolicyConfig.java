package io.nucleate.policy;

import io.nucleate.crystal.Words;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Sizes of the network and the convention of its likelihood, as the metadata of a weights file
 * state them. The authors' key of each size stands in parentheses.
 *
 * @param fourierTerms harmonics of a coordinate's encoding (Nf)
 * @param coordinateComponents von Mises components of a coordinate (Kx)
 * @param latticeComponents Gaussian components of the lattice (Kl)
 * @param firstLetterHidden hidden width of the first letter's perceptron (h0_size)
 * @param layers transformer blocks (num_layers)
 * @param heads attention heads (num_heads)
 * @param keySize width of one head (key_size)
 * @param modelSize width of a token (model_size)
 * @param embedSize width of the embeddings of group, letter and element (embed_size)
 * @param sitesMax largest number of Wyckoff sites of a crystal (n_max less the closing pad)
 * @param convention definition of the density that {@link Likelihood} computes
 * @param conditions kinds of conditions that the network has learned (conditions)
 */
public record PolicyConfig(
        int fourierTerms,
        int coordinateComponents,
        int latticeComponents,
        int firstLetterHidden,
        int layers,
        int heads,
        int keySize,
        int modelSize,
        int embedSize,
        int sitesMax,
        Convention convention,
        Set<Condition> conditions) {
    /** Number of tokens that name an element: 118 elements and the pad. */
    public static final int ELEMENT_TYPES = 119;
    /** Number of tokens that name a letter: a to z, A and the pad. */
    public static final int LETTER_TYPES = 28;
    /** Width of the perceptron inside a block, in units of the model's. */
    static final int MLP_FACTOR = 4;

    private static final String CONVENTION_KEY = "likelihood";
    private static final String CONDITIONS_KEY = "conditions";

    /** Definitions of the density of a crystal. */
    public enum Convention {
        /**
         * The density of the reference implementation. Coordinates that depend on another one count
         * as if they were drawn, and each lattice parameter is mixed on its own.
         */
        REFERENCE,
        /**
         * The density that the sampler draws from. Only free coordinates count, and one mixture
         * component gives all lattice parameters.
         */
        SAMPLED;

        private static final Words<Convention> WORDS =
                new Words<>("convention", Convention.class, Words::lowerCase);
    }

    public PolicyConfig {
        int[] sizes = {
            fourierTerms,
            coordinateComponents,
            latticeComponents,
            firstLetterHidden,
            layers,
            heads,
            keySize,
            modelSize,
            embedSize,
            sitesMax
        };
        for (int size : sizes) {
            if (size < 1) {
                throw new IllegalArgumentException(
                        "every size of the network must be at least 1, found " + size);
            }
        }
        if (keySize % 2 != 0) {
            throw new IllegalArgumentException(
                    "rotary embeddings need an even key size, found " + keySize);
        }
        conditions = Collections.unmodifiableSet(
                conditions.isEmpty()
                        ? EnumSet.noneOf(Condition.class)
                        : EnumSet.copyOf(conditions));
    }

    /** Returns the authors' default: 4,833,575 parameters. */
    public static PolicyConfig reference() {
        return new Builder()
                .fourierTerms(5)
                .coordinateComponents(16)
                .latticeComponents(4)
                .firstLetterHidden(256)
                .layers(16)
                .heads(16)
                .keySize(64)
                .modelSize(64)
                .embedSize(32)
                .sitesMax(20)
                .convention(Convention.REFERENCE)
                .build();
    }

    /** Returns a builder that starts from this configuration. */
    public Builder toBuilder() {
        return new Builder()
                .fourierTerms(fourierTerms)
                .coordinateComponents(coordinateComponents)
                .latticeComponents(latticeComponents)
                .firstLetterHidden(firstLetterHidden)
                .layers(layers)
                .heads(heads)
                .keySize(keySize)
                .modelSize(modelSize)
                .embedSize(embedSize)
                .sitesMax(sitesMax)
                .convention(convention)
                .conditions(conditions);
    }

    /** Returns the same configuration with other conditions. */
    public PolicyConfig withConditions(Set<Condition> learned) {
        return toBuilder().conditions(learned).build();
    }

    /**
     * Reads a configuration.
     *
     * @param metadata of a weights file; a file without a {@code likelihood} entry is the
     *     reference's
     * @throws IllegalArgumentException where a size is missing or unreadable
     */
    public static PolicyConfig ofMetadata(Map<String, String> metadata) {
        for (Map.Entry<String, Integer> fixed :
                Map.of("atom_types", ELEMENT_TYPES, "wyck_types", LETTER_TYPES).entrySet()) {
            if (metadata.containsKey(fixed.getKey())
                    && size(metadata, fixed.getKey()) != fixed.getValue()) {
                throw new IllegalArgumentException(
                        fixed.getKey() + " is " + metadata.get(fixed.getKey()) + "; only "
                                + fixed.getValue() + " is supported");
            }
        }
        return new Builder()
                .fourierTerms(size(metadata, "Nf"))
                .coordinateComponents(size(metadata, "Kx"))
                .latticeComponents(size(metadata, "Kl"))
                .firstLetterHidden(size(metadata, "h0_size"))
                .layers(size(metadata, "num_layers"))
                .heads(size(metadata, "num_heads"))
                .keySize(size(metadata, "key_size"))
                .modelSize(size(metadata, "model_size"))
                .embedSize(size(metadata, "embed_size"))
                .sitesMax(size(metadata, "n_max") - 1)
                .convention(parse(metadata, CONVENTION_KEY, Convention.WORDS::parse)
                        .orElse(Convention.REFERENCE))
                .conditions(parse(metadata, CONDITIONS_KEY, Condition::parse).orElse(Set.of()))
                .build();
    }

    /** @return empty where the metadata lack the entry */
    private static <T> Optional<T> parse(
            Map<String, String> metadata, String key, Function<String, T> parser) {
        String text = metadata.get(key);
        try {
            return Optional.ofNullable(text).map(parser);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the weights' metadata has " + key + "='" + text + "': " + e.getMessage(), e);
        }
    }

    private static int size(Map<String, String> metadata, String key) {
        String text = metadata.get(key);
        if (text == null) {
            throw new IllegalArgumentException(
                    "the weights' metadata lacks '" + key + "', which every policy states");
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "the weights' metadata has " + key + "='" + text + "', not a whole number", e);
        }
    }

    /**
     * Checks that conditions have been learned, and returns them.
     *
     * @throws IllegalArgumentException with the remedy, for those that have not
     */
    public Set<Condition> requireLearned(Set<Condition> wanted) {
        if (!conditions.containsAll(wanted)) {
            Set<Condition> unknown = new TreeSet<>(wanted);
            unknown.removeAll(conditions);
            String learned =
                    conditions.isEmpty() ? "no conditions" : Condition.join(conditions) + " only";
            throw new IllegalArgumentException("the policy has not learned the condition "
                    + Condition.join(unknown) + ": its weights state " + learned
                    + "; train one with 'nucleate pretrain --conditions'");
        }
        return wanted;
    }

    public Map<String, String> toMetadata() {
        Map<String, String> metadata = new TreeMap<>();
        metadata.put("Nf", Integer.toString(fourierTerms));
        metadata.put("Kx", Integer.toString(coordinateComponents));
        metadata.put("Kl", Integer.toString(latticeComponents));
        metadata.put("h0_size", Integer.toString(firstLetterHidden));
        metadata.put("num_layers", Integer.toString(layers));
        metadata.put("num_heads", Integer.toString(heads));
        metadata.put("key_size", Integer.toString(keySize));
        metadata.put("model_size", Integer.toString(modelSize));
        metadata.put("embed_size", Integer.toString(embedSize));
        metadata.put("n_max", Integer.toString(sitesMax + 1));
        metadata.put("atom_types", Integer.toString(ELEMENT_TYPES));
        metadata.put("wyck_types", Integer.toString(LETTER_TYPES));
        metadata.put(CONVENTION_KEY, Words.lowerCase(convention));
        if (!conditions.isEmpty()) {
            metadata.put(CONDITIONS_KEY, Condition.join(conditions));
        }
        return metadata;
    }

    /**
     * Returns the number of outputs of a coordinate: weight, location and concentration of each
     * component.
     */
    int coordinateOutputs() {
        return 3 * coordinateComponents;
    }

    /**
     * Returns the number of outputs of the lattice: weight, six means and six deviations of each
     * component.
     */
    int latticeOutputs() {
        return 13 * latticeComponents;
    }

    /** Returns the number of columns of the output layer: the widest of the heads that share it. */
    int outputSize() {
        return Math.max(
                ELEMENT_TYPES + latticeOutputs(), Math.max(coordinateOutputs(), LETTER_TYPES));
    }

    /** Makes a configuration, size by size. */
    public static final class Builder {
        private int fourierTerms;
        private int coordinateComponents;
        private int latticeComponents;
        private int firstLetterHidden;
        private int layers;
        private int heads;
        private int keySize;
        private int modelSize;
        private int embedSize;
        private int sitesMax;
        private Convention convention;
        private Set<Condition> conditions = Set.of();

        private Builder() {}

        public Builder fourierTerms(int value) {
            fourierTerms = value;
            return this;
        }

        public Builder coordinateComponents(int value) {
            coordinateComponents = value;
            return this;
        }

        public Builder latticeComponents(int value) {
            latticeComponents = value;
            return this;
        }

        public Builder firstLetterHidden(int value) {
            firstLetterHidden = value;
            return this;
        }

        public Builder layers(int value) {
            layers = value;
            return this;
        }

        public Builder heads(int value) {
            heads = value;
            return this;
        }

        public Builder keySize(int value) {
            keySize = value;
            return this;
        }

        public Builder modelSize(int value) {
            modelSize = value;
            return this;
        }

        public Builder embedSize(int value) {
            embedSize = value;
            return this;
        }

        public Builder sitesMax(int value) {
            sitesMax = value;
            return this;
        }

        public Builder convention(Convention value) {
            convention = value;
            return this;
        }

        public Builder conditions(Set<Condition> value) {
            conditions = value;
            return this;
        }

        /** @throws IllegalArgumentException for sizes that no network can have */
        public PolicyConfig build() {
            return new PolicyConfig(
                    fourierTerms,
                    coordinateComponents,
                    latticeComponents,
                    firstLetterHidden,
                    layers,
                    heads,
                    keySize,
                    modelSize,
                    embedSize,
                    sitesMax,
                    convention,
                    conditions);
        }
    }
}
