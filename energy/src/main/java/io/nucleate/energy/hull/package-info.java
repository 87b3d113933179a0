/**
 * Measures how far a phase lies above the convex hull of the known phases, in eV per atom.
 *
 * <p>Start from {@link io.nucleate.energy.hull.ConvexHull}, over the phases of a
 * {@link io.nucleate.energy.hull.HullReference}.
 * {@link io.nucleate.energy.hull.ElementalReferences} computes the formation energies that it
 * takes, and {@link io.nucleate.energy.hull.ReferenceBuilder} builds new references.
 *
 * <p>In {@code io.nucleate.energy} this package stands on {@code potential}. It does not know
 * {@code relaxation} and {@code property} beside it; {@code io.nucleate.energy} joins them.
 */
package io.nucleate.energy.hull;
