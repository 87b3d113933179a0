/**
 * Energy above the convex hull of known phases. Start from
 * {@link io.nucleate.energy.hull.ConvexHull}, over the phases of
 * {@link io.nucleate.energy.hull.HullReference#named};
 * {@link io.nucleate.energy.hull.ElementalReferences} makes the formation energies that it takes,
 * {@link io.nucleate.energy.hull.ReferenceBuilder} other references.
 */
package io.nucleate.energy.hull;
