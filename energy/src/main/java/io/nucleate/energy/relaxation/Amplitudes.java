package io.nucleate.energy.relaxation;

/** Algebra on points and gradients. */
final class Amplitudes {
    private Amplitudes() {}

    static double dot(double[] u, double[] v) {
        double sum = 0;
        for (int i = 0; i < u.length; i++) {
            sum += u[i] * v[i];
        }
        return sum;
    }

    static double norm(double[] v) {
        return Math.sqrt(dot(v, v));
    }

    static double[] scaled(double factor, double[] v) {
        double[] product = new double[v.length];
        for (int i = 0; i < v.length; i++) {
            product[i] = factor * v[i];
        }
        return product;
    }

    /** {@code u + factor · v}. */
    static double[] sum(double[] u, double factor, double[] v) {
        double[] sum = new double[u.length];
        for (int i = 0; i < u.length; i++) {
            sum[i] = u[i] + factor * v[i];
        }
        return sum;
    }
}
