package io.nucleate.energy;

import io.nucleate.crystal.Structure;
import io.nucleate.energy.potential.RequestedQuantities;
import io.nucleate.energy.relaxation.Relaxed;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A second opinion on what looks good: crystals that one potential puts near the hull are priced by
 * another one, whose errors the policy has had no chance to learn. For one thread.
 */
public final class Judge implements AutoCloseable {
    private final EnergyCalculator calculator;
    private final double energyAboveHullMaxEvPerAtom;

    /**
     * @param calculator with the judging potential, its elemental references and the same hull;
     *     closed with this
     * @param energyAboveHullMaxEvPerAtom crystals further above the hull, eV per atom, are not
     *     worth the time
     */
    public Judge(EnergyCalculator calculator, double energyAboveHullMaxEvPerAtom) {
        if (Double.isNaN(energyAboveHullMaxEvPerAtom)) {
            throw new IllegalArgumentException(
                    "the judge's bound on the energy above the hull must be a number");
        }
        this.calculator = calculator;
        this.energyAboveHullMaxEvPerAtom = energyAboveHullMaxEvPerAtom;
    }

    /** Name and version of the judging potential. */
    public String potential() {
        return calculator.potential();
    }

    /**
     * The same prices, those that are worth it with a judgement; what the judge cannot price goes
     * without.
     *
     * @param structures those that were priced, by their place; in the stead of one that was
     *     relaxed the result is judged
     * @throws IllegalStateException where the judging potential itself is broken
     */
    public List<Pricing> judge(List<Pricing> results, IntFunction<Structure> structures) {
        List<Integer> open = new ArrayList<>();
        List<Structure> asked = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof Energetics energetics
                    && energetics.energyAboveHullEvPerAtom() < energyAboveHullMaxEvPerAtom
                    && calculator.knows(energetics.composition())) {
                open.add(i);
                asked.add(energetics.relaxed().map(Relaxed::structure).orElse(structures.apply(i)));
            }
        }
        List<Pricing> judged = new ArrayList<>(results);
        List<Pricing> opinions = asked.isEmpty()
                ? List.of()
                : calculator.calculate(asked, RequestedQuantities.ENERGY);
        for (int k = 0; k < opinions.size(); k++) {
            if (opinions.get(k) instanceof Energetics opinion) {
                Energetics energetics = (Energetics) results.get(open.get(k));
                judged.set(
                        open.get(k),
                        energetics.withJudgement(new Judgement(
                                calculator.potential(),
                                opinion.prediction().energyEvPerAtom(),
                                opinion.energyAboveHullEvPerAtom())));
            }
        }
        return judged;
    }

    @Override
    public void close() {
        calculator.close();
    }
}
