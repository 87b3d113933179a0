package io.nucleate.evaluation.expansion;

import java.util.List;

/**
 * What an expansion keeps.
 *
 * @param crystals those near the hull, in the order in which they were found
 * @param hullReference identity of the hull that decided
 */
public record Harvest(List<GrownCrystal> crystals, String hullReference) {
    public Harvest {
        crystals = List.copyOf(crystals);
    }
}
