package io.nucleate.scorer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CrystalRecord;
import io.nucleate.schemas.Rejected;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.ScorerGroup;
import io.nucleate.schemas.SiteRecord;
import io.nucleate.scorer.FlatPotential;
import io.nucleate.scorer.reward.Gates;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CandidateDeskTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:01.234Z");

    private final FlatPotential potential = new FlatPotential(-1.7);
    private final CandidateDesk desk =
            new CandidateDesk(potential.scorer(), Candidates.SERDE, "scorer-7", InstantSource.fixed(NOW));

    private Outcome decide(CandidateDesk.Delivery delivery) {
        return desk.decide(List.of(delivery)).get(0);
    }

    private Rejected deadLetter(CandidateDesk.Delivery delivery) {
        return ((Outcome.DeadLetter) decide(delivery)).rejected();
    }

    @Test
    void aScoreSaysEverythingThatIsKnown() {
        Candidate salt = Candidates.rockSalt(1, "Na", "Cl");
        Scored scored = ((Outcome.Priced) decide(Candidates.delivery(salt, 1))).scored();
        assertThat(scored.getCandidate()).isEqualTo(salt);
        assertThat(scored.getFormula()).isEqualTo("NaCl");
        assertThat(scored.getEnergyEvPerAtom()).isLessThan(-3);
        assertThat(scored.getFormationEnergyEvPerAtom()).isCloseTo(-1.7, within(1e-9));
        assertThat(scored.getEnergyAboveHullEvPerAtom()).isCloseTo(0.3, within(1e-9));
        assertThat(scored.getDecomposition()).isEqualTo(Map.of("NaCl", 1.0));
        assertThat(scored.getReferencePhases()).isEqualTo(1);
        assertThat(scored.getReward()).isCloseTo(-0.3, within(1e-9));
        assertThat(scored.getRewardName()).isEqualTo("ehull");
        assertThat(scored.getRewardTerms()).containsOnlyKeys("ehull");
        assertThat(scored.getGates()).isEmpty();
        assertThat(scored.getPotential()).isEqualTo("flat-1");
        assertThat(scored.getHullReference()).isEqualTo("test@1");
        assertThat(scored.getScorer()).isEqualTo("scorer-7");
        assertThat(scored.getScoredAt()).isEqualTo(NOW);
    }

    @Test
    void aStoppedCrystalHasNoEnergyButTheWorstReward() {
        Scored scored = ((Outcome.Priced) decide(Candidates.delivery(Candidates.rockSalt(1, "Na", "Na"), 1))).scored();
        assertThat(scored.getEnergyEvPerAtom()).isNull();
        assertThat(scored.getEnergyAboveHullEvPerAtom()).isNull();
        assertThat(scored.getReward()).isEqualTo(-2);
        assertThat(scored.getGates()).containsExactly(Gates.SINGLE_ELEMENT);
    }

    @Test
    void anAbstentionHasNoReward() {
        Scored scored = ((Outcome.Priced) decide(Candidates.delivery(Candidates.rockSalt(1, "K", "Cl"), 1))).scored();
        assertThat(scored.getReward()).isNull();
        assertThat(scored.getEnergyAboveHullEvPerAtom()).isCloseTo(-1.7, within(1e-9));
        assertThat(scored.getGates()).containsExactly("sparse-reference");
    }

    @Test
    void whatIsWrongWithTheRecordIsADeadLetterAtOnce() {
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
                        List.of(new SiteRecord("Na", "a", 0.0, 0.0, 0.0), new SiteRecord("Cl", "a", 0.0, 0.0, 0.0))));
        Rejected impossible = deadLetter(Candidates.delivery(twiceTheOrigin, 1));
        assertThat(impossible.getReason()).isEqualTo("impossible-crystal");
        assertThat(impossible.getDetail()).contains("'a'");
        assertThat(impossible.getCandidate()).isEqualTo(twiceTheOrigin);

        Rejected unpriceable = deadLetter(Candidates.delivery(Candidates.rockSalt(1, "Na", "Ne"), 1));
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
    void oneFailureCostsTheOthersOfItsBatchNothing() {
        List<Outcome> outcomes = desk.decide(List.of(
                Candidates.delivery(Candidates.rockSalt(1, "Na", "Cl"), 1),
                Candidates.delivery(Candidates.rockSalt(2, "Na", "Xe"), 1),
                Candidates.delivery(new byte[] {9}, 1),
                Candidates.delivery(Candidates.rockSalt(3, "Cl", "Na"), 1)));
        assertThat(outcomes)
                .extracting(outcome -> (Object) outcome.getClass())
                .containsExactly(
                        Outcome.Priced.class, Outcome.Release.class, Outcome.DeadLetter.class, Outcome.Priced.class);
        assertThat(((Outcome.Priced) outcomes.get(3)).scored().getReward())
                .as("the failed batch counts no repeats")
                .isCloseTo(-0.3, within(1e-9));
    }

    @Test
    void aBrokenPotentialIsNotTakenOutOnTheCandidates() {
        List<CandidateDesk.Delivery> allFail = new ArrayList<>(Collections.nCopies(
                CandidateDesk.FAILURES_IN_A_ROW_MAX, Candidates.delivery(Candidates.rockSalt(2, "Na", "Xe"), 1)));
        assertThatThrownBy(() -> desk.decide(allFail))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("in a row")
                .hasMessageContaining("xenon");
    }
}
