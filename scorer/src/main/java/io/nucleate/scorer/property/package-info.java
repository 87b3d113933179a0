/**
 * Band gap and dielectric constant from a potential's features. Start from {@link
 * io.nucleate.scorer.property.PropertyModels}; {@link io.nucleate.scorer.property.ReadoutTraining} makes what it reads.
 */
package io.nucleate.scorer.property;
