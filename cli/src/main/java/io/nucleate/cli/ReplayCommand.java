package io.nucleate.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.cli.export.ScoredRecords;
import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.substitution.Exchanges.Exchanged;
import io.nucleate.energy.Energetics;
import io.nucleate.energy.potential.Potentials;
import io.nucleate.generator.SamplingRecords;
import io.nucleate.generator.SubstitutionSource;
import io.nucleate.policy.Draws;
import io.nucleate.policy.LogProb;
import io.nucleate.policy.Policy;
import io.nucleate.policy.SampledCrystal;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CandidateId;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.CodeVersion;
import io.nucleate.schemas.CrystalRecords;
import io.nucleate.schemas.JudgementRecord;
import io.nucleate.schemas.KafkaSettings;
import io.nucleate.schemas.LogProbRecord;
import io.nucleate.schemas.PublishedWeights;
import io.nucleate.schemas.Run;
import io.nucleate.schemas.RunSettings;
import io.nucleate.schemas.RunsTopic;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.ShortHash;
import io.nucleate.schemas.WeightsArchive;
import io.nucleate.scorer.CrystalScorer;
import io.nucleate.scorer.KnownCrystals;
import io.nucleate.scorer.Objective;
import io.nucleate.scorer.Pessimism;
import io.nucleate.scorer.Score;
import io.nucleate.scorer.service.ScoringRecords;
import io.nucleate.tensors.SafeTensors;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;

/** {@code replay}: draws and scores a candidate again, and compares it with its record. */
@Command(
        name = "replay",
        description = "Draws a candidate of a run again from the weights of its version, scores it"
                + " again, and says in one JSON line whether it is what its record says. The exit"
                + " code is 1 where it is not.",
        mixinStandardHelpOptions = true,
        versionProvider = NucleateCommand.Version.class)
final class ReplayCommand implements Callable<Integer> {
    /** Rounding by what else was evaluated in the same call. */
    private static final double ROUNDING_MAX = 1e-3;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "[DATA_DIR] RUN/GENERATOR/SEQUENCE",
            hideParamSyntax = true,
            arity = "1..2",
            description = "What up had as --data-dir, where it has stopped; and the id of a"
                    + " candidate that was scored.")
    private List<String> words;

    @Mixin
    private RunsCommand.Place place;

    @Mixin
    private EnergyOptions energy;

    @Option(
            names = "--judge",
            paramLabel = "NAME",
            description = "The second potential of a pessimistic run, where it does not come with"
                    + " Nucleate: the model card (.json) of one in TorchScript.")
    private String judge;

    private final List<String> differences = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        if (words.size() == 2) {
            place.stopped(Path.of(words.get(0)));
        }
        place.withKafka(this::replay);
        return differences.isEmpty() ? 0 : 1;
    }

    /** @throws IllegalArgumentException if there is no such candidate, or it cannot be drawn */
    private void replay(KafkaSettings kafka) throws IOException {
        String text = words.get(words.size() - 1);
        CandidateId id = CandidateIds.parse(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + text + "' is no candidate's id, which is RUN/GENERATOR/SEQUENCE"));
        Run run = new RunsTopic(kafka).require(id.getRun());
        Scored scored = scored(kafka, id);
        PublishedWeights weights = weights(kafka, scored.getCandidate());
        ObjectNode line = new ObjectMapper()
                .createObjectNode()
                .put("id", text)
                .put("policyVersion", weights.version());
        draw(run, scored.getCandidate(), weights, line);
        score(run, scored, line);
        differ("code", scored.getCode(), CodeVersion.current(), line);
        differences.forEach(line.withArray("differences")::add);
        spec.commandLine().getOut().println(line);
    }

    private static Scored scored(KafkaSettings kafka, CandidateId id) {
        AtomicReference<Scored> found = new AtomicReference<>();
        ScoredRecords.read(kafka, id.getRun(), scored -> {
            if (scored.getCandidate().getId().equals(id)) {
                found.compareAndSet(null, scored);
            }
        });
        if (found.get() == null) {
            throw new IllegalArgumentException("there is no score of " + CandidateIds.text(id)
                    + "; it was rejected, is still on its way, or its record is not kept any more");
        }
        return found.get();
    }

    private static PublishedWeights weights(KafkaSettings kafka, Candidate candidate) {
        int version = candidate.getPolicyVersion();
        WeightsArchive archive =
                WeightsArchive.read(kafka, candidate.getId().getRun(), OptionalInt.of(version));
        return archive.chosen()
                .orElseThrow(() -> new IllegalArgumentException("version " + version
                        + " of the policy, which drew it, is not kept any more; kept are "
                        + archive.versions()));
    }

    private void draw(Run run, Candidate candidate, PublishedWeights weights, ObjectNode line) {
        differ(
                "weightsSha256",
                candidate.getWeightsSha256(),
                ShortHash.of(weights.manifest().getSha256()),
                line);
        differ("settingsSha256", candidate.getSettingsSha256(), RunSettings.sha256(run), line);
        long sequence = candidate.getId().getSequence();
        int batchSize = run.getSampling().getBatchSize();
        int index = Math.toIntExact(sequence % batchSize);
        Constraints constraints = Constraints.parse(run.getConstraints());
        SampledCrystal again;
        try (Policy policy = Policy.of(SafeTensors.parse(weights.safetensors()), energy.device())) {
            again = policy.under(constraints)
                    .sampleEach(
                            Draws.of(
                                    run.getSeed(),
                                    candidate.getId().getGenerator(),
                                    sequence - index,
                                    batchSize),
                            SamplingRecords.draws(run.getSampling()),
                            1)
                    .get(index);
        }
        Optional<Exchanged> exchanged = SubstitutionSource.of(run.getSampling(), constraints)
                .replacing(
                        run.getSeed(), candidate.getId().getGenerator(), sequence, again.crystal());
        boolean isEqual =
                CrystalRecords.write(exchanged.map(Exchanged::crystal).orElse(again.crystal()))
                                .equals(candidate.getCrystal())
                        && Objects.equals(
                                exchanged
                                        .map(one -> SubstitutionSource.record(again.crystal(), one))
                                        .orElse(null),
                                candidate.getSubstitution());
        line.put("crystalEqual", isEqual);
        if (!isEqual) {
            differences.add("crystal");
        }
        LogProbRecord parts = candidate.getBehaviourLogProb();
        LogProb recorded = new LogProb(
                parts.getWyckoff(), parts.getElement(), parts.getCoordinate(), parts.getLattice());
        difference("logProb", recorded.total(), again.logProb().total(), line);
    }

    /** Scores the crystal of the record, whatever was drawn. */
    private void score(Run run, Scored scored, ObjectNode line) throws IOException {
        Objective objective =
                ScoringRecords.of(scored.getCandidate(), ScoringRecords.objective(run));
        try (CrystalScorer scorer = scorer(objective)) {
            if (!scorer.potential().equals(scored.getPotential())) {
                throw new IllegalArgumentException("the score is of " + scored.getPotential()
                        + ", not " + scorer.potential() + "; name it with --potential");
            }
            differ(
                    "potentialSha256",
                    scored.getPotentialSha256(),
                    scorer.potentialSha256().map(ShortHash::of).orElse(""),
                    line);
            Crystal crystal = CrystalRecords.read(scored.getCandidate().getCrystal());
            Score again = scorer.score(List.of(crystal), objective).get(0).orElseThrow();
            differ("hullReference", scored.getHullReference(), again.hullReference(), line);
            difference(
                    "energyEvPerAtom",
                    scored.getEnergyEvPerAtom(),
                    again.energetics()
                            .map(Energetics::prediction)
                            .map(prediction -> OptionalDouble.of(prediction.energyEvPerAtom()))
                            .orElse(OptionalDouble.empty()),
                    line);
            if (objective.pessimism().isPresent()) {
                difference(
                        "judgeEnergyEvPerAtom",
                        Optional.ofNullable(scored.getJudgement())
                                .map(JudgementRecord::getEnergyEvPerAtom)
                                .orElse(null),
                        again.energetics()
                                .flatMap(Energetics::judgement)
                                .map(judged -> OptionalDouble.of(judged.energyEvPerAtom()))
                                .orElse(OptionalDouble.empty()),
                        line);
            }
            difference("reward", scored.getReward(), again.reward().value(), line);
        }
    }

    /** Returns a scorer; of a pessimistic run, one with the second potential. */
    private CrystalScorer scorer(Objective objective) throws IOException {
        CrystalScorer scorer = new CrystalScorer(energy.calculator(List.of(), 1))
                .withKnown(KnownCrystals.shipped());
        if (objective.pessimism().isEmpty()) {
            return scorer;
        }
        Pessimism pessimism = objective.pessimism().get();
        String name = judge != null
                ? judge
                : Potentials.shipped(pessimism.potential())
                        .orElseThrow(() -> otherJudge(pessimism.potential()));
        if (!Potentials.nameOf(name).equals(pessimism.potential())) {
            throw otherJudge(pessimism.potential());
        }
        return scorer.withJudge(energy.judge(name, pessimism.belowEvPerAtom(), 1));
    }

    private static IllegalArgumentException otherJudge(String potential) {
        return new IllegalArgumentException("the run is paid by the second potential " + potential
                + " too; name its model card with --judge");
    }

    private void difference(String name, Double recorded, OptionalDouble again, ObjectNode line) {
        if (recorded != null && again.isPresent()) {
            difference(name, recorded, again.getAsDouble(), line);
        } else if (recorded != null || again.isPresent()) {
            differences.add(name);
            line.put(name + "Recorded", recorded);
            line.put(name, again.isPresent() ? again.getAsDouble() : null);
        }
    }

    private void difference(String name, double recorded, double again, ObjectNode line) {
        line.put(name, again).put(name + "Difference", again - recorded);
        if (!(Math.abs(again - recorded) <= ROUNDING_MAX)) {
            differences.add(name);
        }
    }

    /**
     * Notes what the record rests on where it is something else now; earlier releases said none.
     */
    private static void differ(String name, String recorded, String now, ObjectNode line) {
        if (!recorded.isEmpty() && !recorded.equals(now)) {
            line.put(name + "Recorded", recorded).put(name, now);
        }
    }
}
