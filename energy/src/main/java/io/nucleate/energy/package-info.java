/**
 * From a structure to what it is worth in energy. Start from
 * {@link io.nucleate.energy.EnergyCalculator}.
 */
package io.nucleate.energy;
