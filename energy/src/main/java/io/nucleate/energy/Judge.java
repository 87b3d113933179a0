package io.nucleate.energy;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Result;
import io.nucleate.energy.hull.ElementalReferences;
import io.nucleate.energy.potential.Potential;
import io.nucleate.energy.potential.Prediction;
import io.nucleate.energy.potential.RequestedQuantities;

import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Evaluates structures near the hull with a second potential, as a check on the first one: a policy
 * that is rewarded by the first potential may learn to exploit its errors. One thread at a time may
 * use an instance.
 */
public final class Judge implements AutoCloseable {
    private final Potential potential;
    private final ElementalReferences references;
    private final double energyAboveHullMaxEvPerAtom;

    /**
     * @param potential second potential; the judge closes it
     * @param references elemental references that belong to the second potential
     * @param energyAboveHullMaxEvPerAtom bound on the energy above the hull; structures at or above
     *     it are not judged
     */
    public Judge(
            Potential potential,
            ElementalReferences references,
            double energyAboveHullMaxEvPerAtom) {
        if (Double.isNaN(energyAboveHullMaxEvPerAtom)) {
            throw new IllegalArgumentException(
                    "the judge's bound on the energy above the hull must be a number");
        }
        this.potential = potential;
        this.references = references;
        this.energyAboveHullMaxEvPerAtom = energyAboveHullMaxEvPerAtom;
    }

    /** Returns name and version of the second potential. */
    public String potential() {
        return potential.name();
    }

    /**
     * Adds a judgement to the energetics of structures near the hull. It measures against the same
     * hull as the energetics, so the two distances can be compared. A structure that the second
     * potential cannot evaluate stays without judgement.
     *
     * @return the energetics, in the same order
     * @throws IllegalStateException if the second potential itself fails
     */
    public List<Energetics> judge(List<Energetics> energetics) {
        Iterator<Result<Energetics>> judged =
                judgeBelow(energyAboveHullMaxEvPerAtom, energetics).iterator();
        return energetics.stream()
                .map(one -> judged.next().toOptional().orElse(one))
                .toList();
    }

    /**
     * Adds a judgement to the energetics of all structures below a bound, like {@link #judge}. A
     * structure there that the second potential cannot evaluate is a failure.
     *
     * @param energyAboveHullMaxEvPerAtom bound that takes the place of this judge's own
     * @return one result for each, in the same order
     * @throws IllegalStateException if the second potential itself fails
     */
    public List<Result<Energetics>> judgeBelow(
            double energyAboveHullMaxEvPerAtom, List<Energetics> energetics) {
        Predicate<Energetics> isNearHull =
                one -> one.energyAboveHullEvPerAtom() < energyAboveHullMaxEvPerAtom;
        List<Energetics> asked = energetics.stream()
                .filter(isNearHull.and(one -> knows(one.composition())))
                .toList();
        Iterator<Result<Prediction>> opinions = opinions(asked).iterator();
        return energetics.stream()
                .map(one -> isNearHull.test(one) ? judged(one, opinions) : Result.success(one))
                .toList();
    }

    /** Tells whether the second potential and its references know all elements. */
    public boolean knows(Composition composition) {
        return references.cover(potential, composition);
    }

    private List<Result<Prediction>> opinions(List<Energetics> energetics) {
        return energetics.isEmpty()
                ? List.of()
                : potential.evaluate(
                        energetics.stream().map(Energetics::structure).toList(),
                        RequestedQuantities.ENERGY);
    }

    /** @param opinions those on structures whose elements are known; the next one is taken */
    private Result<Energetics> judged(
            Energetics energetics, Iterator<Result<Prediction>> opinions) {
        return knows(energetics.composition())
                ? opinions.next()
                        .map(opinion -> energetics.withJudgement(judgement(energetics, opinion)))
                : Result.failure(
                        Potential.UNSUPPORTED,
                        potential.name() + " does not know all elements of "
                                + energetics.composition().reducedFormula());
    }

    private Judgement judgement(Energetics energetics, Prediction opinion) {
        double formationEnergyEvPerAtom = references.formationEnergyEvPerAtom(
                energetics.composition(), opinion.energyEvPerAtom());
        return new Judgement(
                potential.name(),
                opinion.energyEvPerAtom(),
                energetics.decomposition().energyAboveHullEvPerAtom(formationEnergyEvPerAtom));
    }

    @Override
    public void close() {
        potential.close();
    }
}
