package io.nucleate.crystal.io;

import java.util.regex.Pattern;

/** Reads numbers as the text formats write them. */
final class Numbers {
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eEdD][+-]?\\d+)?");

    private Numbers() {}

    /** Reads the first {@code count} words; more may follow. */
    static double[] parse(String[] words, int count, String where) {
        if (words.length < count) {
            throw new IllegalArgumentException(where + " must start with " + count
                    + " numbers, not '" + String.join(" ", words) + "'");
        }
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = parse(words[i], where);
        }
        return numbers;
    }

    /** Reads a number; Fortran's exponent letter D is accepted. */
    static double parse(String word, String where) {
        if (!isNumber(word)) {
            throw new IllegalArgumentException(where + ": '" + word + "' is not a number");
        }
        return Double.parseDouble(word.replace('d', 'e').replace('D', 'E'));
    }

    static boolean isNumber(String word) {
        return NUMBER.matcher(word).matches();
    }
}
