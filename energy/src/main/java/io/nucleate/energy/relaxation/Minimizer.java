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

    /**
     * Returns by how much the energy will still fall below its lowest value so far, in eV, as far
     * as the evaluated points tell; infinite as long as they tell nothing.
     */
    double remainingDescentEv();
}
