package io.nucleate.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.nn.Activation;

import io.nucleate.tensors.Scalars;

import java.util.random.RandomGenerator;

/**
 * Densities and draws of the two kinds of mixtures: von Mises for coordinates, Gaussian for the
 * lattice.
 */
final class Mixtures {
    private static final double LOG_2_PI = Math.log(2 * Math.PI);
    /** Smallest deviation of a lattice parameter (sigma_min of the reference). */
    static final double SIGMA_MIN = 1e-3;

    /**
     * Coefficients of I0(x) for |x| < 3.75 in powers of (x/3.75)^2, with an error below 1.6e-7
     * (Abramowitz and Stegun 9.8.1).
     */
    private static final double[] I0_SMALL = {
        1, 3.5156229, 3.0899424, 1.2067492, 0.2659732, 0.0360768, 0.0045813
    };
    /**
     * Coefficients of sqrt(x) exp(-x) I0(x) for x > 3.75 in powers of 3.75/x, with an error below
     * 1.9e-7 (Abramowitz and Stegun 9.8.2).
     */
    private static final double[] I0_LARGE = {
        0.39894228,
        0.01328592,
        0.00225319,
        -0.00157565,
        0.00916281,
        -0.02057706,
        0.02635537,
        -0.01647633,
        0.00392377
    };

    private static final double I0_BRANCH = 3.75;

    private Mixtures() {}

    /**
     * Computes the natural logarithm of exp(-x) I0(x) for x >= 0, elementwise and with gradient.
     */
    static NDArray logScaledBesselI0(NDArray x) {
        // Each branch sees only arguments of its own side, so that the unused one's gradient stays
        // finite.
        NDArray branch = Scalars.of(x, I0_BRANCH);
        NDArray small = x.minimum(branch);
        NDArray large = x.maximum(branch);
        NDArray logSmall =
                polynomial(small.div(branch).square(), I0_SMALL).log().sub(small);
        NDArray logLarge =
                polynomial(branch.div(large), I0_LARGE).log().sub(Scalars.scale(large.log(), 0.5));
        NDArray isSmall = x.lt(branch);
        return NDArrays.where(isSmall, logSmall, logLarge);
    }

    static double logScaledBesselI0(double x) {
        if (x < I0_BRANCH) {
            double t = x / I0_BRANCH;
            return Math.log(polynomial(t * t, I0_SMALL)) - x;
        }
        return Math.log(polynomial(I0_BRANCH / x, I0_LARGE)) - 0.5 * Math.log(x);
    }

    private static NDArray polynomial(NDArray t, double[] coefficients) {
        NDArray sum = Scalars.scale(t, coefficients[coefficients.length - 1]);
        for (int i = coefficients.length - 2; i > 0; i--) {
            sum = sum.add((float) coefficients[i]).mul(t);
        }
        return sum.add((float) coefficients[0]);
    }

    private static double polynomial(double t, double[] coefficients) {
        double sum = 0;
        for (int i = coefficients.length - 1; i >= 0; i--) {
            sum = sum * t + coefficients[i];
        }
        return sum;
    }

    /** Computes log-sum-exp over the last axis without overflow. */
    static NDArray logSumExp(NDArray x) {
        NDArray max = x.max(new int[] {-1}, true).stopGradient();
        return x.sub(max).exp().sum(new int[] {-1}).log().add(max.squeeze(-1));
    }

    /**
     * Computes the log-density of angles under von Mises mixtures.
     *
     * @param raw {@code [..., 3K]}: K logits, K locations, K raw concentrations (softplus makes
     *     them positive)
     * @param angle {@code [...]} in radians
     * @return {@code [...]}, density per radian
     */
    static NDArray logVonMisesMixture(NDArray raw, NDArray angle) {
        var parts = raw.split(3, raw.getShape().dimension() - 1);
        NDArray concentration = Activation.softPlus(parts.get(2));
        NDArray cosine = angle.expandDims(-1).sub(parts.get(1)).cos();
        NDArray density = concentration
                .mul(cosine.sub(1))
                .sub(logScaledBesselI0(concentration))
                .sub((float) LOG_2_PI);
        return logSumExp(parts.get(0).logSoftmax(-1).add(density));
    }

    /**
     * Computes the log-density of an angle under one von Mises mixture, which is given as in
     * {@link #logVonMisesMixture(NDArray, NDArray)}.
     */
    static double logVonMisesMixture(float[] raw, int offset, int components, double angle) {
        double[] terms = new double[components];
        double logNormalizer = logSumExp(raw, offset, components);
        for (int k = 0; k < components; k++) {
            double concentration = softplus(raw[offset + 2 * components + k]);
            terms[k] = raw[offset + k]
                    - logNormalizer
                    + concentration * (Math.cos(angle - raw[offset + components + k]) - 1)
                    - logScaledBesselI0(concentration)
                    - LOG_2_PI;
        }
        return logSumExp(terms);
    }

    /**
     * Computes the log-density of each lattice parameter under each Gaussian, without the mixture's
     * weights.
     *
     * @param means {@code [B, K, 6]}
     * @param rawSigmas {@code [B, K, 6]}; softplus and a floor make them deviations
     * @param values {@code [B, 6]}
     * @return {@code [B, K, 6]}
     */
    static NDArray logGaussians(NDArray means, NDArray rawSigmas, NDArray values) {
        NDArray sigma = Activation.softPlus(rawSigmas).add((float) SIGMA_MIN);
        NDArray z = values.expandDims(1).sub(means).div(sigma);
        return Scalars.scale(z.square(), -0.5).sub(sigma.log()).sub((float) (0.5 * LOG_2_PI));
    }

    static double logGaussian(double value, double mean, double sigma) {
        double z = (value - mean) / sigma;
        return -0.5 * z * z - Math.log(sigma) - 0.5 * LOG_2_PI;
    }

    static double softplus(double x) {
        return x > 30 ? x : Math.log1p(Math.exp(x));
    }

    static double logSumExp(float[] values, int offset, int length) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < length; i++) {
            max = Math.max(max, values[offset + i]);
        }
        double sum = 0;
        for (int i = 0; i < length; i++) {
            sum += Math.exp(values[offset + i] - max);
        }
        return max + Math.log(sum);
    }

    static double logSumExp(double[] values) {
        double max = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            max = Math.max(max, value);
        }
        double sum = 0;
        for (double value : values) {
            sum += Math.exp(value - max);
        }
        return max + Math.log(sum);
    }

    static double standardNormal(RandomGenerator random) {
        return random.nextGaussian();
    }

    /**
     * Draws from a von Mises density, by the rejection of Best and Fisher (Applied Statistics 28,
     * 152, 1979).
     */
    static double drawVonMises(double location, double concentration, RandomGenerator random) {
        if (concentration < 1e-6) {
            return location + (2 * random.nextDouble() - 1) * Math.PI;
        }
        if (concentration > 1e5) {
            // The wrapped normal is the limit, and the rejection's constants cancel to noise.
            return location + standardNormal(random) / Math.sqrt(concentration);
        }
        double tau = 1 + Math.sqrt(1 + 4 * concentration * concentration);
        double rho = (tau - Math.sqrt(2 * tau)) / (2 * concentration);
        double r = (1 + rho * rho) / (2 * rho);
        while (true) {
            double z = Math.cos(Math.PI * random.nextDouble());
            double f = (1 + r * z) / (r + z);
            double c = concentration * (r - f);
            double u = 1 - random.nextDouble();
            if (c * (2 - c) > u || Math.log(c / u) + 1 >= c) {
                double angle = Math.acos(Math.max(-1, Math.min(1, f)));
                return location + (random.nextBoolean() ? angle : -angle);
            }
        }
    }
}
