package io.nucleate.energy;

import io.nucleate.crystal.Result;
import io.nucleate.energy.hull.ElementalReferences;
import io.nucleate.energy.potential.Potential;
import io.nucleate.energy.potential.Prediction;
import io.nucleate.energy.potential.RequestedQuantities;

import java.util.Iterator;
import java.util.List;

/**
 * Asks a second potential about crystals that the first one puts near the hull. The policy has had
 * no chance to learn the errors of the second one. For one thread.
 */
public final class Judge implements AutoCloseable {
    private final Potential potential;
    private final ElementalReferences references;
    private final double energyAboveHullMaxEvPerAtom;

    /**
     * @param potential the judging potential; closed with this judge
     * @param references elemental references of the judging potential
     * @param energyAboveHullMaxEvPerAtom crystals further above the hull are not judged
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

    /** Returns name and version of the judging potential. */
    public String potential() {
        return potential.name();
    }

    /**
     * Adds a judgement to the energetics of crystals near the hull. The judge measures against the
     * hull that the energetics were measured against, so that two opinions of one crystal always
     * speak of the same hull. A crystal that the judging potential cannot take stays without
     * judgement.
     *
     * @return as many as given, in their order
     * @throws IllegalStateException where the judging potential itself is broken
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
