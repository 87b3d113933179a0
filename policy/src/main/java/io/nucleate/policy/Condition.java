package io.nucleate.policy;

import io.nucleate.crystal.Metastability;
import io.nucleate.crystal.Words;

import java.util.Arrays;
import java.util.Set;

/** A kind of knowledge about a crystal that a policy can have learned to draw from. */
public enum Condition {
    /** Which elements the crystal has. */
    SYSTEM,
    /** The fraction of each element; it says which elements there are too. */
    FORMULA,
    /**
     * Energy above the convex hull in eV per atom: below 0.02, 0.05 or 0.1. What lies higher has no
     * class, because training leaves it out unless it is asked for.
     */
    EHULL(0.02, 0.05, Metastability.ENERGY_ABOVE_HULL_MAX_EV_PER_ATOM),
    /** Band gap in eV: none (below 0.01), below 1, below 3, or above. */
    GAP(0.01, 1, 3, Double.POSITIVE_INFINITY);

    private static final Words<Condition> WORDS =
            new Words<>("condition", Condition.class, Condition::word);

    /** Upper bounds of the classes of a quantity; none for what is no quantity. */
    private final double[] bounds;

    Condition(double... bounds) {
        this.bounds = bounds;
    }

    /** Returns the number of classes of a quantity. */
    int classes() {
        return bounds.length;
    }

    /** Returns whether a value of a quantity lies in one of its classes. */
    boolean hasClass(double value) {
        return Double.isFinite(value) && value < bounds[bounds.length - 1];
    }

    /** @throws IllegalArgumentException for a value that lies in none of the classes */
    void requireClass(double value) {
        if (!hasClass(value)) {
            double max = bounds[bounds.length - 1];
            throw new IllegalArgumentException("the condition " + word() + " has no class for "
                    + value + "; give a number"
                    + (Double.isFinite(max) ? " below " + max : ""));
        }
    }

    /** Returns the class of a value of a quantity that has one, counted from 0. */
    int classOf(double value) {
        int index = 0;
        while (value >= bounds[index]) {
            index++;
        }
        return index;
    }

    /** Returns the name that users write. */
    public String word() {
        return Words.lowerCase(this);
    }

    /**
     * Reads names with commas between them.
     *
     * @throws IllegalArgumentException for a name that is none
     */
    public static Set<Condition> parse(String text) {
        return WORDS.parseAll(Arrays.stream(text.split(",")).map(String::strip).toList());
    }

    /** Writes names with commas between them. */
    static String join(Set<Condition> conditions) {
        return WORDS.join(conditions);
    }
}
