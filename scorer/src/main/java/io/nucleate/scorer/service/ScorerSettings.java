package io.nucleate.scorer.service;

import io.nucleate.energy.hull.HullGuards;
import io.nucleate.energy.relaxation.RelaxationSettings;
import io.nucleate.scorer.reward.FomReward;
import io.nucleate.scorer.reward.Gates;
import io.nucleate.scorer.reward.RewardSettings;
import io.nucleate.scorer.reward.StabilityWeight;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** The settings {@code nucleate.scorer.*}. The service does not start if one is misspelt. */
@ConfigMapping(prefix = "nucleate.scorer")
public interface ScorerSettings {
    /**
     * The reward, for example {@code ehull} or {@code ehull + 3*fom}; see
     * {@link io.nucleate.scorer.reward.Rewards}.
     */
    @WithDefault("ehull")
    String reward();

    /** The potential: a name, or the path of a model card. */
    @WithDefault("chgnet")
    String potential();

    /**
     * The elemental references for formation energies: a name or a file. By default those that
     * belong to the potential.
     */
    Optional<String> elementalReferences();

    JudgeSettings judge();

    /** The phases under the hull: {@code shipped}, or a file that {@code reference build} wrote. */
    @WithDefault("shipped")
    String hullReference();

    /**
     * Tells whether phases that scorers find join the hull. They join it for all scorers of this
     * Kafka and for good; see {@link LivingHull}.
     */
    @WithDefault("false")
    boolean livingHull();

    /**
     * Smallest distance below the living hull, in eV per atom, at which a crystal joins it. It
     * should be larger than the error of the potential.
     */
    @WithDefault("0.05")
    double livingHullBelowEvPerAtom();

    /**
     * Largest number of candidates in one call of the potential. A scorer has at most twice as many
     * in hand.
     */
    @WithDefault("16")
    int batchSize();

    /**
     * Time after which a call of the potential is taken to hang. Then the process ends, and the
     * candidates of the call are tried one at a time. A candidate on which the potential hangs
     * alone is rejected.
     */
    @WithDefault("PT5M")
    Duration deadline();

    /**
     * Properties to estimate for every crystal, in addition to those that the reward needs:
     * {@code band-gap}, {@code dielectric}.
     */
    Optional<List<String>> properties();

    /**
     * Files with readouts of properties, written by the verb train-property. They replace the
     * readouts that come with Nucleate.
     */
    Optional<List<String>> readouts();

    RelaxSettings relax();

    EhullSettings ehull();

    StabilitySettings stability();

    FomSettings fom();

    /** Distance from a target, in scales, from which on crystals get the worst value. */
    OptionalDouble targetCap();

    /** Half width of the interval of a property that rewards consider, in standard deviations. */
    OptionalDouble deviations();

    default RewardSettings toRewardSettings() {
        RewardSettings standard = RewardSettings.DEFAULT;
        return new RewardSettings(
                ehull().capEvPerAtom().orElse(standard.ehullCapEvPerAtom()),
                ehull().toGuards(),
                stability().toWeight(),
                fom().toSettings(),
                targetCap().orElse(standard.targetCap()),
                deviations().orElse(standard.deviations()));
    }

    GateSettings gates();

    /** The settings {@code nucleate.scorer.relax.*}; see {@link RelaxationSettings}. */
    interface RelaxSettings {
        /**
         * Largest number of steps in which a crystal is relaxed within its space group before it is
         * evaluated; 0 for no relaxation. Ten to twenty steps are enough for most crystals. A batch
         * takes that many times as long, so the deadline may ask for smaller batches.
         */
        @WithDefault("0")
        @WithName("max-steps")
        int stepsMax();

        OptionalDouble fmaxEvPerAngstrom();

        default Optional<RelaxationSettings> toSettings() {
            return stepsMax() == 0
                    ? Optional.empty()
                    : Optional.of(new RelaxationSettings(
                            fmaxEvPerAngstrom()
                                    .orElse(RelaxationSettings.DEFAULT.forceMaxEvPerAngstrom()),
                            stepsMax()));
        }
    }

    /** The settings {@code nucleate.scorer.judge.*}; see {@link io.nucleate.energy.Judge}. */
    interface JudgeSettings {
        /** The second potential, by name or path of a model card; none by default. */
        Optional<String> potential();

        Optional<String> elementalReferences();

        /**
         * Bound on the energy above the hull, in eV per atom. Only crystals that the first
         * potential puts below it are judged, because the second potential may be slow.
         */
        @WithDefault("0.1")
        double energyAboveHullMaxEvPerAtom();
    }

    /**
     * The settings {@code nucleate.scorer.ehull.*}; see {@link RewardSettings} and
     * {@link HullGuards}.
     */
    interface EhullSettings {
        OptionalDouble capEvPerAtom();

        OptionalDouble phasesPerFurtherElement();

        OptionalDouble belowHullMaxEvPerAtom();

        default HullGuards toGuards() {
            HullGuards standard = HullGuards.DEFAULT;
            return new HullGuards(
                    phasesPerFurtherElement().orElse(standard.phasesPerFurtherElement()),
                    belowHullMaxEvPerAtom().orElse(standard.belowHullMaxEvPerAtom()));
        }
    }

    /** The settings {@code nucleate.scorer.stability.*}; see {@link StabilityWeight}. */
    interface StabilitySettings {
        OptionalDouble allBelowEvPerAtom();

        OptionalDouble nothingAboveEvPerAtom();

        default StabilityWeight toWeight() {
            StabilityWeight standard = StabilityWeight.DEFAULT;
            return new StabilityWeight(
                    allBelowEvPerAtom().orElse(standard.allBelowEvPerAtom()),
                    nothingAboveEvPerAtom().orElse(standard.nothingAboveEvPerAtom()));
        }
    }

    /** The settings {@code nucleate.scorer.fom.*}; see {@link FomReward.Settings}. */
    interface FomSettings {
        OptionalDouble unitEv();

        OptionalDouble capEv();

        default FomReward.Settings toSettings() {
            FomReward.Settings standard = FomReward.Settings.DEFAULT;
            return new FomReward.Settings(
                    unitEv().orElse(standard.unitEv()), capEv().orElse(standard.capEv()));
        }
    }

    /** The settings {@code nucleate.scorer.gates.*}; see {@link Gates}. */
    interface GateSettings {
        OptionalInt atomsMax();

        OptionalDouble shortestDistanceAngstrom();

        OptionalDouble shortestDistanceOverRadii();

        OptionalDouble volumePerAtomMinAngstrom3();

        OptionalDouble volumePerAtomMaxAngstrom3();

        default Gates toGates() {
            Gates standard = Gates.DEFAULT;
            return new Gates(
                    atomsMax().orElse(standard.atomsMax()),
                    shortestDistanceAngstrom().orElse(standard.distanceMinAngstrom()),
                    shortestDistanceOverRadii().orElse(standard.distanceOverRadiiMin()),
                    volumePerAtomMinAngstrom3().orElse(standard.volumePerAtomMinAngstrom3()),
                    volumePerAtomMaxAngstrom3().orElse(standard.volumePerAtomMaxAngstrom3()));
        }
    }
}
