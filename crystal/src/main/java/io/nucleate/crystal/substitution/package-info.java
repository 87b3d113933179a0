/**
 * New crystals from known ones by exchanging elements. Start from
 * {@link io.nucleate.crystal.substitution.Proposals}.
 */
package io.nucleate.crystal.substitution;
