/**
 * Crystals and their symmetry. Start from {@link io.nucleate.crystal.Crystal}: a space group, a
 * lattice and the occupied Wyckoff positions. {@link io.nucleate.crystal.Structure} is the same
 * thing with every atom written out.
 */
package io.nucleate.crystal;
