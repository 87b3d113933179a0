package io.nucleate.evaluation.expansion;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.Chemistry;
import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Element;
import io.nucleate.evaluation.CompositionalValidity;

import java.util.OptionalDouble;

/**
 * A crystal that an expansion found, measured against the hull of all that it found.
 *
 * @param attempt the attempt that found it
 * @param energyAboveHullEvPerAtom against the hull with all that was found; not negative
 * @param energyAboveKnownHullEvPerAtom against the known phases alone; negative below them
 * @param referencePhases number of known phases that support the hull in its chemical system
 * @param judgedAboveHullEvPerAtom what a second potential says, against the same hull; empty where
 *     it was not asked
 */
public record GrownCrystal(
        Attempt attempt,
        double energyAboveHullEvPerAtom,
        double energyAboveKnownHullEvPerAtom,
        int referencePhases,
        OptionalDouble judgedAboveHullEvPerAtom) {

    /** @throws IllegalArgumentException where nothing was found, or it lies below its own hull */
    public GrownCrystal {
        if (attempt.found().isEmpty() || energyAboveHullEvPerAtom < 0 || referencePhases < 0) {
            throw new IllegalArgumentException("no crystal can be kept of proposal "
                    + attempt.number() + " at " + energyAboveHullEvPerAtom
                    + " eV/atom above the hull with " + referencePhases + " known phases");
        }
    }

    /** Returns what was found. */
    public Attempt.Found found() {
        return attempt.found().orElseThrow();
    }

    /** Returns the composition of the conventional cell. */
    public Composition composition() {
        return found().crystal().composition();
    }

    /** Tells whether charges can balance; see {@link CompositionalValidity}. */
    public boolean isChargeBalanced() {
        return CompositionalValidity.holds(composition());
    }

    /** Tells whether it has a radioactive element. */
    public boolean isRadioactive() {
        return composition().elements().stream().anyMatch(Element::isRadioactive);
    }

    /** Writes a crystal line with everything that is known about it. */
    public ObjectNode toJson() {
        ObjectNode line = attempt.toJson();
        line.remove("proposed");
        line.put("energy_above_hull_ev_per_atom", energyAboveHullEvPerAtom)
                .put("energy_above_known_hull_ev_per_atom", energyAboveKnownHullEvPerAtom)
                .put("reference_phases", referencePhases)
                .put("chemistry", Chemistry.of(composition()).words())
                .put("charge_balanced", isChargeBalanced())
                .put("radioactive", isRadioactive());
        judgedAboveHullEvPerAtom.ifPresent(
                judged -> line.put("judge_energy_above_hull_ev_per_atom", judged));
        return line;
    }
}
