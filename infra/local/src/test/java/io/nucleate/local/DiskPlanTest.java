package io.nucleate.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.nucleate.schemas.Topic;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;

/** Of a budget of 1,000 bytes, 800 may be filled. */
class DiskPlanTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void nothingIsDroppedWhileThereIsRoom() {
        DiskPlan plan = plan(100, 400, 50, 50, 50, 100, HOUR);
        assertThat(plan.dropped()).isEmpty();
        assertThat(plan.weightsLag()).isEqualTo(HOUR);
        assertThat(plan.isEnough()).isTrue();
    }

    @Test
    void candidatesGoFirstAndScoresOnlyWhenTheyAreAtTheirLeast() {
        DiskPlan candidates = plan(200, 400, 50, 50, 50, 100, HOUR);
        assertThat(candidates.dropped()).containsExactly(Topic.CANDIDATES);
        assertThat(candidates.bytesMax()).containsEntry(Topic.CANDIDATES, 150L);

        DiskPlan scores = plan(40, 540, 50, 50, 50, 100, HOUR);
        assertThat(scores.dropped()).containsExactly(Topic.SCORED);
        assertThat(scores.bytesMax())
                .containsEntry(Topic.CANDIDATES, 40L)
                .containsEntry(Topic.SCORED, 510L);
    }

    @Test
    void rejectionsAreDroppedBeforeTheLastThirdOfScores() {
        DiskPlan plan = plan(40, 300, 300, 50, 50, 100, HOUR);
        assertThat(plan.dropped()).containsExactly(Topic.REJECTED);
        assertThat(plan.bytesMax()).containsEntry(Topic.REJECTED, 260L);
    }

    @Test
    void weightsOfTheLastHourGoWhenEverythingElseIsAtItsLeast() {
        DiskPlan plan = plan(40, 300, 20, 50, 500, 70, HOUR);
        assertThat(plan.dropped()).containsExactly(Topic.POLICY_WEIGHTS);
        // 180 of 500 are too many.
        assertThat(plan.weightsLag()).isEqualTo(Duration.ofSeconds(3600 * 320 / 500));
        assertThat(plan.bytesMax()).containsEntry(Topic.DISCOVERIES, Long.MAX_VALUE);
        assertThat(plan.isEnough()).isTrue();
    }

    @Test
    void discoveriesGoLastAndNeverAll() {
        DiskPlan plan = plan(40, 300, 20, 400, 50, 20, Duration.ZERO);
        assertThat(plan.dropped()).containsExactly(Topic.DISCOVERIES);
        assertThat(plan.bytesMax()).containsEntry(Topic.DISCOVERIES, 370L);
        assertThat(plan.isEnough()).isTrue();

        DiskPlan hopeless = plan(40, 300, 20, 400, 50, 900, Duration.ZERO);
        assertThat(hopeless.bytesMax()).containsEntry(Topic.DISCOVERIES, 100L);
        assertThat(hopeless.isEnough()).isFalse();
    }

    private static DiskPlan plan(
            long candidates,
            long scored,
            long rejected,
            long discoveries,
            long weights,
            long other,
            Duration lag) {
        return DiskPlan.of(
                1000,
                new DiskPlan.Usage(
                        Map.of(
                                Topic.CANDIDATES, candidates,
                                Topic.SCORED, scored,
                                Topic.REJECTED, rejected,
                                Topic.DISCOVERIES, discoveries,
                                Topic.POLICY_WEIGHTS, weights),
                        other),
                lag);
    }
}
