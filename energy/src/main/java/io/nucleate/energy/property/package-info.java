/**
 * Estimates properties of structures, such as the band gap, from the features that a potential has
 * of their atoms.
 *
 * <p>Start from {@link io.nucleate.energy.property.PropertyModels}, which estimates;
 * {@link io.nucleate.energy.property.ReadoutTraining} trains the small networks behind it.
 *
 * <p>In {@code io.nucleate.energy} this package stands on {@code potential}. It does not know
 * {@code relaxation} and {@code hull} beside it; {@code io.nucleate.energy} joins them.
 */
package io.nucleate.energy.property;
