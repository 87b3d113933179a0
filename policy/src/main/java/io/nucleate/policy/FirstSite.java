package io.nucleate.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import io.nucleate.crystal.Element;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.WyckoffPosition;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a policy without constraints or conditions thinks of the first site of crystals of a space
 * group. These probabilities depend on no draw, so that they can be had exactly.
 */
public final class FirstSite {
    private final SpaceGroup group;

    /** Probability of each Wyckoff position of the group. */
    private final double[] letters;

    /** Probability of each element, given the position. */
    private final double[][] elements;

    private FirstSite(SpaceGroup group, double[] letters, double[][] elements) {
        this.group = group;
        this.letters = letters;
        this.elements = elements;
    }

    static FirstSite of(CrystalFormer network, NDManager manager, SpaceGroup group) {
        int count = group.positions().size();
        float[] first = network.firstLetter(
                        network.group(manager.create(row(group, 1))), Optional.empty())
                .toFloatArray();
        double[] letters = softmax(Arrays.copyOfRange(first, 1, 1 + count));

        float[] multiplicities = new float[count];
        for (int i = 0; i < count; i++) {
            multiplicities[i] = group.positions().get(i).multiplicity();
        }
        NDArray tokens = network.letterTokens(
                network.group(manager.create(row(group, count))),
                manager.create(
                        IntStream.rangeClosed(1, count)
                                .mapToLong(letter -> letter)
                                .toArray(),
                        new Shape(count, 1)),
                manager.create(multiplicities, new Shape(count, 1, 1)));
        float[] logits = network.elementHead(network.encode(tokens)).toFloatArray();
        double[][] elements = new double[count][];
        for (int i = 0; i < count; i++) {
            // The pad, in front of the elements, is never drawn.
            elements[i] = softmax(Arrays.copyOfRange(
                    logits,
                    i * PolicyConfig.ELEMENT_TYPES + 1,
                    (i + 1) * PolicyConfig.ELEMENT_TYPES));
        }
        return new FirstSite(group, letters, elements);
    }

    private static long[] row(SpaceGroup group, int count) {
        long[] rows = new long[count];
        Arrays.fill(rows, group.number() - 1L);
        return rows;
    }

    private static double[] softmax(float[] logits) {
        double norm = Mixtures.logSumExp(logits, 0, logits.length);
        return IntStream.range(0, logits.length)
                .mapToDouble(i -> Math.exp(logits[i] - norm))
                .toArray();
    }

    public SpaceGroup group() {
        return group;
    }

    /** Returns the probability that the first site is on a Wyckoff position of the group. */
    public double probability(WyckoffPosition position) {
        return letters[position.number() - 1];
    }

    /** Returns the probability of an element on the first site, given its Wyckoff position. */
    public double probability(WyckoffPosition position, Element element) {
        return elements[position.number() - 1][element.atomicNumber() - 1];
    }

    /** Returns the probability of an element on the first site. */
    public double probability(Element element) {
        return group.positions().stream()
                .mapToDouble(position -> probability(position) * probability(position, element))
                .sum();
    }
}
