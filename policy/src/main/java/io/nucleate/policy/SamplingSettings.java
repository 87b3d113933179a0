package io.nucleate.policy;

import io.nucleate.crystal.Element;
import java.util.Set;

/**
 * How crystals are drawn. With temperature and top-p at 1 and no constraint the draw follows the policy's own density.
 *
 * @param temperature divides logits and concentrations and multiplies the lattice's deviations by its root
 * @param topP letters, elements and mixture components are drawn from the smallest set with this probability
 * @param elements the elements that may occur; empty for all
 * @param maxAtoms largest number of atoms in the primitive cell
 */
public record SamplingSettings(double temperature, double topP, Set<Element> elements, int maxAtoms) {
    /** The policy's own density, unconstrained. */
    public static final SamplingSettings DEFAULT = new SamplingSettings(1, 1, Set.of(), Integer.MAX_VALUE);

    public SamplingSettings {
        if (!(temperature > 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("temperature must be positive, found " + temperature);
        }
        if (!(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException("top-p must be in (0, 1], found " + topP);
        }
        if (maxAtoms < 1) {
            throw new IllegalArgumentException("the largest number of atoms must be at least 1, found " + maxAtoms);
        }
        elements = Set.copyOf(elements);
    }
}
