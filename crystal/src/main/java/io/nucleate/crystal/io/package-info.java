/**
 * Crystals and structures in files. Start from {@link io.nucleate.crystal.io.StructureFiles}, which
 * reads JSON lines, CIF, POSCAR and extended XYZ in any mixture;
 * {@link io.nucleate.crystal.io.StructureFormat} writes them.
 */
package io.nucleate.crystal.io;
