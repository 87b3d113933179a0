/**
 * Tells whether two structures are the same material. Start from
 * {@link io.nucleate.crystal.matching.StructureMatcher}, which compares the geometry.
 * {@link io.nucleate.crystal.matching.Protostructure} compares the symmetry alone, which is much
 * faster.
 */
package io.nucleate.crystal.matching;
