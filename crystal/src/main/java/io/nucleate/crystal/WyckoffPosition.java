package io.nucleate.crystal;

import java.util.List;

/**
 * A Wyckoff position of a space group (International Tables for Crystallography A): its letter, and
 * the operations that map a representative point onto all its equivalents in the conventional cell.
 *
 * @param letter a to z, then A
 * @param operations one for each equivalent point; the first maps the representative onto itself
 */
public record WyckoffPosition(char letter, List<AffineOperation> operations) {
    public static final String LETTERS = "abcdefghijklmnopqrstuvwxyzA";

    public WyckoffPosition {
        operations = List.copyOf(operations);
    }

    /**
     * Returns the number of a Wyckoff letter: a = 1 … z = 26, A = 27.
     *
     * @throws IllegalArgumentException for a character that is no Wyckoff letter
     */
    public static int numberOf(char letter) {
        int number = LETTERS.indexOf(letter) + 1;
        if (number == 0) {
            throw new IllegalArgumentException(
                    "'" + letter + "' is not a Wyckoff letter (a to z, A)");
        }
        return number;
    }

    /** Returns the number of the letter: a = 1 … z = 26, A = 27. */
    public int number() {
        return numberOf(letter);
    }

    public int multiplicity() {
        return operations.size();
    }

    public AffineOperation first() {
        return operations.get(0);
    }

    /**
     * Tells whether a coordinate of the representative varies, alone or together with another one.
     */
    public boolean isVariable(int axis) {
        AffineOperation first = first();
        return first.rotation(axis, 0) != 0
                || first.rotation(axis, 1) != 0
                || first.rotation(axis, 2) != 0;
    }

    /** Tells whether a coordinate is a free parameter: in {@code x,2x,z} x and z are, y is not. */
    public boolean isFree(int axis) {
        return first().rotation(axis, axis) != 0;
    }

    public boolean hasFreeParameters() {
        return isFree(0) || isFree(1) || isFree(2);
    }

    /**
     * Returns the representative with the parameters of a point: the image of the point under the
     * first operation, wrapped into [0, 1).
     */
    public double[] project(double x, double y, double z) {
        double[] image = first().apply(x, y, z);
        for (int i = 0; i < 3; i++) {
            image[i] = Vectors.wrap(image[i]);
        }
        return image;
    }
}
