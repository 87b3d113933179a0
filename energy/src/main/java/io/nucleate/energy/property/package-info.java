/**
 * Band gap and dielectric constant from a potential's features. Start from
 * {@link io.nucleate.energy.property.PropertyModels};
 * {@link io.nucleate.energy.property.ReadoutTraining} makes what it reads.
 */
package io.nucleate.energy.property;
