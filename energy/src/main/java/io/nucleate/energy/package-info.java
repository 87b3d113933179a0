/**
 * From a structure to its energetics: energy, formation energy, distance to the convex hull,
 * properties. Start from {@link io.nucleate.energy.EnergyCalculator}.
 *
 * <p>Below this package, each knows only those before it: {@code potential}, then
 * {@code relaxation}, {@code hull} and {@code property}.
 */
package io.nucleate.energy;
