package io.nucleate.scorer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nucleate.energy.FlatPotential;
import io.nucleate.energy.Judge;
import io.nucleate.energy.relaxation.RelaxationSettings;
import io.nucleate.reward.Gates;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CrystalRecord;
import io.nucleate.schemas.Rejected;
import io.nucleate.schemas.RelaxationSummary;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.ScorerGroup;
import io.nucleate.schemas.SiteRecord;
import io.nucleate.schemas.SubstitutionRecord;
import io.nucleate.scorer.FlatScorer;
import io.nucleate.scorer.KnownCrystals;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.LongStream;

class CandidateHandlerTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:01.234Z");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final FlatPotential potential = new FlatPotential(-1.7);
    private final CandidateHandler handler = handler(potential);

    private CandidateHandler handler(FlatPotential potential) {
        return handler(FlatScorer.of(potential));
    }

    private CandidateHandler handler(FlatScorer scorer) {
        return new CandidateHandler(
                scorer.scorer(),
                scorer.objectives(),
                Candidates.SERDE,
                new ScoreRecords("scorer-7", scorer.scorer(), KnownCrystals.NONE),
                InstantSource.fixed(NOW),
                new ScorerMeters(registry),
                Discoveries.NONE);
    }

    private Outcome decide(CandidateHandler.Delivery delivery) {
        return handler.decide(List.of(delivery)).get(0);
    }

    private Rejected deadLetter(CandidateHandler.Delivery delivery) {
        return ((Outcome.DeadLetter) decide(delivery)).rejected();
    }

    @Test
    void aScoreHasEverythingThatIsKnown() {
        Candidate salt = Candidates.rockSalt(1, "Na", "Cl");
        Scored scored = ((Outcome.Publish) decide(Candidates.delivery(salt, 1))).scored();
        assertThat(scored.getCandidate()).isEqualTo(salt);
        assertThat(scored.getCandidate().getPolicyVersion())
                .as("weights")
                .isEqualTo(salt.getPolicyVersion());
        assertThat(scored.getFormula()).isEqualTo("NaCl");
        assertThat(scored.getEnergyEvPerAtom()).isLessThan(-3);
        assertThat(scored.getFormationEnergyEvPerAtom()).isCloseTo(-1.7, within(1e-9));
        assertThat(scored.getEnergyAboveHullEvPerAtom()).isCloseTo(0.3, within(1e-9));
        assertThat(scored.getDecomposition()).isEqualTo(Map.of("NaCl", 1.0));
        assertThat(scored.getReferencePhases()).isEqualTo(1);
        assertThat(scored.getReward()).isCloseTo(-0.3, within(1e-9));
        assertThat(scored.getRewardName()).isEqualTo("ehull");
        assertThat(scored.getRewardTerms()).containsOnlyKeys("ehull");
        assertThat(scored.getRewardWorst()).isEqualTo(-2);
        assertThat(scored.getGates()).isEmpty();
        assertThat(scored.getPotential()).isEqualTo("flat-1");
        assertThat(scored.getHullReference()).isEqualTo("test@1");
        assertThat(scored.getScorer()).isEqualTo("scorer-7");
        assertThat(scored.getScoredAt()).isEqualTo(NOW);
    }

    @Test
    void aScoreOfARelaxedCrystalHasTheEndOfItsRelaxation() {
        Candidate salt = Candidates.rockSalt(1, "Na", "Cl");
        CandidateHandler relaxing = handler(FlatScorer.of(potential, RelaxationSettings.DEFAULT));
        Scored scored = ((Outcome.Publish)
                        relaxing.decide(List.of(Candidates.delivery(salt, 1))).get(0))
                .scored();
        RelaxationSummary relaxation = scored.getRelaxation();
        assertThat(relaxation.getConverged()).isTrue();
        assertThat(relaxation.getSteps()).isZero();
        assertThat(relaxation.getForceMaxEvPerAngstrom()).isZero();
        assertThat(relaxation.getStressMaxGpa()).isZero();
        assertThat(relaxation.getCrystal()).isEqualTo(salt.getCrystal());
        assertThat(scored.getEnergyAboveHullEvPerAtom()).isCloseTo(0.3, within(1e-9));
    }

    /** In one batch with a crystal of the policy, which the run evaluates as it is. */
    @Test
    void whatSubstitutionMadeIsRelaxedAlsoWhereTheRunRelaxesNothing() {
        Candidate salt = Candidates.rockSalt(1, "Na", "Cl");
        Candidate substituted = Candidates.rockSalt(2, "Na", "Cl");
        substituted.setSubstitution(new SubstitutionRecord("NaBr", "elements", Map.of("Br", "Cl")));
        List<Scored> scores = handler
                .decide(List.of(Candidates.delivery(salt, 1), Candidates.delivery(substituted, 1)))
                .stream()
                .map(outcome -> ((Outcome.Publish) outcome).scored())
                .toList();
        assertThat(scores.get(0).getRelaxation()).isNull();
        assertThat(scores.get(1).getRelaxation().getConverged()).isTrue();
        assertThat(scores.get(1).getCandidate()).isEqualTo(substituted);
    }

    @Test
    void aStoppedCrystalHasNoEnergyButTheWorstReward() {
        Scored scored = ((Outcome.Publish)
                        decide(Candidates.delivery(Candidates.rockSalt(1, "Na", "Na"), 1)))
                .scored();
        assertThat(scored.getEnergyEvPerAtom()).isNull();
        assertThat(scored.getEnergyAboveHullEvPerAtom()).isNull();
        assertThat(scored.getReward()).isEqualTo(-2);
        assertThat(scored.getGates()).containsExactly(Gates.SINGLE_ELEMENT);
    }

    @Test
    void aScoreHasTheJudgement() {
        FlatPotential strict = new FlatPotential(-1.2);
        CandidateHandler judged = handler(FlatScorer.of(new FlatPotential(-1.95))
                .withJudge(new Judge(strict, FlatPotential.REFERENCES, 0.1)));
        Scored scored = ((Outcome.Publish) judged.decide(
                                List.of(Candidates.delivery(Candidates.rockSalt(1, "Na", "Cl"), 1)))
                        .get(0))
                .scored();
        assertThat(scored.getJudgement().getPotential()).isEqualTo("flat-1");
        assertThat(scored.getJudgement().getEnergyAboveHullEvPerAtom())
                .isCloseTo(0.8, within(1e-9));
        assertThat(scored.getEnergyAboveHullEvPerAtom()).isCloseTo(0.05, within(1e-9));
    }

    @Test
    void anAbstentionHasNoReward() {
        Scored scored = ((Outcome.Publish)
                        decide(Candidates.delivery(Candidates.rockSalt(1, "K", "Cl"), 1)))
                .scored();
        assertThat(scored.getReward()).isNull();
        assertThat(scored.getEnergyAboveHullEvPerAtom()).isCloseTo(-1.7, within(1e-9));
        assertThat(scored.getGates()).containsExactly("sparse-reference");
    }

    @Test
    void aRecordOfANewerReleaseGoesBackAndIsNoRubbish() {
        byte[] newer = Candidates.ofANewerRelease(Candidates.rockSalt(1, "Na", "Cl"));
        for (int deliveries = 1; deliveries < ScorerGroup.DELIVERY_LIMIT; deliveries++) {
            assertThat(decide(Candidates.delivery(newer, deliveries)))
                    .isInstanceOfSatisfying(
                            Outcome.Newer.class,
                            outcome -> assertThat(outcome.detail()).contains("newer release"));
        }
        Rejected rejected = deadLetter(Candidates.delivery(newer, ScorerGroup.DELIVERY_LIMIT));
        assertThat(rejected.getReason()).isEqualTo("unknown-schema");
        assertThat(rejected.getDetail()).contains("newer release");
    }

    @Test
    void aWrongRecordIsADeadLetterAtOnce() {
        Rejected undecodable = deadLetter(Candidates.delivery(new byte[] {1, 2, 3}, 1));
        assertThat(undecodable.getReason()).isEqualTo("undecodable");
        assertThat(undecodable.getCandidate()).isNull();
        assertThat(undecodable.getSource()).isEqualTo("candidates-2@17");
        assertThat(deadLetter(Candidates.delivery((byte[]) null, 1)).getReason())
                .isEqualTo("undecodable");

        Candidate twiceTheOrigin = Candidates.of(
                5,
                new CrystalRecord(
                        225,
                        List.of(5.64, 5.64, 5.64, 90.0, 90.0, 90.0),
                        List.of(
                                new SiteRecord("Na", "a", 0.0, 0.0, 0.0),
                                new SiteRecord("Cl", "a", 0.0, 0.0, 0.0))));
        Rejected impossible = deadLetter(Candidates.delivery(twiceTheOrigin, 1));
        assertThat(impossible.getReason()).isEqualTo("impossible-crystal");
        assertThat(impossible.getDetail()).contains("'a'");
        assertThat(impossible.getCandidate()).isEqualTo(twiceTheOrigin);

        Rejected unpriceable =
                deadLetter(Candidates.delivery(Candidates.rockSalt(1, "Na", "Ne"), 1));
        assertThat(unpriceable.getReason()).isEqualTo("unpriceable");
        assertThat(unpriceable.getDetail()).isEqualTo("neon");
    }

    @Test
    void aFailureOfThePotentialIsTriedAgainUpToTheLimit() {
        Candidate xenon = Candidates.rockSalt(1, "Na", "Xe");
        assertThat(decide(Candidates.delivery(xenon, ScorerGroup.DELIVERY_LIMIT - 1)))
                .isInstanceOf(Outcome.Release.class);
        Rejected last = deadLetter(Candidates.delivery(xenon, ScorerGroup.DELIVERY_LIMIT));
        assertThat(last.getReason()).isEqualTo("potential-failed");
        assertThat(last.getDetail()).contains("xenon");
        assertThat(last.getDeliveries()).isEqualTo(ScorerGroup.DELIVERY_LIMIT);
    }

    @Test
    void aRecordThatKilledItsScorersIsNotTriedAgain() {
        Candidate salt = Candidates.rockSalt(1, "Na", "Cl");
        assertThat(deadLetter(Candidates.delivery(salt, ScorerGroup.DELIVERY_LIMIT + 1))
                        .getReason())
                .isEqualTo("delivery-limit");
        assertThat(potential.asked()).isEmpty();
    }

    @Test
    void oneFailureDoesNotAffectTheOthersOfItsBatch() {
        List<Outcome> outcomes = handler.decide(List.of(
                Candidates.delivery(Candidates.rockSalt(1, "Na", "Cl"), 1),
                Candidates.delivery(Candidates.rockSalt(2, "Na", "Xe"), 1),
                Candidates.delivery(new byte[] {9}, 1),
                Candidates.delivery(Candidates.rockSalt(3, "Cl", "Na"), 1)));
        assertThat(outcomes)
                .extracting(outcome -> (Object) outcome.getClass())
                .containsExactly(
                        Outcome.Publish.class,
                        Outcome.Release.class,
                        Outcome.DeadLetter.class,
                        Outcome.Publish.class);
        assertThat(((Outcome.Publish) outcomes.get(0)).scored().getReward())
                .isCloseTo(-0.3, within(1e-9));
    }

    @Test
    void aBrokenPotentialEndsScoringAndRejectsNoCandidate() {
        List<CandidateHandler.Delivery> allFail = new ArrayList<>(Collections.nCopies(
                CandidateHandler.FAILURES_IN_A_ROW_MAX,
                Candidates.delivery(Candidates.rockSalt(2, "Na", "Xe"), 1)));
        assertThatThrownBy(() -> handler.decide(allFail))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("in a row")
                .hasMessageContaining("xenon");
    }

    /** Returns a handler whose potential has memory for a number of structures only. */
    private CandidateHandler handlerWithRoomFor(int structures, Supplier<Throwable> lack) {
        return handler(new FlatPotential(-1.7, batch -> {
            if (batch.size() > structures) {
                CandidateHandlerTest.<RuntimeException>sneak(lack.get());
            }
        }));
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneak(Throwable e) throws E {
        throw (E) e;
    }

    private static List<CandidateHandler.Delivery> salts(int count, int deliveries) {
        return LongStream.range(0, count)
                .mapToObj(sequence ->
                        Candidates.delivery(Candidates.rockSalt(sequence, "Na", "Cl"), deliveries))
                .toList();
    }

    @Test
    void aBatchThatDoesNotFitIsScoredInHalves() {
        CandidateHandler cramped =
                handlerWithRoomFor(3, () -> new OutOfMemoryError("Java heap space"));
        assertThat(cramped.decide(salts(16, 1)))
                .hasSize(16)
                .hasOnlyElementsOfType(Outcome.Publish.class);
        assertThat(registry.counter("nucleate.scorer.split").count())
                .as("16 and 8 and 4 do not fit: one, two and four batches")
                .isEqualTo(7);
        assertThat(registry.counter("nucleate.scorer.out.of.memory").count()).isEqualTo(7);
    }

    @Test
    void aCandidateThatNeverFitsIsRejectedWithThatReason() {
        CandidateHandler full = handlerWithRoomFor(
                0,
                () -> new IllegalStateException(
                        new RuntimeException("CUDA out of memory. Tried to allocate 80 GiB")));
        assertThat(full.decide(salts(1, 1)).get(0)).isInstanceOf(Outcome.Release.class);
        Rejected last = ((Outcome.DeadLetter)
                        full.decide(salts(1, ScorerGroup.DELIVERY_LIMIT)).get(0))
                .rejected();
        assertThat(last.getReason()).isEqualTo("out-of-memory");
        assertThat(last.getDetail()).contains("80 GiB");
    }

    @Test
    void anEnergyThatIsNoNumberIsNoScore() {
        Rejected krypton = deadLetter(Candidates.delivery(Candidates.rockSalt(1, "Na", "Kr"), 1));
        assertThat(krypton.getReason()).isEqualTo("not-finite");
        assertThat(krypton.getDetail()).isEqualTo("flat-1: its energy is NaN");
    }

    @Test
    void aCandidateThatHungAloneIsRejectedWithThatReason() {
        Outcome overdue = handler.overdue(
                Candidates.delivery(Candidates.rockSalt(1, "Na", "Cl"), 2), Duration.ofMinutes(5));
        Rejected rejected = ((Outcome.DeadLetter) overdue).rejected();
        assertThat(rejected.getReason()).isEqualTo("deadline");
        assertThat(rejected.getCandidate().getId().getSequence()).isEqualTo(1);
        assertThat(rejected.getDeliveries()).isEqualTo(2);
    }
}
