package io.nucleate.dashboard.view.steering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nucleate.policy.constraints.Constraints;
import io.nucleate.schemas.Run;
import io.nucleate.schemas.RunSettings;
import io.nucleate.schemas.RunStatus;
import io.nucleate.schemas.TestRuns;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

class RunDraftTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00.123456Z");

    private static RunDraft draft(NewRunRequest request) {
        Run like = TestRuns.of("like");
        like.setState(RunStatus.ENDED);
        return draft(request, like);
    }

    private static RunDraft draft(NewRunRequest request, Run like) {
        return RunDraft.of(request, like, NOW, new SplittableRandom(1));
    }

    private static NewRunRequest reward(String expression) {
        return new NewRunRequest("like", null, expression, null, null);
    }

    private static NewRunRequest conditions(Map<String, String> conditions) {
        return new NewRunRequest("like", null, null, conditions, null);
    }

    @Test
    void whatIsNotAskedForIsAsInTheOtherRun() {
        RunDraft draft = draft(new NewRunRequest("like", null, null, null, null));
        Run like = TestRuns.of("like");
        assertThat(draft.problems()).isEmpty();
        assertThat(draft.run().getId()).startsWith("20261130-120000-");
        assertThat(draft.run().getState()).isEqualTo(RunStatus.RUNNING);
        assertThat(draft.run().getCreatedAt()).isEqualTo("2026-11-30T12:00:00.123Z");
        assertThat(draft.run().getReward()).isEqualTo(like.getReward());
        assertThat(draft.run().getScoring()).isEqualTo(like.getScoring());
        assertThat(draft.run().getSeed()).isNotEqualTo(like.getSeed());
    }

    @Test
    void whatIsAskedForIsSpelledAsInRecords() {
        RunDraft draft = draft(new NewRunRequest(
                "like",
                "newest",
                "ehull+3*fom",
                Map.of("chemical-system", "Li - Fe-O", "max-atoms", "12"),
                7L));
        assertThat(draft.problems()).isEmpty();
        assertThat(draft.run().getReward()).isEqualTo("ehull + 3*fom");
        assertThat(Constraints.parse(draft.run().getConstraints()).chemicalSystem())
                .hasSize(3);
        assertThat(draft.run().getSeed()).isEqualTo(7);
    }

    /** As {@code up} has it, whose options make the same record. */
    @Test
    void radioactiveElementsOccurOnlyWhereTheyAreNamed() {
        assertThat(draft(conditions(Map.of())).run().getConstraints())
                .isEqualTo("without=radioactive");
        assertThat(draft(conditions(Map.of("required-elements", "U"))).problems())
                .isEmpty();
        assertThat(draft(conditions(Map.of("formula", "UO2"))).run().getConstraints())
                .isEqualTo("formula=UO2");
    }

    /** There are few kinds of crystals of a formula. */
    @Test
    void repeatsOfAFormulaAreNotDiscounted() {
        Run run = draft(conditions(Map.of("formula", "BaTiO3"))).run();
        assertThat(run.getLearning().getRepeats().getFactor()).isEqualTo(1);
    }

    /** A gap hangs on the chemistry, which would be held. */
    @Test
    void aRewardForAPropertyDoesNotHoldTheChemistry() {
        Run like =
                RunSettings.with(TestRuns.of("like"), Map.of("learning.strata", "sites,chemistry"));
        assertThat(draft(reward("ehull + 3*fom"), like).run().getLearning().getStrata())
                .isEqualTo("sites");
        assertThat(draft(reward("ehull"), like).run().getLearning().getStrata())
                .isEqualTo("sites,chemistry");
    }

    /** Its generator would refuse it, again and again. */
    @Test
    void aFormulaDoesNotGoWithSubstitution() {
        Run like = TestRuns.of("like");
        like.getSampling().setProposals(List.of("policy", "substitution"));
        assertThat(RunDraft.of(
                                conditions(Map.of("formula", "NaCl")),
                                like,
                                NOW,
                                new SplittableRandom(1))
                        .problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.error()).contains("substitution"));
    }

    @Test
    void problemsNameTheirField() {
        RunDraft draft = draft(new NewRunRequest(
                "like",
                "oldest",
                "ehull + * fom",
                Map.of("formula", "Xx2O", "space-groups", "231", "elements", "Li,O"),
                null));
        assertThat(draft.problems())
                .extracting(RunDraft.Problem::field)
                .containsExactlyInAnyOrder(
                        "policy", "reward", "conditions.formula", "conditions.space-groups");
        assertThat(draft.problems())
                .filteredOn(problem -> problem.field().equals("reward"))
                .singleElement()
                .satisfies(problem -> assertThat(problem.error()).contains("ehull + * fom"));
    }

    @Test
    void conditionsThatExcludeEachOtherAreSaid() {
        assertThat(draft(conditions(Map.of("formula", "NaCl", "elements", "Li,O")))
                        .problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.field()).isEqualTo("conditions");
                    assertThat(problem.error()).contains("NaCl", "not among the allowed");
                });
        assertThat(draft(conditions(
                                Map.of("formula", "NaCl", "space-groups", "2", "max-atoms", "1")))
                        .problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.error()).contains("at most 1"));
    }

    @Test
    void theEstimateSharesThePace() {
        Run run = TestRuns.of("like");
        RunEstimate alone = RunEstimate.of(run, 50, 0);
        assertThat(alone.secondsPerVersion()).isCloseTo(128 / 50.0, within(1e-9));
        RunEstimate shared = RunEstimate.of(run, 50, 1);
        assertThat(shared.secondsPerVersion()).isCloseTo(2 * 128 / 50.0, within(1e-9));
        assertThat(RunEstimate.of(run, 0, 0).secondsPerVersion()).isNull();
    }
}
