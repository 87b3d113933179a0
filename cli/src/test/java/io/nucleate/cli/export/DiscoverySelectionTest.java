package io.nucleate.cli.export;

import static io.nucleate.cli.export.Scores.caesiumChloride;
import static io.nucleate.cli.export.Scores.rockSalt;

import static org.assertj.core.api.Assertions.assertThat;

import io.nucleate.cli.export.DiscoveryFilter.Reason;
import io.nucleate.crystal.Element;
import io.nucleate.energy.hull.HullReference;
import io.nucleate.evaluation.MaterialIndex;
import io.nucleate.schemas.CrystalRecord;
import io.nucleate.schemas.JudgementRecord;
import io.nucleate.schemas.RelaxationSummary;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.discovery.Discovery;
import io.nucleate.schemas.discovery.DiscoveryFields;
import io.nucleate.schemas.discovery.Novelty;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;

class DiscoverySelectionTest {
    private static final NoveltyCheck CHECK =
            new NoveltyCheck(MaterialIndex.shipped(), HullReference.shipped());

    private static DiscoverySelection select(
            DiscoveryFilter filter, DiscoveryOrder order, int max, List<Scored> stream) {
        DiscoverySelection selection = new DiscoverySelection(filter, order, max, CHECK);
        stream.forEach(selection::accept);
        return selection;
    }

    private static List<Long> sequences(DiscoverySelection selection) {
        return selection.best().stream()
                .map(one -> one.scored().getCandidate().getId().getSequence())
                .toList();
    }

    @Test
    void eachProtostructureOnceByItsBestCrystalAndTheLowestFirst() {
        DiscoverySelection selection = select(
                DiscoveryFilter.NONE,
                DiscoveryOrder.EHULL,
                10,
                List.of(
                        rockSalt(0, "Na", "Cl", 0.3).build(),
                        rockSalt(1, "K", "Br", 0.2).build(),
                        rockSalt(2, "Na", "Cl", 0.1).build(),
                        rockSalt(3, "Na", "Cl", 0.4).build(),
                        caesiumChloride(4, "Na", "Cl", 0.15).build(),
                        // The same protostructure: the origin is at the other atom.
                        rockSalt(5, "Cl", "Na", 0.05).setFormula("NaCl").build()));
        assertThat(sequences(selection)).containsExactly(5L, 4L, 1L);
        assertThat(selection.read()).isEqualTo(6);
        assertThat(selection.passed()).isEqualTo(6);
        assertThat(selection.isCut()).isFalse();
    }

    @Test
    void candidateScoredTwiceCountsOnce() {
        Scored first = rockSalt(0, "Na", "Cl", 0.3).build();
        Scored again = rockSalt(0, "Na", "Cl", 0.1).build();
        DiscoverySelection selection = select(
                DiscoveryFilter.NONE, DiscoveryOrder.EHULL, 10, List.of(first, again, first));
        assertThat(selection.read()).isEqualTo(1);
        assertThat(selection.best()).singleElement().satisfies(one -> assertThat(one.scored())
                .isEqualTo(first));
    }

    /** Any order of the stream, and any bound, gives the head of the full ranking. */
    @Test
    void boundedSelectionIsTheHeadOfTheFullRanking() {
        List<Scored> stream = new ArrayList<>();
        List<String> cations = List.of("Li", "Na", "K", "Rb", "Cs");
        List<String> anions = List.of("F", "Cl", "Br", "I");
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            double aboveHull = random.nextInt(100) / 100.0; // with ties
            stream.add(rockSalt(i, cations.get(i % 5), anions.get(i / 5 % 4), aboveHull)
                    .setReward(i % 7 == 0 ? null : random.nextDouble())
                    .build());
        }
        for (DiscoveryOrder order : DiscoveryOrder.values()) {
            List<Long> all = sequences(select(DiscoveryFilter.NONE, order, 1000, stream));
            assertThat(all).hasSize(20);
            for (int max : new int[] {1, 3, 19, 20}) {
                List<Scored> shuffled = new ArrayList<>(stream);
                Collections.shuffle(shuffled, new Random(max));
                DiscoverySelection bounded = select(DiscoveryFilter.NONE, order, max, shuffled);
                assertThat(sequences(bounded)).isEqualTo(all.subList(0, max));
                assertThat(bounded.isCut()).isTrue();
            }
        }
    }

    @Test
    void sortByRewardTakesTheHighestAndThoseWithoutLast() {
        DiscoverySelection selection = select(
                DiscoveryFilter.NONE,
                DiscoveryOrder.REWARD,
                10,
                List.of(
                        rockSalt(0, "Na", "Cl", 0.0).setReward(null).build(),
                        rockSalt(1, "K", "Br", 0.2).setReward(1.0).build(),
                        rockSalt(2, "K", "Br", 0.3).setReward(2.0).build(),
                        rockSalt(3, "Li", "F", 0.4).setReward(1.5).build()));
        assertThat(sequences(selection)).containsExactly(2L, 3L, 0L);
    }

    @Test
    void whatIsLeftOutCountsUnderItsReason() {
        DiscoveryFilter filter = new DiscoveryFilter(
                OptionalDouble.of(0.2),
                OptionalDouble.of(-0.15),
                Optional.empty(),
                Set.of(Element.of("Na"), Element.of("K"), Element.of("Cl")),
                OptionalDouble.of(0.1),
                false,
                false);
        DiscoverySelection selection = select(
                filter,
                DiscoveryOrder.EHULL,
                10,
                List.of(
                        judged(rockSalt(0, "Na", "Cl", 0.1), 0.09).build(),
                        judged(rockSalt(1, "Na", "Cl", 0.1), 0.1).build(),
                        rockSalt(2, "Na", "Cl", 0.1).build(),
                        rockSalt(3, "Na", "Br", 0.1).build(),
                        rockSalt(4, "K", "Cl", 0.18).build(),
                        rockSalt(5, "K", "Cl", 0.1).setReward(null).build(),
                        rockSalt(6, "K", "Cl", 0.21).build(),
                        rockSalt(7, "K", "Cl", Double.NaN).build(),
                        rockSalt(8, "K", "Cl", 0)
                                .setEnergyAboveHullEvPerAtom(null)
                                .build(),
                        rockSalt(9, "K", "Cl", 0).setGates(List.of("distance")).build(),
                        judged(impossible(10), 0).build()));
        assertThat(sequences(selection)).containsExactly(0L);
        assertThat(selection.leftOut())
                .isEqualTo(Map.of(
                        Reason.JUDGE, 2L,
                        Reason.ELEMENTS, 1L,
                        Reason.REWARD, 2L,
                        Reason.ENERGY_ABOVE_HULL, 1L,
                        Reason.NO_ENERGY, 2L,
                        Reason.GUARDED, 1L,
                        Reason.UNREADABLE, 1L));
    }

    private static Scored.Builder judged(Scored.Builder scored, double aboveHull) {
        return scored.setJudgement(new JudgementRecord("sevennet-0", -3.4, aboveHull));
    }

    private static Scored.Builder impossible(long sequence) {
        Scored.Builder scored = rockSalt(sequence, "Na", "Cl", 0);
        scored.getCandidate().getCrystal().setLattice(List.of(1.0, 2.0, 3.0, 90.0, 90.0, 90.0));
        return scored;
    }

    @Test
    void formulaAndGuardedCrystalsOnRequest() {
        DiscoveryFilter filter = new DiscoveryFilter(
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Optional.of("NaCl"),
                Set.of(),
                OptionalDouble.empty(),
                false,
                true);
        DiscoverySelection selection = select(
                filter,
                DiscoveryOrder.EHULL,
                10,
                List.of(
                        rockSalt(0, "Na", "Cl", 0.1)
                                .setGates(List.of("sparse-reference"))
                                .build(),
                        rockSalt(1, "K", "Cl", 0).build()));
        assertThat(sequences(selection)).containsExactly(0L);
        assertThat(selection.leftOut()).isEqualTo(Map.of(Reason.FORMULA, 1L));
    }

    /** PuSb came out below a hull on which it stands itself. */
    @Test
    void knownMaterialIsNamedWithItsEnergy() {
        Scored puSb = rockSalt(0, "Pu", "Sb", -0.119)
                .setFormationEnergyEvPerAtom(-0.8515)
                .build();
        Discovery discovery = select(DiscoveryFilter.NONE, DiscoveryOrder.EHULL, 10, List.of(puSb))
                .best()
                .get(0);
        assertThat(discovery.novelty().orElseThrow().status()).isEqualTo(Novelty.Status.KNOWN);
        assertThat(discovery.novelty().orElseThrow().material()).hasValue("mp-2566");
        assertThat(DiscoveryFields.texts(discovery))
                .containsEntry("novelty", "known")
                .containsEntry("known_material", "mp-2566")
                .containsEntry("known_formation_energy_ev_per_atom", "-0.7325")
                .containsEntry("above_known_ev_per_atom", "-0.119")
                .doesNotContainKey("reference_formation_energy_ev_per_atom");
    }

    @Test
    void novelOnlyLeavesOutKnownMaterialsAndKnownCompositions() {
        List<Scored> stream = List.of(
                rockSalt(0, "Pu", "Sb", 0).build(),
                caesiumChloride(1, "Na", "Cl", 0).build(),
                caesiumChloride(2, "Ac", "Xe", 0.5).build());
        List<Novelty.Status> statuses =
                select(DiscoveryFilter.NONE, DiscoveryOrder.EHULL, 10, stream).best().stream()
                        .map(one -> one.novelty().orElseThrow().status())
                        .toList();
        assertThat(statuses)
                .containsExactlyInAnyOrder(
                        Novelty.Status.KNOWN, Novelty.Status.KNOWN_COMPOSITION, Novelty.Status.NEW);
        DiscoveryFilter novelOnly = new DiscoveryFilter(
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                Set.of(),
                OptionalDouble.empty(),
                true,
                false);
        // One place only: known crystals, though better, must not take it.
        DiscoverySelection selection = select(novelOnly, DiscoveryOrder.EHULL, 1, stream);
        assertThat(sequences(selection)).containsExactly(2L);
        assertThat(selection.leftOut()).isEqualTo(Map.of(Reason.NOT_NOVEL, 2L));
    }

    @Test
    void relaxedCrystalIsTheOneThatIsWritten() {
        CrystalRecord relaxed = new CrystalRecord(
                225,
                List.of(5.7, 5.7, 5.7, 90.0, 90.0, 90.0),
                rockSalt(0, "Na", "Cl", 0).build().getCandidate().getCrystal().getSites());
        Scored scored = rockSalt(0, "Na", "Cl", 0)
                .setRelaxation(new RelaxationSummary(true, 12, 0.04, 0.3, relaxed))
                .build();
        Discovery discovery = select(
                        DiscoveryFilter.NONE, DiscoveryOrder.EHULL, 10, List.of(scored))
                .best()
                .get(0);
        assertThat(DiscoveryFields.crystalLine(discovery))
                .contains("5.7", "\"relaxed\":true", "\"converged\":true", "\"steps\":12");
    }

    @Test
    void tableHasAsManyCellsAsColumnsAndQuotesWhatNeedsIt() {
        Discovery discovery = select(
                        DiscoveryFilter.NONE,
                        DiscoveryOrder.EHULL,
                        10,
                        List.of(rockSalt(0, "Na", "Cl", 1.0 / 3)
                                .setRewardName("fom, \"doubled\"")
                                .build()))
                .best()
                .get(0);
        assertThat(DiscoveryFields.csvLine(discovery))
                .contains(",0.333333,", "\"fom, \"\"doubled\"\"\"");
        assertThat(DiscoveryFields.csvLine(discovery).split(",(?! )", -1))
                .hasSameSizeAs(DiscoveryFields.csvHeader().split(","));
    }
}
