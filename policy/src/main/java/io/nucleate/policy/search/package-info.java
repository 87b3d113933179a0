/**
 * Searches for crystals that a policy finds likely. Start from
 * {@link io.nucleate.policy.search.StructureSearch} for a space group and a composition, or from
 * {@link io.nucleate.policy.search.Substitution} for a known crystal with other elements.
 */
package io.nucleate.policy.search;
