package io.nucleate.energy.relaxation;

/**
 * Searches a minimum of one energy surface, step by step. The caller evaluates energy and gradient
 * at each point.
 */
interface Minimizer {
    /**
     * Returns the next point to evaluate.
     *
     * @param point evaluated point: the start, or the point that the last call returned
     * @param energyEv total energy at the point
     * @param gradientEvPerAngstrom derivative of the total energy by the amplitudes of the point
     */
    double[] next(double[] point, double energyEv, double[] gradientEvPerAngstrom);
}
