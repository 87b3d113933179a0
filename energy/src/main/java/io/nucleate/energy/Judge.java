package io.nucleate.energy;

import io.nucleate.crystal.Result;
import io.nucleate.energy.hull.ElementalReferences;
import io.nucleate.energy.potential.Potential;
import io.nucleate.energy.potential.Prediction;
import io.nucleate.energy.potential.RequestedQuantities;

import java.util.Iterator;
import java.util.List;

/**
 * Evaluates structures near the hull with a second potential, as a check on the first one. A policy
 * is rewarded by the first potential and may learn to exploit its errors; it never sees the second
 * one. One thread at a time may use an instance.
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
        List<Energetics> nearHull =
                energetics.stream().filter(this::isWorthJudging).toList();
        Iterator<Result<Prediction>> opinions = opinions(nearHull).iterator();
        return energetics.stream()
                .map(one -> isWorthJudging(one) ? judged(one, opinions.next()) : one)
                .toList();
    }

    private boolean isWorthJudging(Energetics energetics) {
        return energetics.energyAboveHullEvPerAtom() < energyAboveHullMaxEvPerAtom
                && references.cover(potential, energetics.composition());
    }

    private List<Result<Prediction>> opinions(List<Energetics> energetics) {
        return energetics.isEmpty()
                ? List.of()
                : potential.evaluate(
                        energetics.stream().map(Energetics::structure).toList(),
                        RequestedQuantities.ENERGY);
    }

    private Energetics judged(Energetics energetics, Result<Prediction> opinion) {
        return opinion.map(
                        prediction -> energetics.withJudgement(judgement(energetics, prediction)))
                .toOptional()
                .orElse(energetics);
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
