package io.nucleate.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How much of what is known a set of structures reaches, and how much of it lies near what is
 * known, in the sense of CDVAE's COV (arXiv 2110.06197), by the fingerprint of {@link Fingerprint}.
 * Fingerprints are centred and scaled by the reference's mean and standard deviation; the distance
 * of two is the root of the mean squared difference over the numbers of the composition plus that
 * over the numbers of the structure.
 *
 * @param cutoff within which 90 % of (at most a thousand, evenly picked) reference structures have
 *     another one
 * @param recall part of the reference that has a generated structure within the cutoff
 * @param precision part of all generated crystals that is valid and has a reference structure
 *     within the cutoff
 */
public record Coverage(double cutoff, double recall, double precision) {
    private static final double NEIGHBOURLY = 0.9;
    private static final int PICKED = 1000;

    /**
     * @param generated fingerprints of the valid crystals
     * @param crystals number of generated crystals, valid or not
     * @throws IllegalArgumentException for less than two reference structures or no generated one
     */
    static Coverage of(List<double[]> generated, int crystals, List<double[]> reference) {
        if (generated.isEmpty() || reference.size() < 2) {
            throw new IllegalArgumentException(
                    "coverage needs a generated structure and two reference structures");
        }
        double[][] scaling = scaling(reference);
        double[][] made = scaled(generated, scaling);
        double[][] known = scaled(reference, scaling);
        int picked = Math.min(PICKED, known.length);
        double[] toOthers = IntStream.range(0, picked)
                .parallel()
                .map(i -> (int) ((long) i * known.length / picked))
                .mapToDouble(i -> nearest(known[i], known, i))
                .sorted()
                .toArray();
        double cutoff = toOthers[(int) Math.ceil(NEIGHBOURLY * picked) - 1];
        return new Coverage(
                cutoff,
                within(known, made, cutoff) / (double) known.length,
                within(made, known, cutoff) / (double) crystals);
    }

    private static long within(double[][] points, double[][] of, double cutoff) {
        return Arrays.stream(points)
                .parallel()
                .filter(point -> nearest(point, of, -1) <= cutoff)
                .count();
    }

    private static double nearest(double[] point, double[][] others, int self) {
        double nearest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < others.length; i++) {
            if (i != self) {
                nearest = Math.min(nearest, square(point, others[i], nearest));
            }
        }
        return Math.sqrt(nearest);
    }

    /** The squared distance, or anything above the bound. */
    private static double square(double[] p, double[] q, double bound) {
        double square = 0;
        for (int i = 0; i < p.length && square <= bound; i++) {
            square += (p[i] - q[i]) * (p[i] - q[i]);
        }
        return square;
    }

    /**
     * For each number the mean, and the factor that gives composition and structure a mean square
     * of 1 each.
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
