/**
 * Measures the quality of a set of generated crystals: validity, novelty, stability, coverage and
 * distributions.
 *
 * <p>Start from {@link io.nucleate.evaluation.Evaluator}; {@link io.nucleate.evaluation.Retrieval}
 * tells which known materials were generated again. This package stands on
 * {@code io.nucleate.energy}, which computes the energies for the stability.
 */
package io.nucleate.evaluation;
