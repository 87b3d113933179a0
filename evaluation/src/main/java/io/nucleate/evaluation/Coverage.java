package io.nucleate.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The coverage of known structures by generated ones, and the reverse, in the sense of CDVAE's COV
 * (arXiv 2110.06197). Structures are compared by their {@link Fingerprint}. Its numbers are centred
 * and scaled by mean and standard deviation over the reference. The distance of two structures is
 * the square root of d₁ + d₂: the mean squared differences of the numbers for the composition, and
 * of those for the structure.
 *
 * @param cutoff distance within which 90 % of the reference structures have another reference
 *     structure, measured for at most 1000 structures at equal steps
 * @param recall fraction of the reference structures that have a generated structure within the
 *     cutoff
 * @param precision fraction of all generated crystals that are valid and have a reference structure
 *     within the cutoff
 */
public record Coverage(double cutoff, double recall, double precision) {
    private static final double CUTOFF_QUANTILE = 0.9;
    private static final int PICKED_MAX = 1000;

    /**
     * Computes the coverage.
     *
     * @param generated fingerprints of the valid generated crystals
     * @param crystals number of generated crystals, valid or not
     * @param reference fingerprints of the reference structures
     * @throws IllegalArgumentException if there is no generated structure, or fewer than two
     *     reference structures
     */
    static Coverage of(List<double[]> generated, int crystals, List<double[]> reference) {
        if (generated.isEmpty() || reference.size() < 2) {
            throw new IllegalArgumentException(
                    "coverage needs a generated structure and two reference structures");
        }
        double[][] scaling = scaling(reference);
        double[][] made = scaled(generated, scaling);
        double[][] known = scaled(reference, scaling);
        int picked = Math.min(PICKED_MAX, known.length);
        double[] toOthers = IntStream.range(0, picked)
                .parallel()
                .map(i -> (int) ((long) i * known.length / picked))
                .mapToDouble(i -> nearest(known[i], known, i))
                .sorted()
                .toArray();
        double cutoff = toOthers[(int) Math.ceil(CUTOFF_QUANTILE * picked) - 1];
        return new Coverage(
                cutoff,
                within(known, made, cutoff) / (double) known.length,
                within(made, known, cutoff) / (double) crystals);
    }

    /** Counts the points that have one of the others within the cutoff. */
    private static long within(double[][] points, double[][] others, double cutoff) {
        return Arrays.stream(points)
                .parallel()
                .filter(point -> nearest(point, others, -1) <= cutoff)
                .count();
    }

    /** Returns the distance of a point to the nearest of the others, except the one at an index. */
    private static double nearest(double[] point, double[][] others, int self) {
        double nearest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < others.length; i++) {
            if (i != self) {
                nearest = Math.min(nearest, square(point, others[i], nearest));
            }
        }
        return Math.sqrt(nearest);
    }

    /** Returns the squared distance of two points; if it exceeds the bound, any larger number. */
    private static double square(double[] p, double[] q, double bound) {
        double square = 0;
        for (int i = 0; i < p.length && square <= bound; i++) {
            square += (p[i] - q[i]) * (p[i] - q[i]);
        }
        return square;
    }

    /**
     * Returns mean and factor for each number of a fingerprint: [2][numbers]. The factors give the
     * sum of squares over the numbers of the composition a mean of 1, and also the sum over the
     * numbers of the structure.
     */
    private static double[][] scaling(List<double[]> reference) {
        double[][] scaling = new double[2][Fingerprint.LENGTH];
        for (int i = 0; i < Fingerprint.LENGTH; i++) {
            int number = i;
            double mean =
                    reference.stream().mapToDouble(f -> f[number]).average().orElseThrow();
            double variance = reference.stream()
                    .mapToDouble(f -> (f[number] - mean) * (f[number] - mean))
                    .average()
                    .orElseThrow();
            int together = i < Fingerprint.COMPOSITION_LENGTH
                    ? Fingerprint.COMPOSITION_LENGTH
                    : Fingerprint.LENGTH - Fingerprint.COMPOSITION_LENGTH;
            scaling[0][i] = mean;
            scaling[1][i] = variance > 1e-12 ? 1 / Math.sqrt(variance * together) : 0;
        }
        return scaling;
    }

    private static double[][] scaled(List<double[]> fingerprints, double[][] scaling) {
        return fingerprints.stream()
                .map(fingerprint -> {
                    double[] scaled = new double[Fingerprint.LENGTH];
                    for (int i = 0; i < scaled.length; i++) {
                        scaled[i] = (fingerprint[i] - scaling[0][i]) * scaling[1][i];
                    }
                    return scaled;
                })
                .toArray(double[][]::new);
    }
}
