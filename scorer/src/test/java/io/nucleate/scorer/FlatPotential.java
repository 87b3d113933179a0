package io.nucleate.scorer;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Structure;
import io.nucleate.scorer.hull.ConvexHull;
import io.nucleate.scorer.hull.ElementalReferences;
import io.nucleate.scorer.hull.HullReference;
import io.nucleate.scorer.hull.Phase;
import io.nucleate.scorer.potential.Evaluation;
import io.nucleate.scorer.potential.Potential;
import io.nucleate.scorer.potential.Quantities;
import io.nucleate.scorer.price.StructurePricer;
import io.nucleate.scorer.relax.RelaxationSettings;
import io.nucleate.scorer.reward.Gates;
import io.nucleate.scorer.reward.Repeats;
import io.nucleate.scorer.reward.Reward;
import io.nucleate.scorer.reward.RewardSettings;
import io.nucleate.scorer.reward.Rewards;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A potential for tests: every compound has the same formation energy and no forces; neon cannot be priced, krypton's energy
 * is no number, xenon breaks it.
 */
public final class FlatPotential implements Potential {
    private static final ElementalReferences REFERENCES = ElementalReferences.named("mp");

    private final double formationEnergyPerAtomEv;
    private final Consumer<List<Structure>> mishap;
    private final List<Structure> asked = new ArrayList<>();

    public FlatPotential(double formationEnergyPerAtomEv) {
        this(formationEnergyPerAtomEv, structures -> {});
    }

    /** @param mishap happens before each evaluation; it may take its time, throw, or worse */
    public FlatPotential(double formationEnergyPerAtomEv, Consumer<List<Structure>> mishap) {
        this.formationEnergyPerAtomEv = formationEnergyPerAtomEv;
        this.mishap = mishap;
    }

    /** A scorer by {@code ehull} over a hull with NaCl at -2 eV/atom. */
    public CrystalScorer scorer() {
        return scorer(Rewards.of("ehull", RewardSettings.DEFAULT));
    }

    /** A scorer over the same hull by another reward. */
    public CrystalScorer scorer(Reward reward) {
        ConvexHull hull = hull();
        return scorer(reward, () -> hull);
    }

    /** The hull of {@link #scorer()}. */
    public static ConvexHull hull() {
        return new ConvexHull(new HullReference("test@1", List.of(), List.of(new Phase("NaCl", -2))));
    }

    /** A scorer over another hull by {@code ehull}. */
    public CrystalScorer scorer(Supplier<ConvexHull> hull) {
        return scorer(Rewards.of("ehull", RewardSettings.DEFAULT), hull);
    }

    private CrystalScorer scorer(Reward reward, Supplier<ConvexHull> hull) {
        return new CrystalScorer(
                Gates.DEFAULT, new StructurePricer(this, REFERENCES, hull), reward, new Repeats(1000, 0.5));
    }

    /** The pricer of {@link #scorer()}. */
    public StructurePricer pricer() {
        return new StructurePricer(this, REFERENCES, hull());
    }

    /** The scorer of {@link #scorer()} that relaxes first; a flat potential leaves crystals where they are. */
    public CrystalScorer scorer(RelaxationSettings relaxation) {
        return new CrystalScorer(
                Gates.DEFAULT,
                new StructurePricer(this, REFERENCES, hull()),
                Optional.of(relaxation),
                Rewards.of("ehull", RewardSettings.DEFAULT),
                new Repeats(1000, 0.5));
    }

    /** Every structure it was given. */
    public List<Structure> asked() {
        return asked;
    }

    @Override
    public boolean knows(Element element) {
        return element.atomicNumber() <= Element.Pu.atomicNumber();
    }

    @Override
    public String name() {
        return "flat-1";
    }

    @Override
    public List<Evaluation> evaluate(List<Structure> structures, Quantities what) {
        mishap.accept(structures);
        asked.addAll(structures);
        return structures.stream()
                .map(structure -> evaluate(structure.composition(), what))
                .toList();
    }

    private Evaluation evaluate(Composition composition, Quantities what) {
        if (composition.amount(Element.Xe) > 0) {
            throw new IllegalStateException("xenon");
        }
        if (composition.amount(Element.Ne) > 0) {
            return new Evaluation.Failure("neon");
        }
        double references = -REFERENCES.formationEnergyPerAtomEv(composition, 0);
        double energy = composition.amount(Element.Kr) > 0 ? Double.NaN : references + formationEnergyPerAtomEv;
        boolean forces = what == Quantities.ENERGY_FORCES_STRESS;
        return Evaluation.of(
                name(),
                energy,
                forces ? new double[(int) composition.atomCount()][3] : new double[0][],
                forces ? new double[3][3] : new double[0][],
                new double[0],
                new double[0][]);
    }

    @Override
    public void close() {}
}
