package io.nucleate.scorer.service;

import io.nucleate.crystal.Result;
import io.nucleate.energy.Energetics;
import io.nucleate.energy.Judgement;
import io.nucleate.energy.hull.ConvexHull.Decomposition;
import io.nucleate.energy.property.Estimate;
import io.nucleate.energy.property.Property;
import io.nucleate.energy.relaxation.Relaxed;
import io.nucleate.reward.Reward;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CodeVersion;
import io.nucleate.schemas.CrystalRecords;
import io.nucleate.schemas.JudgementRecord;
import io.nucleate.schemas.RelaxationSummary;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.ShortHash;
import io.nucleate.scorer.CrystalScorer;
import io.nucleate.scorer.KnownCrystals;
import io.nucleate.scorer.Score;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Makes records of the topic {@code scored}. */
final class ScoreRecords {
    private final String scorer;
    private final String potential;
    private final String potentialSha256;
    private final KnownCrystals known;

    /**
     * @param name of the scorer
     * @param scorer whose potential the records name
     */
    ScoreRecords(String name, CrystalScorer scorer, KnownCrystals known) {
        this.scorer = name;
        this.potential = scorer.potential();
        this.potentialSha256 = scorer.potentialSha256().map(ShortHash::of).orElse("");
        this.known = known;
    }

    /** Returns the name of the scorer. */
    String scorer() {
        return scorer;
    }

    /**
     * Makes the record of a score.
     *
     * @param objective the reward by which it was scored
     */
    Scored scored(Candidate candidate, Score score, Reward objective, Instant scoredAt) {
        Optional<Energetics> energetics = score.energetics();
        Optional<Decomposition> decomposition = energetics.map(Energetics::decomposition);
        OptionalDouble reward = score.reward().value();
        Map<Property, Estimate> properties =
                energetics.map(Energetics::properties).orElse(Map.of());
        Estimate bandGap = properties.get(Property.BAND_GAP);
        Estimate dielectric = properties.get(Property.DIELECTRIC_ELECTRONIC);
        return Scored.newBuilder()
                .setCandidate(candidate)
                .setFormula(score.composition().reducedFormula())
                .setEnergyEvPerAtom(energetics
                        .map(one -> one.prediction().energyEvPerAtom())
                        .orElse(null))
                .setFormationEnergyEvPerAtom(
                        energetics.map(Energetics::formationEnergyEvPerAtom).orElse(null))
                .setEnergyAboveHullEvPerAtom(
                        energetics.map(Energetics::energyAboveHullEvPerAtom).orElse(null))
                .setDecomposition(decomposition.map(Decomposition::products).orElse(Map.of()))
                .setReferencePhases(
                        decomposition.map(Decomposition::knownPhases).orElse(0))
                .setBandGapEv(bandGap == null ? null : bandGap.value())
                .setBandGapUncertaintyEv(bandGap == null ? null : bandGap.uncertainty())
                .setDielectricElectronic(dielectric == null ? null : dielectric.value())
                .setDielectricElectronicUncertainty(
                        dielectric == null ? null : dielectric.uncertainty())
                .setReward(reward.isPresent() ? reward.getAsDouble() : null)
                .setRewardWorst(reward.isPresent() ? objective.worst() : null)
                .setRewardName(objective.name())
                .setRewardTerms(score.reward().terms())
                .setGates(score.reward().guards())
                .setRelaxation(energetics
                        .flatMap(Energetics::relaxed)
                        .map(ScoreRecords::relaxation)
                        .orElse(null))
                .setJudgement(energetics
                        .flatMap(Energetics::judgement)
                        .map(ScoreRecords::judgement)
                        .orElse(null))
                .setKnownMaterial(energetics
                        .map(one -> one.relaxed()
                                .flatMap(Relaxed::crystal)
                                .orElseGet(() -> CrystalRecords.read(candidate.getCrystal())))
                        .flatMap(known::name)
                        .orElse(null))
                .setPotential(potential)
                .setPotentialSha256(potentialSha256)
                .setCode(CodeVersion.current())
                .setHullReference(score.hullReference())
                .setScorer(scorer)
                .setScoredAt(scoredAt.truncatedTo(ChronoUnit.MILLIS))
                .build();
    }

    /**
     * Makes the record of a crystal that has no score: its formula, and the reason among the gates.
     */
    Scored failed(Scored before, Result.Failure<Score> failure, Instant scoredAt) {
        return Scored.newBuilder()
                .setCandidate(before.getCandidate())
                .setFormula(before.getFormula())
                .setRewardName(before.getRewardName())
                .setGates(List.of(failure.kind()))
                .setPotential(potential)
                .setPotentialSha256(potentialSha256)
                .setCode(CodeVersion.current())
                .setHullReference(before.getHullReference())
                .setScorer(scorer)
                .setScoredAt(scoredAt.truncatedTo(ChronoUnit.MILLIS))
                .build();
    }

    private static RelaxationSummary relaxation(Relaxed relaxed) {
        return RelaxationSummary.newBuilder()
                .setConverged(relaxed.converged())
                .setSteps(relaxed.steps())
                .setForceMaxEvPerAngstrom(relaxed.prediction().forceMaxEvPerAngstrom())
                .setStressMaxGpa(relaxed.stressMaxGpa())
                .setCrystal(CrystalRecords.write(relaxed.crystal().orElseThrow()))
                .build();
    }

    private static JudgementRecord judgement(Judgement judgement) {
        return new JudgementRecord(
                judgement.potential(),
                judgement.energyEvPerAtom(),
                judgement.energyAboveHullEvPerAtom());
    }
}
