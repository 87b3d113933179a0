package io.nucleate.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.Structure;
import io.nucleate.scorer.hull.ConvexHull;
import io.nucleate.scorer.hull.ElementalReferences;
import io.nucleate.scorer.hull.HullReference;
import io.nucleate.scorer.hull.Phase;
import io.nucleate.scorer.potential.Evaluation;
import io.nucleate.scorer.potential.Potential;
import io.nucleate.scorer.potential.Prediction;
import io.nucleate.scorer.potential.Quantities;
import io.nucleate.scorer.price.Price;
import io.nucleate.scorer.price.StructurePricer;
import io.nucleate.scorer.reward.EhullReward;
import io.nucleate.scorer.reward.Gates;
import io.nucleate.scorer.reward.Repeats;
import io.nucleate.scorer.reward.Rewards;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class CrystalScorerTest {
    private static final ElementalReferences REFERENCES = ElementalReferences.named("mp");
    private static final Crystal SALT = rockSalt(Element.Na, Element.Cl, 5.64);

    /** Every compound has the same formation energy; xenon breaks the potential, neon cannot be priced. */
    private static final class FlatPotential implements Potential {
        private final double formationEnergyPerAtomEv;
        private final List<Structure> asked = new ArrayList<>();

        FlatPotential(double formationEnergyPerAtomEv) {
            this.formationEnergyPerAtomEv = formationEnergyPerAtomEv;
        }

        @Override
        public String name() {
            return "flat-1";
        }

        @Override
        public List<Evaluation> evaluate(List<Structure> structures, Quantities what) {
            asked.addAll(structures);
            return structures.stream()
                    .map(structure -> evaluate(structure.composition()))
                    .toList();
        }

        private Evaluation evaluate(Composition composition) {
            if (composition.amount(Element.Ne) > 0) {
                return new Evaluation.Failure("neon");
            }
            double references = -REFERENCES.formationEnergyPerAtomEv(composition, 0);
            return new Prediction(
                    references + formationEnergyPerAtomEv,
                    new double[0][],
                    new double[0][],
                    new double[0],
                    new double[0]);
        }

        @Override
        public void close() {}
    }

    private static CrystalScorer scorer(FlatPotential potential) {
        HullReference phases = new HullReference(
                "test@1",
                List.of(),
                List.of(new Phase(Composition.parse("NaCl"), -2), new Phase(Composition.parse("NaNe"), -2)));
        return new CrystalScorer(
                Gates.DEFAULT,
                new StructurePricer(potential, REFERENCES, new ConvexHull(phases)),
                Rewards.named("ehull", EhullReward.Settings.DEFAULT),
                new Repeats(1000, 0.5));
    }

    private static Crystal rockSalt(Element cation, Element anion, double lengthAngstrom) {
        return new Crystal(
                SpaceGroup.of(225),
                new Lattice(lengthAngstrom, lengthAngstrom, lengthAngstrom, 90, 90, 90),
                List.of(new Site(cation, 'a', 0, 0, 0), new Site(anion, 'b', 0.5, 0.5, 0.5)));
    }

    @Test
    void aCrystalIsPricedOnItsPrimitiveCell() {
        FlatPotential potential = new FlatPotential(-1.7);
        Score score = (Score) scorer(potential).score(List.of(SALT)).get(0);
        Price price = score.price().orElseThrow();
        assertThat(price.formationEnergyPerAtomEv()).isCloseTo(-1.7, within(1e-12));
        assertThat(price.energyAboveHullEv()).isCloseTo(0.3, within(1e-9));
        assertThat(price.decomposition().products()).isEqualTo(Map.of("NaCl", 1.0));
        assertThat(score.reward().value().getAsDouble()).isCloseTo(-0.3, within(1e-9));
        assertThat(score.reward().guards()).isEmpty();
        assertThat(potential.asked).extracting(Structure::atomCount).containsExactly(2);
    }

    @Test
    void verdictsKeepTheOrderOfTheCrystals() {
        List<Verdict> verdicts = scorer(new FlatPotential(-1.7))
                .score(List.of(
                        rockSalt(Element.Po, Element.Po, 6.7),
                        SALT,
                        rockSalt(Element.Na, Element.Ne, 5.64),
                        rockSalt(Element.K, Element.Cl, 6.3)));
        assertThat(((Score) verdicts.get(0)).reward().guards()).containsExactly(Gates.SINGLE_ELEMENT);
        assertThat(((Score) verdicts.get(1)).composition().reducedFormula()).isEqualTo("NaCl");
        assertThat(verdicts.get(2)).isEqualTo(new Verdict.Failure("neon"));
        assertThat(((Score) verdicts.get(3)).reward().guards()).containsExactly(EhullReward.SPARSE_REFERENCE);
    }

    /** What a policy might try, with a potential that finds everything excellent: none of it may pay. */
    @Test
    void tricksDoNotPay() {
        FlatPotential potential = new FlatPotential(-2.4);
        List<Crystal> tricks = List.of(
                rockSalt(Element.Po, Element.Po, 6.7),
                rockSalt(Element.Na, Element.Cl, 3.2),
                rockSalt(Element.Na, Element.Cl, 30),
                rockSalt(Element.Na, Element.Cl, 0.1));
        for (Verdict verdict : scorer(potential).score(tricks)) {
            assertThat(((Score) verdict).reward().value()).hasValue(-2);
            assertThat(((Score) verdict).price()).isEmpty();
        }
        assertThat(potential.asked).as("gates come before the potential").isEmpty();

        Score sparse = (Score) scorer(potential)
                .score(List.of(rockSalt(Element.K, Element.Cl, 6.3)))
                .get(0);
        assertThat(sparse.reward().value()).isEqualTo(OptionalDouble.empty());
        Score artefact =
                (Score) scorer(new FlatPotential(-9)).score(List.of(SALT)).get(0);
        assertThat(artefact.reward().value()).isEqualTo(OptionalDouble.empty());
    }

    @Test
    void repeatingTheBestCrystalPaysLessThanMediocreNewOnes() {
        List<Verdict> verdicts = scorer(new FlatPotential(-2)).score(java.util.Collections.nCopies(100, SALT));
        double mean = verdicts.stream()
                .mapToDouble(verdict -> ((Score) verdict).reward().value().getAsDouble())
                .average()
                .getAsDouble();
        assertThat(mean).isLessThan(-1.9);
    }
}
