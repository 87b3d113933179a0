/**
 * Energy above the convex hull of known phases. Start from {@link io.nucleate.scorer.hull.ConvexHull}, over the phases of
 * {@link io.nucleate.scorer.hull.HullReference#named}; {@link io.nucleate.scorer.hull.ElementalReferences} makes the
 * formation energies that it takes, {@link io.nucleate.scorer.hull.ReferenceBuilder} other references.
 */
package io.nucleate.scorer.hull;
