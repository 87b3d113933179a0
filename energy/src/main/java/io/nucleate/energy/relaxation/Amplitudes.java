package io.nucleate.energy.relaxation;

/**
 * Computes with vectors of amplitudes: points, steps and gradients in the space of
 * {@link DegreesOfFreedom}. No method changes its arguments.
 */
final class Amplitudes {
    private Amplitudes() {}

    /** Returns the scalar product u · v. */
    static double dot(double[] u, double[] v) {
        double sum = 0;
        for (int i = 0; i < u.length; i++) {
            sum += u[i] * v[i];
        }
        return sum;
    }

    /** Returns the Euclidean length of v. */
    static double norm(double[] v) {
        return Math.sqrt(dot(v, v));
    }

    /** Returns {@code factor · v}. */
    static double[] scaled(double factor, double[] v) {
        double[] product = new double[v.length];
        for (int i = 0; i < v.length; i++) {
            product[i] = factor * v[i];
        }
        return product;
    }

    /** Returns {@code u + factor · v}. */
    static double[] sum(double[] u, double factor, double[] v) {
        double[] sum = new double[u.length];
        for (int i = 0; i < u.length; i++) {
            sum[i] = u[i] + factor * v[i];
        }
        return sum;
    }
}
