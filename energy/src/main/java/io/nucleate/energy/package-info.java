/**
 * Computes the energetics of structures: energy, formation energy, distance to the convex hull, and
 * properties. It needs neither Kafka nor a service.
 *
 * <p>Start from {@link io.nucleate.energy.EnergyCalculator}. The packages below know only those
 * before them, in this order: {@code potential} predicts energies; {@code relaxation}, {@code hull}
 * and {@code property} each add one thing to a prediction and do not know each other; this package
 * joins them.
 */
package io.nucleate.energy;
