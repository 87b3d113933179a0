/**
 * Energy above the convex hull of known phases. Start from {@link io.nucleate.scorer.hull.ConvexHull}, over the phases of
 * {@link io.nucleate.scorer.hull.HullReference#shipped()}; {@link io.nucleate.scorer.hull.ElementalReferences} makes the
 * formation energies that it takes.
 */
package io.nucleate.scorer.hull;
