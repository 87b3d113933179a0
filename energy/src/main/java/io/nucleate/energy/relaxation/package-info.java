/**
 * Crystals and structures on their way to the nearest minimum of a potential's energy. Start from
 * {@link io.nucleate.energy.relaxation.Relaxer}.
 */
package io.nucleate.energy.relaxation;
