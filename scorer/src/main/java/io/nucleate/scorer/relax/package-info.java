/**
 * Crystals and structures on their way to the nearest minimum of a potential's energy. Start from {@link
 * io.nucleate.scorer.relax.Relaxer}.
 */
package io.nucleate.scorer.relax;
