package io.nucleate.crystal;

import java.util.List;

/**
 * A Wyckoff position of a space group: its letter and the operations that map a point of the first
 * operation's image onto all its equivalents in the conventional cell (International Tables for
 * Crystallography A).
 *
 * @param letter a to z, then A
 * @param operations as many as the multiplicity; the first maps its own image onto itself
 */
public record WyckoffPosition(char letter, List<AffineOperation> operations) {
    public static final String LETTERS = "abcdefghijklmnopqrstuvwxyzA";

    public WyckoffPosition {
        operations = List.copyOf(operations);
    }

    /** @throws IllegalArgumentException for a character that is no Wyckoff letter */
    public static int numberOf(char letter) {
        int number = LETTERS.indexOf(letter) + 1;
        if (number == 0) {
            throw new IllegalArgumentException(
                    "'" + letter + "' is not a Wyckoff letter (a to z, A)");
        }
        return number;
    }

    /** a = 1 … z = 26, A = 27. */
    public int number() {
        return numberOf(letter);
    }

    public int multiplicity() {
        return operations.size();
    }

    public AffineOperation first() {
        return operations.get(0);
    }

    /** Whether the coordinate of the representative varies at all, alone or with another one. */
    public boolean isVariable(int axis) {
        AffineOperation first = first();
        return first.rotation(axis, 0) != 0
                || first.rotation(axis, 1) != 0
                || first.rotation(axis, 2) != 0;
    }

    /** Whether the coordinate is a free parameter: in {@code x,2x,z} x and z are, y is not. */
    public boolean isFree(int axis) {
        return first().rotation(axis, axis) != 0;
    }

    public boolean hasFreeParameters() {
        return isFree(0) || isFree(1) || isFree(2);
    }

    /**
     * The representative nearest in parameters to the point: the first operation's image of it,
     * wrapped into [0, 1).
     */
    public double[] project(double x, double y, double z) {
        double[] image = first().apply(x, y, z);
        for (int i = 0; i < 3; i++) {
            image[i] = Vectors.wrap(image[i]);
        }
        return image;
    }
}
