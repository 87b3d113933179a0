/** Scores candidate crystals. Start from {@link io.nucleate.scorer.CrystalScorer}. */
package io.nucleate.scorer;
