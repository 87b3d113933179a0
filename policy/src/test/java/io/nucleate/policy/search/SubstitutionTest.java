package io.nucleate.policy.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.CovalentRadius;
import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.TestCrystals;
import io.nucleate.policy.Policy;
import io.nucleate.policy.RankedCrystal;
import io.nucleate.tensors.SafeTensors;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

class SubstitutionTest {
    private static final Crystal PEROVSKITE =
            TestCrystals.perovskite(Element.Ca, Element.Ti, Element.O, 3.9);
    private static final Map<Element, List<Element>> POOLS = Map.of(
            Element.Ca, List.of(Element.Ca, Element.Sr, Element.Ba, Element.Mg, Element.Zr),
            Element.Ti, List.of(Element.Ti, Element.Zr, Element.Hf));

    private static final Substitution.RankingProgress SILENT = (crystals, of) -> {};

    private static Policy policy;

    @BeforeAll
    static void load() throws IOException {
        policy = Policy.of(SafeTensors.parse(Policy.shipped()), Device.cpu());
    }

    @AfterAll
    static void close() {
        policy.close();
    }

    @Test
    void everyCombinationOfDifferentElementsIsRanked() {
        List<Integer> progress = new ArrayList<>();
        List<RankedCrystal> ranked = new Substitution(
                        policy, PEROVSKITE, Substitution.LatticeRule.LIKELIEST)
                .rank(POOLS, 100, 1000, (crystals, of) -> progress.addAll(List.of(crystals, of)));
        assertThat(progress).containsExactly(14, 14);
        // 5 · 3 less Zr on both sites.
        assertThat(ranked).hasSize(14).isSortedAccordingTo(RankedCrystal.BY_LOG_PROB);
        assertThat(ranked)
                .extracting(each -> each.crystal().composition().reducedFormula())
                .doesNotHaveDuplicates();
        for (RankedCrystal each : ranked) {
            assertThat(each.crystal().composition().amount(Element.O)).isEqualTo(3);
            assertThat(each.crystal().sites())
                    .extracting(Site::wyckoff)
                    .containsExactly('a', 'b', 'c');
            assertThat(policy.logProb(List.of(each.crystal())).get(0).total())
                    .isCloseTo(each.logProb().total(), within(1e-3));
            assertThat(each.crystal().lattice().a()).isBetween(3.0, 6.0);
        }
    }

    @Test
    void theLikeliestLatticeIsNoLessLikelyThanItsNeighbours() {
        RankedCrystal best = policy.withLikeliestLattice(List.of(PEROVSKITE)).get(0);
        Lattice lattice = best.crystal().lattice();
        for (double factor : new double[] {0.9, 0.98, 1.02, 1.1}) {
            Crystal other = new Crystal(
                    PEROVSKITE.spaceGroup(), lattice.scaled(factor), PEROVSKITE.sites());
            assertThat(policy.logProb(List.of(other)).get(0).lattice())
                    .isLessThan(best.logProb().lattice());
        }
    }

    @Test
    void aScaledLatticeFollowsTheRadii() {
        List<RankedCrystal> ranked = new Substitution(
                        policy, PEROVSKITE, Substitution.LatticeRule.SCALED)
                .rank(Map.of(Element.Ca, List.of(Element.Ba)), 1, 1000, SILENT);
        double before = CovalentRadius.ofAngstrom(Element.Ca)
                + CovalentRadius.ofAngstrom(Element.Ti)
                + 3 * CovalentRadius.ofAngstrom(Element.O);
        double after = before
                - CovalentRadius.ofAngstrom(Element.Ca)
                + CovalentRadius.ofAngstrom(Element.Ba);
        assertThat(ranked).hasSize(1);
        assertThat(ranked.get(0).crystal().lattice().a())
                .isCloseTo(3.9 * after / before, within(1e-9));
    }

    @Test
    void aBeamThatIsWideEnoughFindsTheBest() {
        Substitution substitution =
                new Substitution(policy, PEROVSKITE, Substitution.LatticeRule.LIKELIEST);
        List<RankedCrystal> exact = substitution.rank(POOLS, 1, 1000, SILENT);
        assertThat(substitution.rank(POOLS, 1, 9, SILENT)).isEqualTo(exact);
        assertThat(substitution.rank(POOLS, 100, 9, SILENT)).hasSizeLessThanOrEqualTo(9);
    }

    @Test
    void poolsHaveTheChargeOfTheElement() {
        Map<Element, Collection<Element>> pools =
                ElementPools.ofSameCharge(Composition.parse("CaTiO3"));
        assertThat(pools.get(Element.Ca)).contains(Element.Ca, Element.Sr, Element.Ba, Element.Pb);
        assertThat(pools.get(Element.Ca)).doesNotContain(Element.Na, Element.Cl);
        assertThat(pools.get(Element.Ti)).contains(Element.Ti, Element.Zr, Element.Hf, Element.Sn);
        assertThat(pools.get(Element.Ti)).doesNotContain(Element.Al, Element.C);
        assertThat(pools.get(Element.O)).contains(Element.O, Element.S, Element.Se);
        assertThat(pools.get(Element.O)).doesNotContain(Element.F, Element.Sr);
    }

    @Test
    void metalsStandForMetalsInAnAlloy() {
        Map<Element, Collection<Element>> pools =
                ElementPools.ofSameCharge(Composition.parse("NiAl"));
        assertThat(pools.get(Element.Ni))
                .contains(Element.Co, Element.Pd)
                .doesNotContain(Element.O);
    }

    @Test
    void statesThatTheTableHasButTheCompoundHasNotDoNotCount() {
        Map<Element, Collection<Element>> pools =
                ElementPools.ofSameCharge(Composition.parse("NaCl"));
        assertThat(pools.get(Element.Na))
                .contains(Element.Li, Element.K, Element.Ag)
                .doesNotContain(Element.H);
        assertThat(pools.get(Element.Cl))
                .contains(Element.F, Element.Br, Element.I)
                .doesNotContain(Element.K);
    }
}
