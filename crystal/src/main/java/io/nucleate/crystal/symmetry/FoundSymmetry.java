package io.nucleate.crystal.symmetry;

import io.nucleate.crystal.Crystal;

/**
 * The symmetry that was found in a structure.
 *
 * @param crystal the crystal, exactly symmetric and in the standard setting
 * @param toleranceAngstrom tolerance with which the operations form a group: the one asked for, or
 *     the largest one tried below it
 * @param displacementAngstrom largest distance of an atom of the structure from its place in the
 *     crystal; at most the tolerance
 * @param vectors the conventional vectors as they lie in the structure, as rows in units of its own
 *     lattice vectors
 * @param origin origin of the conventional cell in the structure's fractional coordinates
 */
public record FoundSymmetry(
        Crystal crystal,
        double toleranceAngstrom,
        double displacementAngstrom,
        double[][] vectors,
        double[] origin) {}
