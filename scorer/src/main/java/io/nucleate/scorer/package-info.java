/** Candidate crystals get their price here. Start from {@link io.nucleate.scorer.CrystalScorer}. */
package io.nucleate.scorer;
