package io.nucleate.evaluation.expansion;

import java.util.List;

/**
 * What an expansion keeps.
 *
 * @param hullReference identity of the hull that decided
 */
public record Harvest(List<GrownCrystal> crystals, String hullReference) {}
