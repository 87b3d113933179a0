package io.nucleate.scorer.service;

import io.nucleate.energy.hull.HullGuards;
import io.nucleate.energy.relaxation.RelaxationSettings;
import io.nucleate.scorer.reward.FomReward;
import io.nucleate.scorer.reward.Gates;
import io.nucleate.scorer.reward.RewardSettings;
import io.nucleate.scorer.reward.Stability;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Settings {@code nucleate.scorer.*}; a misspelt one stops the start. */
@ConfigMapping(prefix = "nucleate.scorer")
public interface ScorerSettings {
    /**
     * The objective: {@code ehull}, {@code ehull + 3*fom}, …; see
     * {@link io.nucleate.scorer.reward.Rewards}.
     */
    @WithDefault("ehull")
    String reward();

    /** The interatomic potential: a name, or the path of a model card. */
    @WithDefault("chgnet")
    String potential();

    /**
     * Energies of the elements for formation energies, a name or a file; by default those that
     * belong to the potential.
     */
    Optional<String> elementalReferences();

    JudgeSettings judge();

    /** The phases under the hull: {@code shipped}, or a file that {@code reference build} wrote. */
    @WithDefault("shipped")
    String hullReference();

    /**
     * Whether phases that scorers find join the hull, for all scorers of this Kafka and for good;
     * see {@link LivingHull}.
     */
    @WithDefault("false")
    boolean livingHull();

    /**
     * How far below the living hull a crystal must lie to join it, eV per atom: more than the
     * potential errs.
     */
    @WithDefault("0.05")
    double livingHullBelowEvPerAtom();

    /** Most candidates in one call of the potential; up to twice as many are in hand. */
    @WithDefault("16")
    int batchSize();

    /**
     * A call of the potential that takes longer is taken to hang, and the process ends. Its
     * candidates are then tried one at a time; one that hangs alone is rejected.
     */
    @WithDefault("PT5M")
    Duration deadline();

    /**
     * Properties to estimate of every crystal beside those that the reward needs: {@code band-gap},
     * {@code dielectric}.
     */
    Optional<List<String>> properties();

    /**
     * Files of train-property with readouts of properties, instead of those that come with the
     * program.
     */
    Optional<List<String>> readouts();

    RelaxSettings relax();

    EhullSettings ehull();

    StabilitySettings stability();

    FomSettings fom();

    /** Targets missed by so many scales or more are worth the least. */
    OptionalDouble targetCap();

    /** Standard deviations by which the bound of a property that counts lies off its estimate. */
    OptionalDouble deviations();

    default RewardSettings toRewardSettings() {
        RewardSettings standard = RewardSettings.DEFAULT;
        return new RewardSettings(
                ehull().capEvPerAtom().orElse(standard.ehullCapEvPerAtom()),
                ehull().toGuards(),
                stability().toStability(),
                fom().toSettings(),
                targetCap().orElse(standard.targetCap()),
                deviations().orElse(standard.deviations()));
    }

    GateSettings gates();

    RepeatSettings repeats();

    /** {@code nucleate.scorer.relax.*}; see {@link RelaxationSettings}. */
    interface RelaxSettings {
        /**
         * Most steps of relaxing a crystal within its space group before it is priced; 0 prices it
         * as it is. Ten to twenty steps do for most; a batch then takes that many times as long, so
         * that a smaller one may have to do.
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

    /** {@code nucleate.scorer.judge.*}; see {@link io.nucleate.energy.Judge}. */
    interface JudgeSettings {
        /** The potential that judges, named as the other; none by default. */
        Optional<String> potential();

        Optional<String> elementalReferences();

        /**
         * Only crystals that the first potential puts below this are judged: the judge may be slow.
         */
        @WithDefault("0.1")
        double energyAboveHullMaxEvPerAtom();
    }

    /** {@code nucleate.scorer.ehull.*}; see {@link RewardSettings} and {@link HullGuards}. */
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

    /** {@code nucleate.scorer.stability.*}; see {@link Stability}. */
    interface StabilitySettings {
        OptionalDouble allBelowEvPerAtom();

        OptionalDouble nothingAboveEvPerAtom();

        default Stability toStability() {
            Stability standard = Stability.DEFAULT;
            return new Stability(
                    allBelowEvPerAtom().orElse(standard.allBelowEvPerAtom()),
                    nothingAboveEvPerAtom().orElse(standard.nothingAboveEvPerAtom()));
        }
    }

    /** {@code nucleate.scorer.fom.*}; see {@link FomReward.Settings}. */
    interface FomSettings {
        OptionalDouble unitEv();

        OptionalDouble capEv();

        default FomReward.Settings toSettings() {
            FomReward.Settings standard = FomReward.Settings.DEFAULT;
            return new FomReward.Settings(
                    unitEv().orElse(standard.unitEv()), capEv().orElse(standard.capEv()));
        }
    }

    /** {@code nucleate.scorer.gates.*}; see {@link Gates}. */
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
                    shortestDistanceAngstrom().orElse(standard.shortestDistanceAngstrom()),
                    shortestDistanceOverRadii().orElse(standard.shortestDistanceOverRadii()),
                    volumePerAtomMinAngstrom3().orElse(standard.volumePerAtomMinAngstrom3()),
                    volumePerAtomMaxAngstrom3().orElse(standard.volumePerAtomMaxAngstrom3()));
        }
    }

    /** {@code nucleate.scorer.repeats.*}; see {@link io.nucleate.scorer.reward.Repeats}. */
    interface RepeatSettings {
        /**
         * Kinds of crystals that this scorer remembers. With 10,000 a fifth of the crystals near
         * the hull were discounted and the policy learned to avoid what is stable and known; with
         * 500 distinct crystals fell below 95 % within ten minutes.
         */
        @WithDefault("2000")
        int memory();

        /** What remains, at each repeat, of the advantage over the worst reward. */
        @WithDefault("0.5")
        double factor();
    }
}
