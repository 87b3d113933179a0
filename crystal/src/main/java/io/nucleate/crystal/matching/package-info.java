/**
 * When are two structures the same material? Start from
 * {@link io.nucleate.crystal.matching.StructureMatcher}, which compares geometries;
 * {@link io.nucleate.crystal.matching.Protostructure} compares descriptions by symmetry, in no
 * time.
 */
package io.nucleate.crystal.matching;
