package io.nucleate.dashboard.view;

import io.nucleate.schemas.Run;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * A run in the list of runs. What its record would say is null where there is none, as of runs of
 * releases that wrote none.
 *
 * @param state RUNNING, PAUSED or ENDED
 * @param rewardName expression of the reward
 * @param constraints what every candidate must be, as the record has it
 * @param firstSampledAt null before the first candidate
 * @param lastScoredAt null before the first score
 * @param version newest version of the policy
 */
public record RunRow(
        String run,
        String state,
        String rewardName,
        String constraints,
        Instant firstSampledAt,
        Instant lastScoredAt,
        long sampled,
        long scored,
        int version) {
    static final Comparator<RunRow> NEWEST_FIRST = Comparator.comparing(
                    RunRow::firstSampledAt, Comparator.nullsFirst(Comparator.reverseOrder()))
            .thenComparing(RunRow::run);

    static RunRow of(String run, Optional<Run> record, RunTotals totals) {
        return new RunRow(
                run,
                record.map(one -> one.getState().name()).orElse(null),
                record.map(Run::getReward)
                        .orElseGet(() -> totals.scoring().protocol() == null
                                ? null
                                : totals.scoring().protocol().rewardName()),
                record.map(Run::getConstraints).orElse(null),
                totals.sampling().firstAt(),
                totals.scoring().lastAt(),
                totals.sampling().candidates(),
                totals.scoring().crystals(),
                totals.versionMax());
    }
}
