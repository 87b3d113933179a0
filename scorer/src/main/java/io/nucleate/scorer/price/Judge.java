package io.nucleate.scorer.price;

import io.nucleate.crystal.Structure;
import io.nucleate.scorer.potential.Quantities;
import io.nucleate.scorer.relax.Relaxed;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A second opinion on what looks good: crystals that one potential puts near the hull are priced by another one, whose
 * errors the policy has had no chance to learn. For one thread.
 */
public final class Judge implements AutoCloseable {
    private final StructurePricer pricer;
    private final double energyAboveHullMaxEv;

    /**
     * @param pricer with the judging potential, its elemental references and the same hull; closed with this
     * @param energyAboveHullMaxEv crystals further above the hull, eV per atom, are not worth the time
     */
    public Judge(StructurePricer pricer, double energyAboveHullMaxEv) {
        if (Double.isNaN(energyAboveHullMaxEv)) {
            throw new IllegalArgumentException("the judge's bound on the energy above the hull must be a number");
        }
        this.pricer = pricer;
        this.energyAboveHullMaxEv = energyAboveHullMaxEv;
    }

    /** Name and version of the judging potential. */
    public String potential() {
        return pricer.potential();
    }

    /**
     * The same prices, those that are worth it with a judgement; what the judge cannot price goes without.
     *
     * @param structures those that were priced, by their place; in the stead of one that was relaxed the result is judged
     * @throws IllegalStateException where the judging potential itself is broken
     */
    public List<Pricing> judge(List<Pricing> prices, IntFunction<Structure> structures) {
        List<Integer> open = new ArrayList<>();
        List<Structure> asked = new ArrayList<>();
        for (int i = 0; i < prices.size(); i++) {
            if (prices.get(i) instanceof Price price
                    && price.energyAboveHullEv() < energyAboveHullMaxEv
                    && pricer.knows(price.composition())) {
                open.add(i);
                asked.add(price.relaxed().map(Relaxed::structure).orElse(structures.apply(i)));
            }
        }
        List<Pricing> judged = new ArrayList<>(prices);
        List<Pricing> opinions = asked.isEmpty() ? List.of() : pricer.price(asked, Quantities.ENERGY);
        for (int k = 0; k < opinions.size(); k++) {
            if (opinions.get(k) instanceof Price opinion) {
                Price price = (Price) prices.get(open.get(k));
                judged.set(
                        open.get(k),
                        price.withJudgement(new Judgement(
                                pricer.potential(),
                                opinion.prediction().energyPerAtomEv(),
                                opinion.energyAboveHullEv())));
            }
        }
        return judged;
    }

    @Override
    public void close() {
        pricer.close();
    }
}
