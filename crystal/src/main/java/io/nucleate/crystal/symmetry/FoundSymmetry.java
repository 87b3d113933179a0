package io.nucleate.crystal.symmetry;

import io.nucleate.crystal.Crystal;

/**
 * The symmetry of a structure.
 *
 * @param crystal exactly symmetric, in the standard setting
 * @param toleranceAngstrom with which its operations form a group: the one asked for, or the
 *     largest below it
 * @param displacementAngstrom the largest distance of an atom of the structure from its place in
 *     the crystal; at most the tolerance
 * @param vectors rows: the conventional vectors as they lie in the structure, in units of its own
 *     lattice vectors
 * @param origin of the conventional cell in the structure's fractional coordinates
 */
public record FoundSymmetry(
        Crystal crystal,
        double toleranceAngstrom,
        double displacementAngstrom,
        double[][] vectors,
        double[] origin) {}
