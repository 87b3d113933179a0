/**
 * Predicts crystal structures from drawn ones. Start from
 * {@link io.nucleate.evaluation.prediction.StructurePrediction}.
 */
package io.nucleate.evaluation.prediction;
