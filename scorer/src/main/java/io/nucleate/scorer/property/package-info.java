/**
 * Band gap and dielectric constant from a potential's features. Start from {@link
 * io.nucleate.scorer.property.Property}.
 */
package io.nucleate.scorer.property;
