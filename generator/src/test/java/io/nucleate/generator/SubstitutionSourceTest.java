package io.nucleate.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Element;
import io.nucleate.crystal.Lattice;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.SpaceGroup;
import io.nucleate.crystal.TestCrystals;
import io.nucleate.crystal.substitution.Exchanges.Exchanged;
import io.nucleate.crystal.substitution.Proposal.Change;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.schemas.RunSampling;
import io.nucleate.schemas.SubstitutionRecord;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

class SubstitutionSourceTest {
    private static final Crystal PEROVSKITE =
            TestCrystals.perovskite(Element.Ba, Element.Ti, Element.O, 4.01);

    static SubstitutionSource of(double share, Constraints constraints) {
        return SubstitutionSource.of(sampling(share, "policy", "substitution"), constraints);
    }

    private static RunSampling sampling(double share, String... proposals) {
        return new RunSampling(1.0, 1.0, null, null, null, 1.0, 64, 320, List.of(proposals), share);
    }

    private static List<Optional<Exchanged>> first(int count, SubstitutionSource substitution) {
        return LongStream.range(0, count)
                .mapToObj(number -> substitution.replacing(7, "generator", number, PEROVSKITE))
                .toList();
    }

    private static long made(List<Optional<Exchanged>> candidates) {
        return candidates.stream().filter(Optional::isPresent).count();
    }

    @Test
    void itMakesItsShareInEveryStretch() {
        List<Optional<Exchanged>> candidates = first(1000, of(0.05, Constraints.NONE));
        for (int from = 0; from < 1000; from += 100) {
            assertThat(made(candidates.subList(from, from + 100))).isEqualTo(5);
        }
        assertThat(made(first(
                        100, SubstitutionSource.of(sampling(0.05, "policy"), Constraints.NONE))))
                .isZero();
        assertThat(made(first(
                        100,
                        SubstitutionSource.of(sampling(0.05, "substitution"), Constraints.NONE))))
                .isEqualTo(100);
    }

    @Test
    void whatItMakesIsAFunctionOfSeedGeneratorAndNumber() {
        SubstitutionSource one = of(0.5, Constraints.NONE);
        SubstitutionSource another = of(0.5, Constraints.NONE);
        assertThat(first(50, one)).isEqualTo(first(50, another));
        assertThat(one.replacing(7, "generator", 1, PEROVSKITE))
                .isNotEqualTo(one.replacing(8, "generator", 1, PEROVSKITE));
        assertThat(LongStream.range(0, 20)
                        .mapToObj(number -> one.replacing(7, "other", number, PEROVSKITE))
                        .toList())
                .isNotEqualTo(first(20, one));
    }

    @Test
    void elementsAreOthersOnTheSamePositions() {
        for (Optional<Exchanged> made : first(200, of(0.5, Constraints.NONE))) {
            made.ifPresent(exchanged -> {
                assertThat(exchanged.change()).isEqualTo(Change.ELEMENTS);
                assertThat(exchanged.crystal().spaceGroup()).isEqualTo(SpaceGroup.of(221));
                assertThat(exchanged.crystal().sites())
                        .extracting(Site::wyckoff)
                        .containsExactly('a', 'b', 'c');
                assertThat(exchanged.crystal().composition())
                        .isNotEqualTo(PEROVSKITE.composition());
                assertThat(exchanged.replacements().values()).noneMatch(Element::isRadioactive);
            });
        }
    }

    @Test
    void everyCandidateIsWhatTheRunAllows() {
        Constraints constraints =
                Constraints.parse("elements=Ba,Sr,Ca,Ti,Zr,O required-elements=O");
        assertThat(first(200, of(0.5, constraints)))
                .flatExtracting(made -> made.stream().toList())
                .hasSize(100)
                .allMatch(made -> constraints.allows(made.crystal()))
                .anyMatch(made -> made.change() == Change.ELEMENTS);
    }

    /** Which candidates teach the policy must not depend on what is found. */
    @Test
    void whereNothingIsFoundTheCrystalTakesItsOwnPlace() {
        Constraints narrow = Constraints.parse("elements=Ba,Ti,O required-elements=Ba");
        Crystal element = new Crystal(
                SpaceGroup.of(229),
                new Lattice(5, 5, 5, 90, 90, 90),
                List.of(new Site(Element.Ba, 'a', 0, 0, 0)));
        Exchanged made = of(0.5, narrow).replacing(7, "generator", 1, element).orElseThrow();
        assertThat(made).isEqualTo(Exchanged.none(element));
        assertThat(SubstitutionSource.record(element, made))
                .isEqualTo(new SubstitutionRecord("Ba", "none", Map.of()));
    }

    @Test
    void theRecordSaysHowItWasMade() {
        Exchanged exchanged =
                new Exchanged(Change.ELEMENTS, Map.of(Element.Ba, Element.Sr), PEROVSKITE);
        assertThat(SubstitutionSource.record(PEROVSKITE, exchanged))
                .isEqualTo(new SubstitutionRecord("BaTiO3", "elements", Map.of("Ba", "Sr")));
    }

    @Test
    void whatCannotBeIsToldWithTheRemedy() {
        assertThatThrownBy(() -> SubstitutionSource.of(sampling(0.1, "polcy"), Constraints.NONE))
                .hasMessageContaining("'polcy'")
                .hasMessageContaining("policy, substitution");
        assertThatThrownBy(() -> SubstitutionSource.of(sampling(0.1), Constraints.NONE))
                .hasMessageContaining("policy, substitution");
        assertThatThrownBy(() -> of(1, Constraints.NONE))
                .hasMessageContaining("sampling.substitutionShare");
        assertThatThrownBy(() -> of(Double.NaN, Constraints.NONE))
                .hasMessageContaining("sampling.substitutionShare");
        assertThatThrownBy(() -> of(0.1, Constraints.parse("formula=BaTiO3")))
                .hasMessageContaining("leave it out");
    }

    @Test
    void sourcesAreSpelledInOneWay() {
        assertThat(CandidateSource.spelled("substitution, policy"))
                .isEqualTo("policy,substitution");
        assertThatThrownBy(() -> CandidateSource.spelled("policy,magic"))
                .hasMessageContaining("'magic'");
        assertThatThrownBy(() -> CandidateSource.spelled(" , "))
                .hasMessageContaining("policy, substitution");
    }
}
