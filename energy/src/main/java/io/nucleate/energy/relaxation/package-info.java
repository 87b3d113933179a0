/**
 * Relaxes crystals and structures: moves atoms and cell to the nearest minimum of a potential's
 * energy. Start from {@link io.nucleate.energy.relaxation.Relaxer}.
 *
 * <p>In {@code io.nucleate.energy} this package stands on {@code potential}. It does not know
 * {@code hull} and {@code property} beside it; {@code io.nucleate.energy} joins them.
 */
package io.nucleate.energy.relaxation;
