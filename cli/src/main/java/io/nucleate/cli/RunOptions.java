package io.nucleate.cli;

import io.nucleate.energy.hull.HullReference;
import io.nucleate.energy.potential.Potentials;
import io.nucleate.generator.CandidateSource;
import io.nucleate.generator.SamplingRecords;
import io.nucleate.generator.SubstitutionSource;
import io.nucleate.learner.optimization.TrainedWeights;
import io.nucleate.learner.service.LearningRecords;
import io.nucleate.local.Failures;
import io.nucleate.local.RunRequest;
import io.nucleate.local.ScorerPotentials;
import io.nucleate.policy.Policy;
import io.nucleate.policy.PolicyConfig;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.reward.RewardSettings;
import io.nucleate.reward.Rewards;
import io.nucleate.schemas.CodeVersion;
import io.nucleate.schemas.Run;
import io.nucleate.schemas.RunScoring;
import io.nucleate.schemas.RunSettings;
import io.nucleate.schemas.RunStatus;
import io.nucleate.schemas.RunsTopic;
import io.nucleate.scorer.service.AuditPotential;
import io.nucleate.scorer.service.ScoringRecords;

import org.apache.commons.codec.digest.DigestUtils;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** The options that say what a run is. */
final class RunOptions {
    private static final String PROPOSALS = "sampling.proposals";

    /** The scorers' own settings, which a run must agree with. */
    private static final String POTENTIAL_VARIABLE = "NUCLEATE_SCORER_POTENTIAL";

    private static final String JUDGE_VARIABLE = "NUCLEATE_SCORER_JUDGE_POTENTIAL";

    private static final String AUDIT_VARIABLE = "NUCLEATE_SCORER_AUDIT_POTENTIAL";

    /** The faster one of those that come with Nucleate and do not pay otherwise. */
    private static final String SECOND_POTENTIAL = "sevennet-0";

    private static final String LIVING_HULL_VARIABLE = "NUCLEATE_SCORER_LIVING_HULL";

    private static final String HULL_VARIABLE = "NUCLEATE_SCORER_HULL_REFERENCE";

    /** Settings that were those of a service before there were records of runs. */
    private static final Pattern FORMER_VARIABLES = Pattern.compile("NUCLEATE_(SEED|CONSTRAINTS"
            + "|GENERATOR_(BATCH_SIZE|MAX_AHEAD|TEMPERATURE|FIRST_ELEMENT_TEMPERATURE|TOP_P)"
            + "|SCORER_(REWARD|PROPERTIES|TARGET_CAP|DEVIATIONS"
            + "|(RELAX|EHULL|STABILITY|FOM|GATES|REPEATS)_.*)"
            + "|LEARNER_(INITIAL_WEIGHTS|BATCH_SIZE|EPOCHS|LEARNING_RATE|CLIP|MAX_GRADIENT_NORM"
            + "|KL_PENALTY|MAX_STALENESS|MAX_IMPORTANCE_WEIGHT|BASELINE_.*|REPEATS_.*))");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Mixin
    private ConstraintOptions constraintOptions;

    @Option(
            names = "--reward",
            paramLabel = "REWARD",
            description = "The reward that the policy learns to earn: " + Rewards.KNOWN
                    + "; with conditions, 'fom if density < 5'."
                    + " Properties pay only near the hull. QUANTITY: " + Rewards.QUANTITIES
                    + ". Default: " + Rewards.STANDARD + ".")
    private String reward;

    @Option(
            names = "--proposals",
            paramLabel = "SOURCES",
            description = "Who makes the candidates: policy, substitution, or both, comma"
                    + " separated. Substitution puts similar elements into crystals that the policy"
                    + " drew, and has them relaxed. Default: policy.")
    private String proposals;

    @Option(
            names = "--audit",
            paramLabel = "SHARE",
            description = "Share of the policy's candidates that are also relaxed and judged by a"
                    + " second potential, whatever the reward: 0.02, or 2%%. Default: 2%%.")
    private String audit;

    @Option(names = "--seed", paramLabel = "S", description = "Seed of a new run. Default: random.")
    private Long seed;

    @Option(
            names = "--deterministic",
            description =
                    "Equal seeds give equal bytes of every version of the policy, whatever the"
                            + " number of scorers, and across restarts. Scores crystals one at a time.")
    private boolean deterministic;

    @Option(
            names = "--weights",
            paramLabel = "PATH",
            description = "Policy that a new run starts from: " + TrainedWeights.ACCEPTED
                    + ". Default: the one shipped.")
    private Path weights;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "A setting of the run, such as learning.klPenalty=0.1; 'nucleate runs"
                    + " settings' lists them.")
    private Map<String, String> settings = new LinkedHashMap<>();

    /**
     * Reads the options; nothing has been started yet.
     *
     * @param id of the run; null for one of its own
     * @throws ParameterException for what cannot be read, or cannot be
     */
    RunRequest request(String id) {
        refuseFormerVariables(System.getenv());
        byte[] file = weights();
        try {
            Map<String, String> asked = asked();
            Run draft = RunSettings.with(standard(id, DigestUtils.sha256Hex(file)), asked);
            draft = RunSettings.suited(draft, question(draft), asked.keySet());
            choosePotentials(draft, System.getenv());
            require(draft);
            if (draft.getDeterministic()
                    && Boolean.parseBoolean(System.getenv(LIVING_HULL_VARIABLE))) {
                // A hull that phases join depends on which scorer was how fast.
                throw new IllegalArgumentException("--deterministic does not go with a living hull;"
                        + " unset " + LIVING_HULL_VARIABLE);
            }
            return new RunRequest(draft, asked, () -> file, weights != null);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), Failures.describe(e), e);
        }
    }

    private static RunSettings.Question question(Run draft) {
        Constraints constraints = Constraints.parse(draft.getConstraints());
        return new RunSettings.Question(
                constraints.hasFormula(),
                constraints.hasOneSpaceGroup(),
                Rewards.asksForProperty(draft.getReward()));
    }

    /**
     * Writes the second potential of a pessimistic run into its record, where the user named none.
     *
     * @throws IllegalArgumentException if scorers would not have it, or would have no other one for
     *     audits
     */
    static void choosePotentials(Run draft, Map<String, String> environment) throws IOException {
        List<String> paying = new ArrayList<>(List.of(draft.getPotential()));
        String judge = environment.get(JUDGE_VARIABLE);
        RunScoring scoring = draft.getScoring();
        if (scoring.getPessimistic()) {
            if (scoring.getSecondPotential().isEmpty()) {
                scoring.setSecondPotential(
                        Potentials.nameOf(Objects.requireNonNullElse(judge, SECOND_POTENTIAL)));
            }
            ScorerPotentials.of(draft, environment);
            paying.add(scoring.getSecondPotential());
        } else if (judge != null) {
            paying.add(Potentials.nameOf(judge));
        }
        AuditPotential.of(Optional.ofNullable(environment.get(AUDIT_VARIABLE)), paying);
    }

    /** One that has no effect any more must not go on in silence. */
    void refuseFormerVariables(Map<String, String> environment) {
        environment.keySet().stream()
                .filter(name -> FORMER_VARIABLES.matcher(name).matches())
                .sorted()
                .findFirst()
                .ifPresent(name -> {
                    throw new ParameterException(
                            spec.commandLine(),
                            name + " has no effect: it is a setting of the run now. Unset it, and"
                                    + " use an option of this verb or --set NAME=VALUE; 'nucleate"
                                    + " runs settings' lists the names");
                });
    }

    /** Reads a share, with or without a percent sign. */
    private static String share(String text) {
        String number = text.strip();
        boolean isPercent = number.endsWith("%");
        try {
            double value = Double.parseDouble(
                    isPercent ? number.substring(0, number.length() - 1) : number);
            return Double.toString(isPercent ? value / 100 : value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "--audit needs a share such as 0.02 or 2%, found '" + text + "'", e);
        }
    }

    /** Every setting that the user gave, by name and in the spelling of records. */
    private Map<String, String> asked() throws IOException {
        Map<String, String> asked = new LinkedHashMap<>(settings);
        if (reward != null) {
            asked.put("reward", reward);
        }
        asked.computeIfPresent("reward", (name, text) -> Rewards.of(text, RewardSettings.DEFAULT)
                .name());
        if (proposals != null) {
            asked.put(PROPOSALS, proposals);
        }
        if (audit != null) {
            asked.put("scoring.auditShare", share(audit));
        }
        asked.computeIfPresent(PROPOSALS, (name, text) -> CandidateSource.spelled(text));
        String constraints = constraintOptions.constraintsOfRun().toString();
        if (constraintOptions.isGiven()) {
            asked.put("constraints", constraints);
        }
        asked.computeIfPresent(
                "constraints", (name, text) -> Constraints.parse(text).toString());
        if (deterministic) {
            asked.put("deterministic", "true");
        }
        if (seed != null) {
            asked.put("seed", seed.toString());
        }
        String potential = System.getenv(POTENTIAL_VARIABLE);
        if (potential != null) {
            asked.putIfAbsent("potential", Potentials.nameOf(potential));
        }
        String hull = System.getenv(HULL_VARIABLE);
        if (hull != null) {
            asked.putIfAbsent("hullReference", HullReference.named(hull).identity());
        }
        return asked;
    }

    /**
     * Returns a run without any setting of the user, all defaults written out.
     *
     * @param id null for one of its own
     */
    static Run standard(String id, String weightsSha256) throws IOException {
        SecureRandom random = new SecureRandom();
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return Run.newBuilder()
                .setId(id == null ? RunsTopic.newId(now, random) : id)
                .setState(RunStatus.RUNNING)
                .setReward(Rewards.STANDARD)
                .setConstraints(ConstraintOptions.OF_A_RUN)
                .setSeed(random.nextInt(Integer.MAX_VALUE))
                .setDeterministic(false)
                .setSampling(SamplingRecords.standard())
                .setLearning(LearningRecords.standard())
                .setScoring(ScoringRecords.standard())
                .setPotential(Potentials.nameOf("chgnet"))
                .setHullReference(HullReference.shipped().identity())
                .setStartWeightsSha256(weightsSha256)
                .setCodeVersion(CodeVersion.current())
                .setCreatedAt(now)
                .setChangedAt(now)
                .build();
    }

    /** Lets every service's own types check their part, for a policy with the usual sites. */
    private static void require(Run run) {
        Constraints constraints = Constraints.parse(run.getConstraints());
        constraints.require(PolicyConfig.reference().sitesMax());
        SubstitutionSource.of(run.getSampling(), constraints);
        SamplingRecords.draws(run.getSampling());
        SamplingRecords.requireRoom(run.getSampling(), run.getLearning());
        LearningRecords.reinforcement(run.getLearning());
        ScoringRecords.objective(run);
    }

    private byte[] weights() {
        try {
            return weights == null
                    ? Policy.shipped()
                    : TrainedWeights.read(weights).toBytes();
        } catch (IOException e) {
            throw new ParameterException(
                    spec.commandLine(), "--weights: " + Failures.describe(e), e);
        }
    }
}
