/**
 * Crystals and structures in files. Start from {@link io.nucleate.crystal.io.StructureFiles}, which
 * reads any mixture of JSON lines, CIF, POSCAR and extended XYZ, and
 * {@link io.nucleate.crystal.io.StructureFormat}, which writes them.
 */
package io.nucleate.crystal.io;
