package io.nucleate.energy.relaxation;

/**
 * Walks down one energy surface, a step at a time: whoever owns it finds energy and gradient where
 * it wants to go.
 */
interface Minimizer {
    /**
     * @param point where energy and gradient were found: the start, or what the last call returned
     * @param energyEv of all atoms
     * @param gradientEvPerAngstrom of that energy by the point's amplitudes
     * @return the next point
     */
    double[] next(double[] point, double energyEv, double[] gradientEvPerAngstrom);
}
