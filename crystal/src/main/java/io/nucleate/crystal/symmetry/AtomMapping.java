package io.nucleate.crystal.symmetry;

/**
 * An operation that maps a structure onto itself, within a tolerance.
 *
 * @param operation the operation; its translation leaves no mean displacement
 * @param images a permutation: the atom near which the image of each atom lies
 */
record AtomMapping(SeitzOperation operation, int[] images) {}
