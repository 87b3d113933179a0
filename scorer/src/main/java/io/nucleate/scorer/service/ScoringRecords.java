package io.nucleate.scorer.service;

import io.nucleate.energy.hull.HullGuards;
import io.nucleate.energy.property.Property;
import io.nucleate.energy.relaxation.RelaxationSettings;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.Run;
import io.nucleate.schemas.RunEhull;
import io.nucleate.schemas.RunFom;
import io.nucleate.schemas.RunGates;
import io.nucleate.schemas.RunRelaxation;
import io.nucleate.schemas.RunScoring;
import io.nucleate.schemas.RunStability;
import io.nucleate.scorer.Objective;
import io.nucleate.scorer.reward.FomReward;
import io.nucleate.scorer.reward.Gates;
import io.nucleate.scorer.reward.HullTrust;
import io.nucleate.scorer.reward.Reward;
import io.nucleate.scorer.reward.RewardSettings;
import io.nucleate.scorer.reward.Rewards;
import io.nucleate.scorer.reward.StabilityWeight;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Settings of scores as the record of a run has them. */
public final class ScoringRecords {
    /** In ten minutes of a laptop it audits some hundreds. */
    private static final double AUDIT_SHARE = 0.02;

    private ScoringRecords() {}

    /** Returns the settings of a run whose user sets none. */
    public static RunScoring standard() {
        Gates gates = Gates.DEFAULT;
        RewardSettings reward = RewardSettings.DEFAULT;
        return new RunScoring(
                new RunGates(
                        gates.atomsMax(),
                        gates.distanceMinAngstrom(),
                        gates.distanceOverRadiiMin(),
                        gates.volumePerAtomMinAngstrom3(),
                        gates.volumePerAtomMaxAngstrom3()),
                new RunRelaxation(
                        0,
                        RelaxationSettings.DEFAULT.forceMaxEvPerAngstrom(),
                        RelaxationSettings.DEFAULT.stepsMax()),
                new RunEhull(
                        reward.ehullCapEvPerAtom(),
                        reward.trust().guards().phasesPerFurtherElement(),
                        reward.trust().guards().belowHullMaxEvPerAtom(),
                        reward.trust().implausible().word(),
                        reward.trust().ignorance()),
                new RunStability(
                        reward.stability().allBelowEvPerAtom(),
                        reward.stability().nothingAboveEvPerAtom()),
                new RunFom(reward.fom().unitEv(), reward.fom().capEv()),
                reward.targetCap(),
                reward.deviations(),
                AUDIT_SHARE,
                List.of());
    }

    /**
     * Reads what a run asks of scores.
     *
     * @throws IllegalArgumentException if it cannot be read, or asks for what cannot be
     */
    public static Objective objective(Run run) {
        RunScoring scoring = run.getScoring();
        RunGates gates = scoring.getGates();
        RunRelaxation relaxation = scoring.getRelaxation();
        Reward reward = Rewards.of(run.getReward(), rewardSettings(scoring));
        Set<Property> properties = new HashSet<>(reward.needs().properties());
        scoring.getProperties().forEach(property -> properties.add(Property.of(property)));
        return new Objective(
                new Gates(
                        gates.getAtomsMax(),
                        gates.getDistanceMinAngstrom(),
                        gates.getDistanceOverRadiiMin(),
                        gates.getVolumePerAtomMinAngstrom3(),
                        gates.getVolumePerAtomMaxAngstrom3()),
                relaxation.getStepsMax() == 0
                        ? Optional.empty()
                        : Optional.of(new RelaxationSettings(
                                relaxation.getForceMaxEvPerAngstrom(), relaxation.getStepsMax())),
                new RelaxationSettings(
                        relaxation.getForceMaxEvPerAngstrom(), relaxation.getSubstitutedStepsMax()),
                reward,
                properties,
                scoring.getAuditShare(),
                run.getDeterministic());
    }

    /** Returns what the objective of a run is for one of its candidates. */
    public static Objective of(Candidate candidate, Objective ofRun) {
        return candidate.getSubstitution() == null ? ofRun : ofRun.ofSubstituted();
    }

    private static RewardSettings rewardSettings(RunScoring scoring) {
        RunEhull ehull = scoring.getEhull();
        RunStability stability = scoring.getStability();
        return new RewardSettings(
                ehull.getCapEvPerAtom(),
                new HullTrust(
                        new HullGuards(
                                ehull.getPhasesPerFurtherElement(),
                                ehull.getBelowHullMaxEvPerAtom()),
                        HullTrust.Implausible.of(ehull.getBelowHull()),
                        ehull.getIgnorance()),
                new StabilityWeight(
                        stability.getAllBelowEvPerAtom(), stability.getNothingAboveEvPerAtom()),
                new FomReward.Settings(
                        scoring.getFom().getUnitEv(), scoring.getFom().getCapEv()),
                scoring.getTargetCap(),
                scoring.getDeviations());
    }
}
