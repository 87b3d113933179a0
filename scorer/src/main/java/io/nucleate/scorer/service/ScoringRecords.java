package io.nucleate.scorer.service;

import io.nucleate.crystal.Metastability;
import io.nucleate.energy.hull.HullGuards;
import io.nucleate.energy.property.Property;
import io.nucleate.energy.relaxation.RelaxationSettings;
import io.nucleate.reward.FomReward;
import io.nucleate.reward.Gates;
import io.nucleate.reward.HullTrust;
import io.nucleate.reward.Reward;
import io.nucleate.reward.RewardSettings;
import io.nucleate.reward.Rewards;
import io.nucleate.reward.StabilityWeight;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.Run;
import io.nucleate.schemas.RunEhull;
import io.nucleate.schemas.RunFom;
import io.nucleate.schemas.RunGates;
import io.nucleate.schemas.RunRelaxation;
import io.nucleate.schemas.RunScoring;
import io.nucleate.schemas.RunStability;
import io.nucleate.scorer.Objective;
import io.nucleate.scorer.Pessimism;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Settings of scores as the record of a run has them. */
public final class ScoringRecords {
    /**
     * Takes away most of what single points say of bonds that are a little short, for a fifth of
     * the pace; {@code docs/adr/0060-within-sizes-and-relaxed.md} says what it brings.
     */
    private static final int RELAXATION_STEPS_MAX = 5;

    /** In ten minutes of a laptop it audits some hundreds. */
    private static final double AUDIT_SHARE = 0.02;

    /** What is stable or metastable is asked about twice. */
    private static final double PESSIMISTIC_BELOW_EV_PER_ATOM =
            Metastability.ENERGY_ABOVE_HULL_MAX_EV_PER_ATOM;

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
                        RELAXATION_STEPS_MAX,
                        RelaxationSettings.DEFAULT.forceMaxEvPerAngstrom(),
                        RelaxationSettings.DEFAULT.descentMinEvPerAtom(),
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
                false,
                PESSIMISTIC_BELOW_EV_PER_ATOM,
                "",
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
                        : Optional.of(relaxation(relaxation, relaxation.getStepsMax())),
                relaxation(relaxation, relaxation.getSubstitutedStepsMax()),
                reward,
                properties,
                scoring.getAuditShare(),
                pessimism(run),
                run.getDeterministic());
    }

    private static RelaxationSettings relaxation(RunRelaxation relaxation, int stepsMax) {
        return new RelaxationSettings(
                relaxation.getForceMaxEvPerAngstrom(),
                relaxation.getDescentMinEvPerAtom(),
                stepsMax,
                RelaxationSettings.DEFAULT.optimizer());
    }

    private static Optional<Pessimism> pessimism(Run run) {
        RunScoring scoring = run.getScoring();
        if (!scoring.getPessimistic()) {
            return Optional.empty();
        }
        if (scoring.getSecondPotential().equals(run.getPotential())) {
            throw new IllegalArgumentException("scoring.secondPotential is the potential of the"
                    + " run, " + run.getPotential() + "; a pessimistic run needs another one,"
                    + " such as sevennet-l3i5-12Dec2024");
        }
        return Optional.of(new Pessimism(
                scoring.getSecondPotential(), scoring.getPessimisticBelowEvPerAtom()));
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
