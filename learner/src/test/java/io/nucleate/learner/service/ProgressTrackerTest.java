package io.nucleate.learner.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.nucleate.learner.reinforcement.Experience;
import io.nucleate.learner.reinforcement.Learner;
import io.nucleate.learner.reinforcement.ReinforcementSettings;
import io.nucleate.policy.Policy;
import io.nucleate.policy.SampledCrystal;
import io.nucleate.policy.SamplingSettings;
import io.nucleate.policy.TestPolicies;
import io.nucleate.schemas.GeneratorProgress;
import io.nucleate.schemas.LearnerProgress;
import io.nucleate.schemas.NumberInterval;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

class ProgressTrackerTest {
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    private Policy policy;
    private Learner learner;
    private ProgressTracker tracker;

    @BeforeEach
    void start() {
        policy = TestPolicies.tiny(1);
        learner = new Learner(ReinforcementSettings.DEFAULT, policy, policy);
        tracker = tracker(START);
    }

    @AfterEach
    void close() {
        learner.close();
        policy.close();
    }

    private static ProgressTracker tracker(Instant start) {
        return new ProgressTracker("run", 128, Duration.ofSeconds(60), 5, start);
    }

    private void abstained(String generator, long sequence, Instant now) {
        learner.abstained(generator, sequence);
        tracker.taken(generator, learner, now);
    }

    @Test
    void changesAreReportedEachSecondAndSilenceEachTen() {
        assertThat(tracker.isDue(START)).as("the first one at once").isTrue();
        tracker.report(learner, START);
        assertThat(tracker.isDue(START.plusMillis(9_999))).isFalse();
        assertThat(tracker.isDue(START.plusSeconds(10))).isTrue();
        abstained("g", 0, START.plusMillis(10));
        assertThat(tracker.isDue(START.plusMillis(999))).isFalse();
        assertThat(tracker.isDue(START.plusSeconds(1))).isTrue();
        tracker.report(learner, START.plusSeconds(1));
        assertThat(tracker.isDue(START.plusSeconds(2))).isFalse();
    }

    @Test
    void aReportSaysWhatCameOfEachGenerator() {
        abstained("g", 0, START);
        abstained("g", 2, START.plusSeconds(1));
        abstained("h", 1, START.plusSeconds(2));
        LearnerProgress report = tracker.report(learner, START.plusSeconds(3));
        assertThat(report.getCandidatesAccounted()).isEqualTo(3);
        assertThat(report.getStanding()).isNull();
        assertThat(report.getGenerators())
                .containsExactly(
                        new GeneratorProgress(
                                "g", 1L, List.of(new NumberInterval(2L, 2L)), START.plusSeconds(1)),
                        new GeneratorProgress(
                                "h",
                                0L,
                                List.of(new NumberInterval(1L, 1L)),
                                START.plusSeconds(2)));
        assertThat(tracker.report(learner, START.plusSeconds(602)).getGenerators())
                .as("the silent are left out")
                .extracting(GeneratorProgress::getGenerator)
                .containsExactly("h");
    }

    /** A generator may wait for what its learner had counted, but not said, before it died. */
    @Test
    void thoseOfAnEarlierStartAreReportedForAWhile() {
        abstained("g", 0, START);
        learner.rejected(LearnerLoop.UNDECODABLE + "candidates-0@3", 0);
        ProgressTracker resumed = tracker(START.plusSeconds(900));
        resumed.resumed(learner);
        assertThat(resumed.report(learner, START.plusSeconds(901)).getGenerators())
                .containsExactly(new GeneratorProgress("g", 1L, List.of(), null));
        assertThat(resumed.report(learner, START.plusSeconds(1501)).getGenerators())
                .isEmpty();
    }

    @Test
    void silenceAndMissingRewardsAreStandingStill() {
        assertThat(tracker.standing(START.plusSeconds(59))).isEmpty();
        assertThat(tracker.standing(START.plusSeconds(60)).orElseThrow())
                .contains("no outcome of a candidate has come for 60 s");
        Instant now = START.plusSeconds(61);
        for (int i = 0; i < 5; i++) {
            abstained("g", i, now);
            assertThat(tracker.standing(now).isPresent()).isEqualTo(i == 4);
        }
        assertThat(tracker.report(learner, now).getStanding())
                .contains("none of the last 5 outcomes could be learned from");
        learner.substituted("g", 6, 0);
        tracker.heard("g", now);
        assertThat(tracker.report(learner, now).getStanding())
                .as("neither one more nor the end of it")
                .contains("none of the last 5 outcomes could be learned from");
        SampledCrystal sampled = policy.sample(1, SamplingSettings.DEFAULT, new SplittableRandom(1))
                .get(0);
        learner.scored(
                "g", 5, new Experience(sampled.crystal(), 0, sampled.logProb().total(), 1));
        tracker.taken("g", learner, now);
        LearnerProgress report = tracker.report(learner, now);
        assertThat(report.getStanding()).isNull();
        assertThat(report.getWaiting()).isEqualTo(1);
    }
}
