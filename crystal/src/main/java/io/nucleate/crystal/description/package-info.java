/**
 * Equivalent descriptions of a crystal: one crystal can be written with different origins, axes and
 * representative atoms. Start from {@link io.nucleate.crystal.description.EquivalentDescriptions}.
 */
package io.nucleate.crystal.description;
