/**
 * Grows a set of known crystals with computed ones: proposals are relaxed, compared with what is
 * known, and measured against a hull that grows with them. Start from
 * {@link io.nucleate.evaluation.expansion.Expansion}.
 */
package io.nucleate.evaluation.expansion;
