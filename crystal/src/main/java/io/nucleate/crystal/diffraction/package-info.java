/**
 * What diffraction of X-rays shows of a crystal. Start from
 * {@link io.nucleate.crystal.diffraction.PowderPattern}.
 */
package io.nucleate.crystal.diffraction;
