package io.nucleate.dashboard.view.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.nucleate.dashboard.SimulatedRun;
import io.nucleate.schemas.GeneratorState;
import io.nucleate.schemas.LearnerProgress;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

class HealthBoardTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final KafkaState UP = new KafkaState(true, NOW.minusSeconds(900), 7L, 1_000L);

    private final SimulatedRun run = new SimulatedRun("run", 1);
    private final HealthBoard board = new HealthBoard();

    @Test
    void servicesAreAliveForAMinuteAndForgottenAfterADay() {
        board.heard(new GeneratorState("run", "generator-1", 320L, 4, NOW.minusSeconds(59)));
        board.heard(run.score(run.candidate(0, NOW), NOW.minusSeconds(61)));
        board.heard(learner("old", null, NOW.minus(Duration.ofHours(25))));
        HealthReport report = board.notes().report(UP, 4_000L, NOW);
        assertThat(report.services())
                .extracting(ServiceRow::name, ServiceRow::alive)
                .containsExactly(tuple("generator-1", true), tuple("scorer-1", false));
        assertThat(report.services().get(0).detail()).contains("320 candidates", "version 4");
        assertThat(report.kafka()).isEqualTo("up");
        assertThat(report.lag()).isEqualTo(7);
        assertThat(report.storedBytes()).isEqualTo(1_000);
        assertThat(report.diskBudgetBytes()).isEqualTo(4_000);
        assertThat(report.stallReason()).isNull();
    }

    @Test
    void anOlderRecordDoesNotMakeAServiceOlder() {
        board.heard(run.score(run.candidate(0, NOW), NOW));
        board.heard(run.score(run.candidate(0, NOW), NOW.minusSeconds(300)));
        assertThat(board.notes().report(UP, 4_000L, NOW).services())
                .singleElement()
                .satisfies(row -> assertThat(row.lastHeardAt()).isEqualTo(NOW));
    }

    @Test
    void aStallHasItsReasonUntilItIsOver() {
        board.heard(learner("run", "nothing has a reward", NOW));
        assertThat(board.notes().report(UP, 4_000L, NOW).stallReason())
                .isEqualTo("the learner of run run stands still: nothing has a reward");
        board.heard(learner("run", null, NOW.plusSeconds(1)));
        assertThat(board.notes().report(UP, 4_000L, NOW).stallReason()).isNull();
        KafkaState down = new KafkaState(false, NOW, null, null);
        assertThat(board.notes().report(down, null, NOW).kafka()).isEqualTo("down");
        assertThat(board.notes().report(down, null, NOW).stallReason())
                .isEqualTo("Kafka has not answered since " + NOW);
    }

    @Test
    void theNewestRejectionsStay() {
        for (int i = 0; i < 2 * HealthNotes.REJECTED_MAX; i++) {
            board.heard(SimulatedRun.reject(run.candidate(0, NOW), NOW.plusSeconds(i)));
        }
        List<RejectedRow> rejected = board.notes().report(UP, 4_000L, NOW).rejected();
        assertThat(rejected).hasSize(HealthNotes.REJECTED_MAX);
        assertThat(rejected.get(0).at())
                .isEqualTo(NOW.plusSeconds(2 * HealthNotes.REJECTED_MAX - 1));
        assertThat(rejected.get(0).candidateId())
                .isEqualTo("run/generator-1/" + (2 * HealthNotes.REJECTED_MAX - 1));
        assertThat(rejected.get(0).reason()).isEqualTo("potential-failed");
        assertThat(rejected.get(0).record()).contains("\"policyVersion\": 0", "\"spaceGroup\"");
    }

    /** The other dashboard has the partitions of a scorer, and of a learner that goes on. */
    @Test
    void whatTwoDashboardsHaveHeardIsPutTogether() {
        HealthBoard other = new HealthBoard();
        board.heard(learner("run", "nothing has a reward", NOW.minusSeconds(9)));
        board.heard(SimulatedRun.reject(run.candidate(0, NOW), NOW));
        other.heard(learner("run", null, NOW));
        other.heard(run.score(run.candidate(0, NOW), NOW));
        other.heard(SimulatedRun.reject(run.candidate(0, NOW), NOW.minusSeconds(1)));
        for (HealthNotes notes :
                List.of(board.notes().merge(other.notes()), other.notes().merge(board.notes()))) {
            HealthReport report = notes.report(UP, 4_000L, NOW);
            assertThat(report.services())
                    .extracting(ServiceRow::name, ServiceRow::lastHeardAt)
                    .containsExactly(tuple("learner", NOW), tuple("scorer-1", NOW));
            assertThat(report.stallReason()).as("is over").isNull();
            assertThat(report.rejected())
                    .extracting(RejectedRow::at)
                    .containsExactly(NOW, NOW.minusSeconds(1));
        }
    }

    private static LearnerProgress learner(String run, String standing, Instant at) {
        return LearnerProgress.newBuilder()
                .setRun(run)
                .setVersion(3)
                .setBatchSize(128)
                .setWaiting(12)
                .setCandidatesAccounted(0)
                .setLost(0)
                .setRefused(0)
                .setGenerators(List.of())
                .setStanding(standing)
                .setReportedAt(at)
                .build();
    }
}
