package io.nucleate.dashboard.view.steering;

import io.nucleate.policy.PolicyConfig;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.reward.RewardSettings;
import io.nucleate.reward.Rewards;
import io.nucleate.schemas.CodeVersion;
import io.nucleate.schemas.Run;
import io.nucleate.schemas.RunSettings;
import io.nucleate.schemas.RunStatus;
import io.nucleate.schemas.RunsTopic;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * A run that somebody asks for, or what is wrong with the request, field by field. Single settings
 * cannot be asked for: the services that could check them are not here, and a run that none of them
 * can serve would make them die.
 *
 * @param run the record, but for the hash of its weights; of no use where there are problems
 * @param problems none for a run that may be started
 */
public record RunDraft(Run run, List<Problem> problems) {
    /** Names of what a request may say, for problems. */
    private static final String REWARD = "reward";

    private static final String POLICY = "policy";
    private static final String CONDITIONS = "conditions";
    private static final Set<String> POLICIES = Set.of("start", "newest");

    /**
     * What is wrong, and where.
     *
     * @param field {@code reward}, {@code policy}, {@code conditions} or {@code conditions.NAME}
     * @param error a sentence
     */
    public record Problem(String field, String error) {}

    public RunDraft {
        problems = List.copyOf(problems);
    }

    /**
     * Makes the run.
     *
     * @param like the run that the request names
     */
    public static RunDraft of(
            NewRunRequest request, Run like, Instant now, RandomGenerator random) {
        Instant created = now.truncatedTo(ChronoUnit.MILLIS);
        Run blank = Run.newBuilder(like)
                .setId(RunsTopic.newId(now, random))
                .setState(RunStatus.RUNNING)
                .setSeed(
                        request.seed() == null ? random.nextInt(Integer.MAX_VALUE) : request.seed())
                .setCodeVersion(CodeVersion.current())
                .setCreatedAt(created)
                .setChangedAt(created)
                .build();
        Draft draft = new Draft(blank);
        if (request.policy() != null && !POLICIES.contains(request.policy())) {
            draft.problems.add(new Problem(
                    POLICY, "the policy is start or newest, not '" + request.policy() + "'"));
        }
        if (request.reward() != null) {
            draft.change(REWARD, run -> RunSettings.with(run, Map.of(REWARD, reward(request))));
        }
        if (request.conditions() != null) {
            draft.constrain(request.conditions());
        }
        if (draft.problems.isEmpty()
                && (request.reward() != null || request.conditions() != null)) {
            draft.suit();
        }
        return new RunDraft(draft.run, draft.problems);
    }

    private static String reward(NewRunRequest request) {
        return Rewards.of(request.reward(), RewardSettings.DEFAULT).name();
    }

    /** The run as far as it is known. */
    private static final class Draft {
        private final List<Problem> problems = new ArrayList<>();
        private Run run;

        Draft(Run run) {
            this.run = run;
        }

        void change(String field, UnaryOperator<Run> change) {
            try {
                run = change.apply(run);
            } catch (IllegalArgumentException e) {
                problems.add(new Problem(field, e.getMessage()));
            }
        }

        /** Reads each condition alone, so that an error is said where it is, then all together. */
        void constrain(Map<String, String> conditions) {
            int before = problems.size();
            conditions.forEach((name, value) -> change(CONDITIONS + "." + name, same -> {
                Constraints.parse(pair(name, value));
                return same;
            }));
            if (problems.size() > before) {
                return;
            }
            change(CONDITIONS, same -> {
                String text = conditions.entrySet().stream()
                        .map(one -> pair(one.getKey(), one.getValue()))
                        .collect(Collectors.joining(" "));
                Constraints all = Constraints.reading(text)
                        .withoutRadioactiveUnlessNamed()
                        .build();
                all.require(PolicyConfig.reference().sitesMax());
                Run constrained = RunSettings.with(same, Map.of("constraints", all.toString()));
                if (all.hasFormula() && proposals(same).contains("substitution")) {
                    throw new IllegalArgumentException("the other run makes candidates by"
                            + " substitution, which gives other formulas than one; leave the"
                            + " formula out, or take another run");
                }
                return constrained;
            });
        }

        /** Gives it the defaults that hang on what it asks for, as {@code up} does. */
        void suit() {
            Constraints constraints = Constraints.parse(run.getConstraints());
            RunSettings.Question question = new RunSettings.Question(
                    constraints.hasFormula(),
                    constraints.hasOneSpaceGroup(),
                    Rewards.asksForProperty(run.getReward()));
            run = RunSettings.suited(run, question, Set.of());
        }

        private static List<String> proposals(Run run) {
            return run.getSampling().getProposals();
        }

        private static String pair(String name, String value) {
            return name + "=" + value.replaceAll("\\s+", "");
        }
    }
}
