/**
 * Finds the symmetry of a structure. Start from
 * {@link io.nucleate.crystal.symmetry.SymmetryFinder}: every atom of any cell in, a crystal by its
 * Wyckoff sites out.
 */
package io.nucleate.crystal.symmetry;
