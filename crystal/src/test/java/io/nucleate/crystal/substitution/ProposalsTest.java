package io.nucleate.crystal.substitution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.CovalentRadius;
import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.TestCrystals;
import io.nucleate.crystal.substitution.ElementLikeness.Replacement;
import io.nucleate.crystal.substitution.Proposals.Parent;
import io.nucleate.crystal.substitution.Proposals.Settings;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

class ProposalsTest {
    private static final List<Crystal> KNOWN = Stream.concat(
                    Stream.of(Element.Li, Element.Na, Element.K)
                            .flatMap(cation -> Stream.of(Element.F, Element.Cl, Element.Br)
                                    .map(anion -> rockSalt(cation, anion))),
                    Stream.of(rockSalt(Element.Mg, Element.O), rockSalt(Element.Tc, Element.C)))
            .toList();

    private static final ElementLikeness LIKENESS =
            ElementLikeness.of(KNOWN, element -> !element.isRadioactive());

    private static Crystal rockSalt(Element cation, Element anion) {
        return TestCrystals.rockSalt(cation, anion, 5);
    }

    /** Antifluorite over two letters: one element on several sites. */
    private static Crystal twoSitesOfOneElement() {
        return TestCrystals.cubic(
                225,
                6,
                new Site(Element.Na, 'a', 0, 0, 0),
                new Site(Element.Na, 'b', 0.5, 0.5, 0.5),
                new Site(Element.Cl, 'c', 0.25, 0.25, 0.25));
    }

    @Test
    void theLatticeGrowsWithTheRadii() {
        Crystal exchanged = Exchange.everywhere(
                rockSalt(Element.Na, Element.Cl), Map.of(Element.Na, Element.K));
        double factor = (CovalentRadius.ofAngstrom(Element.K)
                        + CovalentRadius.ofAngstrom(Element.Cl))
                / (CovalentRadius.ofAngstrom(Element.Na) + CovalentRadius.ofAngstrom(Element.Cl));
        assertThat(exchanged.lattice().a()).isCloseTo(5 * factor, within(1e-12));
        assertThat(exchanged.composition().reducedFormula()).isEqualTo("KCl");
    }

    /** Sodium shares three crystals with lithium and potassium each, and none with chlorine. */
    @Test
    void elementsInTheSamePlaceAreAlike() {
        List<Replacement> ofSodium = LIKENESS.replacements(Element.Na);
        assertThat(ofSodium.subList(0, 2))
                .extracting(Replacement::element)
                .containsExactlyInAnyOrder(Element.Li, Element.K);
        assertThat(ofSodium)
                .extracting(Replacement::element)
                .doesNotContain(Element.Na, Element.Tc);
        assertThat(ofSodium.stream().mapToDouble(Replacement::probability).sum())
                .isCloseTo(1, within(1e-12));
    }

    @Test
    void countsAreReadAsTheyWereWritten() {
        SharedPlaces counted = SharedPlaces.of(KNOWN);
        List<String> lines = counted.lines(List.of("Nine salts and two others."));
        assertThat(lines)
                .contains("# Nine salts and two others.", "Na 3 Li:3 K:3", "O 1", "F 3 Cl:3 Br:3");
        SharedPlaces read = SharedPlaces.parse(lines);
        assertThat(read.lines(List.of())).isEqualTo(counted.lines(List.of()));
        assertThat(ElementLikeness.of(read, element -> !element.isRadioactive())
                        .replacements(Element.Na))
                .isEqualTo(LIKENESS.replacements(Element.Na));
        for (String wrong : List.of("Na", "Na three", "Na 3 Li", "Na 3 Li:x", "Qq 3")) {
            assertThatThrownBy(() -> SharedPlaces.parse(List.of(wrong)))
                    .hasMessageContaining("'" + wrong + "'");
        }
    }

    /** What is shipped keeps the chemistry of the data: a rare earth goes often, oxygen seldom. */
    @Test
    void theShippedLikenessKnowsChemistry() {
        ElementLikeness shipped = ElementLikeness.shipped();
        assertThat(shipped.replacements(Element.Cl).subList(0, 3))
                .extracting(Replacement::element)
                .containsExactly(Element.Br, Element.I, Element.F);
        assertThat(shipped.exchangeability(Element.La))
                .isGreaterThan(10 * shipped.exchangeability(Element.O));
        for (Element element : Element.values()) {
            if (shipped.knows(element)) {
                assertThat(shipped.replacements(element))
                        .noneMatch(replacement -> replacement.element().isRadioactive());
            }
        }
    }

    @Test
    void replacementsAreDrawnAsLikelyAsTheyAre() {
        SplittableRandom random = new SplittableRandom(1);
        int draws = 100_000;
        Map<Element, Long> drawn = IntStream.range(0, draws)
                .mapToObj(i -> LIKENESS.draw(Element.Na, random))
                .collect(Collectors.groupingBy(element -> element, Collectors.counting()));
        for (Replacement replacement : LIKENESS.replacements(Element.Na)) {
            double expected = replacement.probability();
            double sigma = Math.sqrt(expected * (1 - expected) / draws);
            assertThat(drawn.getOrDefault(replacement.element(), 0L) / (double) draws)
                    .isCloseTo(expected, within(5 * sigma + 1e-9));
        }
    }

    @Test
    void whatMayNotReplaceCanBeReplaced() {
        assertThat(LIKENESS.replacements(Element.Tc)).isNotEmpty();
        assertThat(LIKENESS.knows(Element.Xe)).isFalse();
        assertThatThrownBy(() -> LIKENESS.draw(Element.Xe, new SplittableRandom(1)))
                .hasMessageContaining("Xe");
        Crystal xenon = new Crystal(
                SpaceGroup.of(225),
                new Lattice(6, 6, 6, 90, 90, 90),
                List.of(new Site(Element.Xe, 'a', 0, 0, 0)));
        assertThatThrownBy(() ->
                        new Proposals(List.of(new Parent("Xe", xenon)), LIKENESS, Settings.DEFAULT))
                .hasMessageContaining("no crystal to make others from");
    }

    /** Sodium has two others in each of its three places; oxygen is alone in its one. */
    @Test
    void whatOthersStandForIsExchangedReadily() {
        assertThat(LIKENESS.exchangeability(Element.Na)).isCloseTo(16 / 13.0, within(1e-12));
        assertThat(LIKENESS.exchangeability(Element.O)).isCloseTo(10 / 11.0, within(1e-12));
    }

    @Test
    void aProposalIsAFunctionOfSeedAndNumber() {
        List<Parent> parents =
                KNOWN.stream().map(crystal -> new Parent("p", crystal)).toList();
        Proposals some = new Proposals(parents, LIKENESS, Settings.DEFAULT);
        Proposals same = new Proposals(parents, LIKENESS, Settings.DEFAULT);
        Proposals others = new Proposals(parents, LIKENESS, Settings.DEFAULT.withSeed(2));
        assertThat(some.get(17)).isEqualTo(same.get(17));
        assertThat(LongStream.range(0, 20).mapToObj(some::get).toList())
                .isNotEqualTo(LongStream.range(0, 20).mapToObj(others::get).toList());
    }

    @Test
    void proposalsDifferFromTheirParentsAsTheySay() {
        Crystal parent = twoSitesOfOneElement();
        Proposals proposals = new Proposals(
                List.of(new Parent("parent", parent)), LIKENESS, new Settings(1, 1, 0.5, 0.5));
        Set<Proposal.Change> changes = LongStream.range(0, 200)
                .mapToObj(proposals::get)
                .flatMap(Optional::stream)
                .peek(proposal -> assertThat(proposal.crystal().sites())
                        .extracting(Site::element)
                        .isNotEqualTo(parent.sites().stream().map(Site::element).toList()))
                .peek(proposal -> {
                    int elements = proposal.crystal().composition().elements().size();
                    assertThat(elements)
                            .isEqualTo(proposal.change() == Proposal.Change.SITE ? 3 : 2);
                })
                .map(Proposal::change)
                .collect(Collectors.toSet());
        assertThat(changes)
                .containsExactlyInAnyOrder(Proposal.Change.ELEMENTS, Proposal.Change.SITE);
    }

    /** Three sites against two, drawn in proportion: 3 of 5. */
    @Test
    void parentsWithMoreSitesAreDrawnMoreOften() {
        Proposals proposals = new Proposals(
                List.of(
                        new Parent("three", twoSitesOfOneElement()),
                        new Parent("two", rockSalt(Element.Na, Element.Cl))),
                LIKENESS,
                new Settings(1, 1, 0, 0));
        int draws = 10_000;
        long ofThree = LongStream.range(0, draws)
                .mapToObj(number -> proposals.get(number).orElseThrow().parent())
                .filter("three"::equals)
                .count();
        assertThat(ofThree / (double) draws).isCloseTo(0.6, within(0.025));
    }
}
