package io.nucleate.scorer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.crystal.Composition;
import io.nucleate.energy.Energetics;
import io.nucleate.energy.FlatPotential;
import io.nucleate.energy.Judgement;
import io.nucleate.energy.hull.ConvexHull.Decomposition;
import io.nucleate.energy.hull.HullGuards;
import io.nucleate.energy.relaxation.Relaxed;
import io.nucleate.reward.RewardValue;
import io.nucleate.reward.SampleEnergetics;
import io.nucleate.schemas.DiscoveredPhase;
import io.nucleate.schemas.Scored;
import io.nucleate.scorer.Score;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class JoiningRuleTest {
    private static final JoiningRule RULE = new JoiningRule(0.05, HullGuards.DEFAULT, false, "mp");

    private static final Judgement AGREES = new Judgement("judge-1", -3.3, -0.02);
    private static final Judgement DISAGREES = new Judgement("judge-1", -3.3, 0.02);

    /**
     * Returns a phase at a distance from a hull at -2 eV/atom.
     *
     * @param knownPhases number of known phases under the hull
     */
    private static Energetics phase(String formula, double aboveHullEvPerAtom, int knownPhases) {
        return SampleEnergetics.of(
                formula,
                -2 + aboveHullEvPerAtom,
                new Decomposition(-2, Map.of(formula, 1.0), knownPhases));
    }

    /** Returns a phase below the hull that may join. */
    private static Energetics salt() {
        return phase("NaCl", -0.1, 1);
    }

    private static Energetics relaxed(boolean converged) {
        Relaxed end = new Relaxed(
                Optional.empty(), salt().structure(), salt().prediction(), converged, 10, -3);
        return salt().withRelaxed(end);
    }

    private static Score score(Optional<Energetics> energetics, String... guards) {
        return new Score(
                Composition.parse("NaCl"),
                energetics,
                new RewardValue(Map.of("ehull", 0.0), List.of(guards)),
                FlatPotential.hull().reference().identity());
    }

    private static Scored scored() {
        return Scored.newBuilder()
                .setCandidate(Candidates.rockSalt(7, "Na", "Cl"))
                .setFormula("NaCl")
                .setReward(0.0)
                .setRewardName("ehull")
                .setPotential("flat-1")
                .setHullReference("test@1")
                .setScorer("scorer-7")
                .setScoredAt(Instant.parse("2026-11-22T12:00:01Z"))
                .build();
    }

    private static boolean joins(JoiningRule rule, Energetics energetics) {
        return rule.discovery(score(Optional.of(energetics)), scored()).isPresent();
    }

    @Test
    void aDiscoveryHasItsPhaseAndItsScale() {
        DiscoveredPhase discovery =
                RULE.discovery(score(Optional.of(salt())), scored()).orElseThrow();
        assertThat(discovery.getFormationEnergyEvPerAtom()).isCloseTo(-2.1, within(1e-12));
        assertThat(DiscoveredPhase.newBuilder(discovery)
                        .setFormationEnergyEvPerAtom(-2.1)
                        .build())
                .isEqualTo(new DiscoveredPhase(
                        scored().getCandidate().getId(),
                        "NaCl",
                        -2.1,
                        "mp",
                        "flat-1",
                        "test@1",
                        "scorer-7",
                        scored().getScoredAt()));
    }

    @Test
    void everyGuardKeepsAPhaseOut() {
        assertThat(joins(RULE, salt())).isTrue();
        assertThat(joins(RULE, phase("NaCl", -0.04, 1))).as("within the error").isFalse();
        assertThat(joins(RULE, phase("NaCl", -0.6, 1))).as("implausible").isFalse();
        assertThat(RULE.discovery(score(Optional.empty()), scored()))
                .as("without energy")
                .isEmpty();
        assertThat(RULE.discovery(score(Optional.of(salt()), "some-guard"), scored()))
                .as("a guard fired")
                .isEmpty();
        assertThat(joins(RULE, phase("NaCl", -0.1, 0))).as("sparse").isFalse();
        assertThat(joins(RULE, phase("Na", -0.1, 1))).as("an element").isFalse();
        assertThat(joins(RULE, phase("NaKCl2", -0.1, 1))).as("sparse ternary").isFalse();
        assertThat(joins(RULE, relaxed(false))).as("not converged").isFalse();
        assertThat(joins(RULE, salt().withJudgement(DISAGREES)))
                .as("the judge disagrees")
                .isFalse();
    }

    @Test
    void relaxedAndAgreedPhasesJoin() {
        assertThat(joins(RULE, relaxed(true).withJudgement(AGREES))).isTrue();
        assertThat(joins(RULE, phase("NaKCl2", -0.1, 2))).isTrue();
    }

    @Test
    void aJudgementThatIsWantedMustBeThere() {
        JoiningRule onlyJudged = new JoiningRule(0.05, HullGuards.DEFAULT, true, "mp");
        assertThat(joins(onlyJudged, salt())).isFalse();
        assertThat(joins(onlyJudged, salt().withJudgement(AGREES))).isTrue();
    }

    @Test
    void impossibleBoundsAreRefused() {
        assertThatThrownBy(() -> new JoiningRule(0.5, HullGuards.DEFAULT, false, "mp"))
                .hasMessageContaining("nucleate.scorer.living-hull-below-ev-per-atom");
    }
}
