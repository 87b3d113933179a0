/**
 * Predicts energies, forces and stresses of structures with machine-learned interatomic potentials.
 *
 * <p>Start from {@link io.nucleate.energy.potential.Potential}, whose description begins with an
 * example; {@link io.nucleate.energy.potential.Potentials} loads one by name. Two classes implement
 * it: {@link io.nucleate.energy.potential.Chgnet} computes CHGNet with DJL,
 * {@link io.nucleate.energy.potential.TorchScriptPotential} runs any other model that was exported
 * to TorchScript.
 *
 * <p>This is the lowest package of {@code io.nucleate.energy}. It knows structures only, and none
 * of the packages above it: {@code relaxation}, {@code hull} and {@code property}, which stand
 * beside each other, and on top {@code io.nucleate.energy} itself.
 */
package io.nucleate.energy.potential;
