/**
 * Finds the symmetry of a structure. Start from
 * {@link io.nucleate.crystal.symmetry.SymmetryFinder}: it takes every atom of any cell and returns
 * a crystal described by its Wyckoff positions.
 */
package io.nucleate.crystal.symmetry;
