package io.nucleate.crystal;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Maps fractional coordinates by an integer matrix and a translation. Its text is that of the
 * International Tables, such as {@code -y,x-y,z+1/3}.
 */
public final class AffineOperation {
    private static final Pattern TERM =
            Pattern.compile("([+-]?)(?:(\\d*)\\*?([xyz])|(\\d+\\.?\\d*|\\.\\d+)(?:/([1-9]\\d*))?)");

    private final int[][] rotation;
    private final double[] translation;
    private final String text;

    private AffineOperation(int[][] rotation, double[] translation, String text) {
        this.rotation = rotation;
        this.translation = translation;
        this.text = text;
    }

    /**
     * Reads an operation such as {@code -y,x-y,z+1/3}.
     *
     * @throws IllegalArgumentException for text that is no triple of linear expressions in x, y, z
     */
    public static AffineOperation parse(String text) {
        String compact = text.replace(" ", "").toLowerCase(Locale.ROOT);
        String[] rows = compact.split(",", -1);
        if (rows.length != 3) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a triple such as -y,x-y,z+1/3");
        }
        int[][] rotation = new int[3][3];
        double[] translation = new double[3];
        for (int i = 0; i < 3; i++) {
            Matcher term = TERM.matcher(rows[i]);
            int end = 0;
            do {
                if (!term.find(end)
                        || term.start() != end
                        || (end > 0 && term.group(1).isEmpty())) {
                    throw new IllegalArgumentException(
                            "cannot read '" + rows[i] + "' in operation '" + text + "'");
                }
                end = term.end();
                int sign = term.group(1).equals("-") ? -1 : 1;
                if (term.group(3) != null) {
                    int factor = term.group(2).isEmpty() ? 1 : Integer.parseInt(term.group(2));
                    rotation[i]["xyz".indexOf(term.group(3))] += sign * factor;
                } else {
                    double denominator =
                            term.group(5) == null ? 1 : Double.parseDouble(term.group(5));
                    translation[i] += sign * Double.parseDouble(term.group(4)) / denominator;
                }
            } while (end < rows[i].length());
        }
        return new AffineOperation(rotation, translation, compact);
    }

    /** Returns the image of a point, not wrapped into the cell. */
    public double[] apply(double... xyz) {
        double[] image = new double[3];
        for (int i = 0; i < 3; i++) {
            int[] row = rotation[i];
            image[i] = row[0] * xyz[0] + row[1] * xyz[1] + row[2] * xyz[2] + translation[i];
        }
        return image;
    }

    /**
     * Returns an entry of the matrix: the factor with which coordinate {@code column} of a point
     * enters coordinate {@code row} of its image.
     */
    public int rotation(int row, int column) {
        return rotation[row][column];
    }

    public double translation(int row) {
        return translation[row];
    }

    boolean isTranslation() {
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                if (rotation[i][j] != (i == j ? 1 : 0)) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return text;
    }
}
