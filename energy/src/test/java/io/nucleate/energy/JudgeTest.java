package io.nucleate.energy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Element;
import io.nucleate.crystal.Result;
import io.nucleate.crystal.Structure;
import io.nucleate.energy.hull.ConvexHull;
import io.nucleate.energy.hull.ElementalReferences;
import io.nucleate.energy.hull.Phase;
import io.nucleate.energy.potential.Prediction;
import io.nucleate.energy.potential.RequestedQuantities;
import io.nucleate.energy.relaxation.Relaxed;

import org.junit.jupiter.api.Test;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;

class JudgeTest {
    private static final Structure SALT = of(Element.Na, Element.Cl);

    private static Structure of(Element a, Element b) {
        return new Structure(
                new double[][] {{0, 2.8, 2.8}, {2.8, 0, 2.8}, {2.8, 2.8, 0}},
                new int[] {a.atomicNumber(), b.atomicNumber()},
                new double[][] {{0, 0, 0}, {0.5, 0.5, 0.5}});
    }

    /** Sodium chloride is known at -2 eV/atom, so -1.95 is near the hull. */
    private static final double NEAR_THE_HULL = -1.95;

    private static List<Result<Energetics>> energetics(
            double formationEnergyEvPerAtom, Structure... structures) {
        return new FlatPotential(formationEnergyEvPerAtom)
                .calculator()
                .evaluate(List.of(structures), RequestedQuantities.ENERGY);
    }

    private static Judge judge(FlatPotential second) {
        return new Judge(second, FlatPotential.REFERENCES, 0.1);
    }

    private static Judgement judgement(Energetics judged) {
        return judged.judgement().orElseThrow();
    }

    @Test
    void crystalsNearTheHullAreJudged() {
        List<Energetics> judged = judge(new FlatPotential(-1.7))
                .judge(Result.values(energetics(NEAR_THE_HULL, SALT)));
        assertThat(judgement(judged.get(0)).potential()).isEqualTo("flat-1");
        assertThat(judgement(judged.get(0)).energyAboveHullEvPerAtom())
                .isCloseTo(0.3, within(1e-9));
        assertThat(judged.get(0).energyAboveHullEvPerAtom()).isCloseTo(0.05, within(1e-9));
    }

    @Test
    void crystalsFarFromTheHullAreNotJudged() {
        FlatPotential second = new FlatPotential(-1.7);
        List<Energetics> energetics = Result.values(energetics(-1.85, SALT));
        assertThat(judge(second).judge(energetics)).isEqualTo(energetics);
        assertThat(second.asked()).isEmpty();
    }

    /**
     * The potential cannot evaluate neon. The hull knows no compound of potassium and chlorine, so
     * potassium chloride lies far below it.
     */
    @Test
    void eachJudgementStaysWithItsStructure() {
        FlatPotential second = new FlatPotential(-3);
        List<Result<Energetics>> judged = Result.mapAll(
                energetics(
                        NEAR_THE_HULL, of(Element.Na, Element.Ne), of(Element.K, Element.Cl), SALT),
                judge(second)::judge);
        assertThat(judged.get(0)).isInstanceOf(Result.Failure.class);
        assertThat(judgement(judged.get(1).orElseThrow()).energyAboveHullEvPerAtom())
                .isCloseTo(-3, within(1e-9));
        assertThat(judgement(judged.get(2).orElseThrow()).energyAboveHullEvPerAtom())
                .isCloseTo(-1, within(1e-9));
        assertThat(second.asked()).hasSize(2);
    }

    /** Neon is what the potential cannot evaluate, and xenon has no references of SevenNet-0. */
    @Test
    void whatMustBeJudgedAndCannotIsAFailure() {
        Judge strict =
                new Judge(new FlatPotential(-1.7), ElementalReferences.named("sevennet-0"), -9);
        Structure unknown = of(Element.Na, Element.Xe);
        Energetics salt = energetics(NEAR_THE_HULL, SALT).get(0).orElseThrow();
        List<Result<Energetics>> judged = strict.judgeBelow(
                0.1,
                List.of(
                        salt,
                        Energetics.of(unknown, salt.prediction(), -2, salt.hull()),
                        Energetics.of(unknown, salt.prediction(), 3, salt.hull()),
                        salt));
        assertThat(judgement(judged.get(0).orElseThrow()).potential()).isEqualTo("flat-1");
        assertThat(judged.get(1))
                .isInstanceOfSatisfying(
                        Result.Failure.class,
                        failure -> assertThat(failure.reason()).contains("flat-1", "NaXe"));
        assertThat(judged.get(2).orElseThrow().judgement())
                .as("far from the hull")
                .isEmpty();
        assertThat(judged.get(3)).isEqualTo(judged.get(0));
    }

    @Test
    void theHigherFormationEnergyIsThePessimisticOne() {
        Energetics one = energetics(NEAR_THE_HULL, SALT).get(0).orElseThrow();
        assertThat(one.pessimistic()).isEqualTo(one);
        for (double opinion : new double[] {-2.5, -1.7}) {
            Energetics judged =
                    judge(new FlatPotential(opinion)).judge(List.of(one)).get(0);
            assertThat(judged.pessimistic().formationEnergyEvPerAtom())
                    .isCloseTo(Math.max(NEAR_THE_HULL, opinion), within(1e-9));
            assertThat(judged.pessimistic().judgement()).isEqualTo(judged.judgement());
            assertThat(judged.pessimistic().pessimistic().formationEnergyEvPerAtom())
                    .isCloseTo(judged.pessimistic().formationEnergyEvPerAtom(), within(1e-9));
        }
    }

    /** A living hull may grow between the energy and the judgement. */
    @Test
    void theJudgeMeasuresAgainstTheHullThatTheEnergeticsName() {
        ConvexHull grown = FlatPotential.hull().with(List.of(new Phase("NaCl", -2.5)));
        Iterator<ConvexHull> hulls = List.of(FlatPotential.hull(), grown).iterator();
        EnergyCalculator calculator = new FlatPotential(NEAR_THE_HULL).calculator(hulls::next);
        List<Energetics> before =
                Result.values(calculator.evaluate(List.of(SALT), RequestedQuantities.ENERGY));
        assertThat(calculator.newestHull()).isSameAs(grown);

        Energetics judged = judge(new FlatPotential(-1.7)).judge(before).get(0);
        assertThat(judged.hullReference())
                .isEqualTo(FlatPotential.hull().reference().identity())
                .isNotEqualTo(grown.reference().identity());
        assertThat(judgement(judged).energyAboveHullEvPerAtom()).isCloseTo(0.3, within(1e-9));
    }

    @Test
    void theRelaxedStructureOfACrystalIsJudged() {
        Structure moved = of(Element.Na, Element.Cl);
        FlatPotential second = new FlatPotential(-1.7);
        Prediction prediction =
                energetics(NEAR_THE_HULL, SALT).get(0).orElseThrow().prediction();
        Relaxed relaxed = new Relaxed(Optional.empty(), moved, prediction, true, 3, -3);
        judge(second)
                .judge(Result.values(new FlatPotential(NEAR_THE_HULL)
                        .calculator()
                        .evaluateRelaxed(List.of(Result.success(relaxed)))));
        assertThat(second.asked().get(0)).isSameAs(moved);
    }

    @Test
    void theBoundMustBeANumber() {
        FlatPotential second = new FlatPotential(0);
        assertThatThrownBy(() -> new Judge(second, FlatPotential.REFERENCES, Double.NaN))
                .hasMessageContaining("bound");
    }
}
