package io.nucleate.cli.export;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Element;
import io.nucleate.schemas.JudgementRecord;
import io.nucleate.schemas.Scored;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Which scored crystals are wanted.
 *
 * @param energyAboveHullMaxEvPerAtom largest energy above the hull
 * @param rewardMin least reward; crystals without one are left out then
 * @param formula reduced formula, as records have it
 * @param elements all that a crystal may be made of; empty for any
 * @param judgeBelowEvPerAtom the judge's energy above the hull is less than this; crystals that no
 *     judge saw are left out then
 * @param novelOnly neither the material nor a phase of its composition is known
 * @param guarded also crystals on which a guard fired
 */
public record DiscoveryFilter(
        OptionalDouble energyAboveHullMaxEvPerAtom,
        OptionalDouble rewardMin,
        Optional<String> formula,
        Set<Element> elements,
        OptionalDouble judgeBelowEvPerAtom,
        boolean novelOnly,
        boolean guarded) {

    /** Every crystal with an energy on which no guard fired. */
    public static final DiscoveryFilter NONE = new DiscoveryFilter(
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            Optional.empty(),
            Set.of(),
            OptionalDouble.empty(),
            false,
            false);

    /** Why a crystal is left out. Each counts under the first reason that holds. */
    public enum Reason {
        /** It has no energy above the hull: a guard stopped it before the potential. */
        NO_ENERGY,
        /** A guard fired after its energy was known, such as a sparse hull reference. */
        GUARDED,
        ENERGY_ABOVE_HULL,
        REWARD,
        FORMULA,
        ELEMENTS,
        JUDGE,
        NOT_NOVEL,
        /** Its record describes no possible crystal. */
        UNREADABLE;

        /** The name in files. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Tells why the record's own fields rule it out; novelty is not among them. */
    Optional<Reason> rejects(Scored scored) {
        Double aboveHull = scored.getEnergyAboveHullEvPerAtom();
        if (aboveHull == null || !Double.isFinite(aboveHull)) {
            return Optional.of(Reason.NO_ENERGY);
        }
        if (!guarded && !scored.getGates().isEmpty()) {
            return Optional.of(Reason.GUARDED);
        }
        if (aboveHull > energyAboveHullMaxEvPerAtom.orElse(Double.POSITIVE_INFINITY)) {
            return Optional.of(Reason.ENERGY_ABOVE_HULL);
        }
        Double reward = scored.getReward();
        if (rewardMin.isPresent() && (reward == null || !(reward >= rewardMin.getAsDouble()))) {
            return Optional.of(Reason.REWARD);
        }
        if (formula.filter(wanted -> !wanted.equals(scored.getFormula())).isPresent()) {
            return Optional.of(Reason.FORMULA);
        }
        if (!elements.isEmpty()
                && !elements.containsAll(Composition.parse(scored.getFormula()).elements())) {
            return Optional.of(Reason.ELEMENTS);
        }
        JudgementRecord judgement = scored.getJudgement();
        if (judgeBelowEvPerAtom.isPresent()
                && (judgement == null
                        || !(judgement.getEnergyAboveHullEvPerAtom()
                                < judgeBelowEvPerAtom.getAsDouble()))) {
            return Optional.of(Reason.JUDGE);
        }
        return Optional.empty();
    }
}
