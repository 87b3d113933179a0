/**
 * What a set of generated crystals is worth, as far as it can be told without a potential, whose
 * energies are handed in. Start from {@link io.nucleate.evaluation.Evaluator};
 * {@link io.nucleate.evaluation.Retrieval} asks which known materials were found again.
 */
package io.nucleate.evaluation;
