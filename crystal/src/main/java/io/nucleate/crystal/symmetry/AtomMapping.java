package io.nucleate.crystal.symmetry;

/**
 * An operation that maps a structure onto itself, within a tolerance.
 *
 * @param operation its translation is the one that leaves no mean displacement
 * @param images the atom near which the image of each atom lies: a permutation
 */
record AtomMapping(SeitzOperation operation, int[] images) {}
