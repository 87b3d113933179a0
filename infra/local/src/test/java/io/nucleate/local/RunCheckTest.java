package io.nucleate.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CandidateId;
import io.nucleate.schemas.CrystalRecord;
import io.nucleate.schemas.LogProbRecord;
import io.nucleate.schemas.PolicyUpdate;
import io.nucleate.schemas.PolicyWeights;
import io.nucleate.schemas.Rejected;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.WeightsManifest;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;

/** Each thing that can be wrong is found, and nothing else. */
class RunCheckTest {
    private final RunCheck check = new RunCheck("run", true);

    /** Three candidates, of which one is scored, one is rejected, and one waits; one version. */
    private void allIsWell() {
        check.accept(candidate(0), true);
        check.accept(candidate(1), true);
        check.accept(candidate(2), false);
        check.accept(scored(0, -1));
        check.accept(rejected(1));
        check.accept(update(1, 1, 1, 2));
        check.accept(manifest(1, "abc"));
    }

    private List<String> violations() {
        return check.report().violations();
    }

    private void assertFound(String what) {
        assertThat(violations()).singleElement().asString().startsWith(what);
    }

    @Test
    void aRunWithoutFaultsHasNone() {
        allIsWell();
        check.accept(scored(0, -1.0000001));
        check.accept(rejected(0));
        check.accept(update(1, 1, 1, 2));
        check.accept(manifest(1, "abc"));
        check.accept(scoredOf("another run", 17));
        RunCheck.Report report = check.report();
        assertThat(report.violations()).isEmpty();
        assertThat(report.candidates()).isEqualTo(3);
        assertThat(report.scored()).isOne();
        assertThat(report.rejected()).isEqualTo(2);
        assertThat(report.both()).isOne();
        assertThat(report.scoredAgain()).isOne();
        assertThat(report.waiting()).isOne();
        assertThat(report.versions()).isOne();
        assertThat(report.learned()).isEqualTo(2);
        assertThat(report.rewardDifference()).isBetween(0.5e-7, 2e-7);
    }

    /** One of two scored candidates is not chosen to be learned from. */
    @Test
    void whatWasPassedOverIsAccountedFor() {
        for (int number = 0; number < 2; number++) {
            check.accept(candidate(number), true);
            check.accept(scored(number, -1));
        }
        PolicyUpdate update = update(1, 1, 0, 2);
        check.accept(update);
        check.accept(manifest(1, "abc"));
        assertFound("learned: the updates used or left out 1 candidates, but account for 2");
        update.setPassedOver(1);
        assertThat(violations()).isEmpty();
    }

    @Test
    void anAcknowledgedCandidateWithoutOutcomeIsMissing() {
        allIsWell();
        check.accept(candidate(3), true);
        assertFound("missing: 1 candidates of generator, the first is number 3");
    }

    @Test
    void aGapOfNumbersIsSkippedUnlessTheTopicsBeginLater() {
        allIsWell();
        check.accept(candidate(4), false);
        assertFound("skipped: 1 candidates of generator, the first is number 3");
        RunCheck late = new RunCheck("run", false);
        late.accept(candidate(100), false);
        late.accept(scored(99, -1));
        assertThat(late.report().violations()).isEmpty();
    }

    @Test
    void aNumberUsedTwiceIsFound() {
        allIsWell();
        check.accept(candidate(2), false);
        assertFound("repeated: run/generator/2");
    }

    @Test
    void anOutcomeOfNoCandidateIsFound() {
        allIsWell();
        check.accept(scored(7, -1));
        assertFound("unknown: 1 candidates of generator, the first is number 7");
    }

    @Test
    void twoScoresOfACandidateMustAgree() {
        allIsWell();
        check.accept(scored(0, -1.01));
        assertFound("different scores: run/generator/0");
    }

    @Test
    void aVersionThatIsMissingIsFound() {
        allIsWell();
        check.accept(update(3, 0, 0, 2));
        assertFound("version gaps: there is a version 3 and none 2");
    }

    @Test
    void aVersionWithTwoContentsIsFound() {
        allIsWell();
        check.accept(manifest(1, "def"));
        assertFound("version contents: version 1 has the SHA-256 abc and def");
    }

    @Test
    void aVersionWithTwoUpdatesIsFound() {
        allIsWell();
        check.accept(update(1, 1, 0, 1));
        assertFound("version contents: version 1 has two different updates");
    }

    @Test
    void anOutcomeLearnedFromTwiceIsFound() {
        allIsWell();
        check.accept(update(2, 1, 0, 2));
        assertFound("learned: the updates used or left out 3 candidates, but account for 2");
    }

    @Test
    void whatSubstitutionMadeIsAccountedForToo() {
        allIsWell();
        check.accept(candidate(3), true);
        check.accept(scored(3, -1));
        PolicyUpdate update = update(2, 0, 0, 3);
        update.setSubstituted(1);
        check.accept(update);
        assertThat(violations()).isEmpty();
    }

    @Test
    void accountingForMoreThanThereIsIsFound() {
        allIsWell();
        check.accept(update(2, 1, 0, 3));
        assertFound("learned: the learner accounts for 3 candidates, but only 2 have an outcome");
    }

    private static Candidate candidate(long number) {
        return candidate("run", number);
    }

    private static Candidate candidate(String run, long number) {
        return Candidate.newBuilder()
                .setId(new CandidateId(run, "generator", number))
                .setPolicyVersion(0)
                .setBehaviourLogProb(new LogProbRecord(0.0, 0.0, 0.0, 0.0))
                .setCrystal(new CrystalRecord(1, List.of(), List.of()))
                .setSampledAt(Instant.EPOCH)
                .build();
    }

    private static Scored scored(long number, double reward) {
        Scored scored = scoredOf("run", number);
        scored.setReward(reward);
        return scored;
    }

    private static Scored scoredOf(String run, long number) {
        return Scored.newBuilder()
                .setCandidate(candidate(run, number))
                .setFormula("X")
                .setRewardName("test")
                .setPotential("none")
                .setHullReference("none")
                .setScorer("test")
                .setScoredAt(Instant.EPOCH)
                .build();
    }

    private static Rejected rejected(long number) {
        return Rejected.newBuilder()
                .setCandidate(candidate(number))
                .setSource("candidates-0@" + number)
                .setReason("test")
                .setDetail("a test")
                .setDeliveries(1)
                .setScorer("test")
                .setRejectedAt(Instant.EPOCH)
                .build();
    }

    private static PolicyUpdate update(int version, int crystals, int rejected, long accounted) {
        return PolicyUpdate.newBuilder()
                .setRun("run")
                .setVersion(version)
                .setCrystals(crystals)
                .setAbstained(0)
                .setRejected(rejected)
                .setStaleDropped(0)
                .setDuplicatesDropped(0)
                .setStaleDroppedTotal(0)
                .setCandidatesAccounted(accounted)
                .setMeanReward(-1)
                .setMeanStaleness(0)
                .setKlToPretrained(0)
                .setClipFraction(0)
                .setMeanImportanceWeight(1)
                .setGradientNorm(1)
                .setLearnSeconds(1)
                .setUpdatedAt(Instant.EPOCH)
                .build();
    }

    private static PolicyWeights manifest(int version, String sha256) {
        return new PolicyWeights(
                "run", version, new WeightsManifest(1, 1L, sha256, 0L, Instant.EPOCH));
    }
}
