/**
 * Crystals and their symmetry. Start from {@link io.nucleate.crystal.Crystal}, which describes a
 * crystal by its space group, its lattice and the Wyckoff positions that atoms occupy.
 * {@link io.nucleate.crystal.Structure} describes the same crystal by every atom of one cell.
 */
package io.nucleate.crystal;
