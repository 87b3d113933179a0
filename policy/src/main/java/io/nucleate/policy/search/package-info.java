/**
 * Looks for crystals that a policy finds likely: {@link io.nucleate.policy.search.StructureSearch}
 * for a space group and a composition, {@link io.nucleate.policy.search.Substitution} for a known
 * crystal with other elements.
 */
package io.nucleate.policy.search;
