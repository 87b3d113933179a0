package io.nucleate.dashboard.view;

import io.nucleate.crystal.Metastability;
import io.nucleate.crystal.matching.Protostructure;
import io.nucleate.schemas.CrystalRecords;
import io.nucleate.schemas.Scored;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * Statistics of the crystals of one policy version, or of several neighbouring ones.
 *
 * @param crystals distinct candidates scored
 * @param rewarded those with a reward; the others abstain
 * @param rewardSum sum of the rewards
 * @param gated those that a guard stopped
 * @param belowTenth those that passed the guards and lie near the hull, see {@link Metastability}
 * @param metastableNew those of belowTenth that are no known material
 * @param gates how often each guard fired
 * @param hull energies above hull of those that passed the guards
 * @param distinct distinct {@link Protostructure}s
 */
public record VersionStatistics(
        long crystals,
        long rewarded,
        double rewardSum,
        long gated,
        long belowTenth,
        long metastableNew,
        Map<String, Long> gates,
        HullHistogram hull,
        DistinctSketch distinct) {

    public static final VersionStatistics EMPTY = new VersionStatistics(
            0, 0, 0, 0, 0, 0, Map.of(), HullHistogram.EMPTY, DistinctSketch.EMPTY);

    /** @param scored a candidate that has not been added before */
    public VersionStatistics add(Scored scored) {
        Double reward = scored.getReward();
        boolean isGated = !scored.getGates().isEmpty();
        Double energy = isGated ? null : scored.getEnergyAboveHullEvPerAtom();
        boolean isMetastable = energy != null && Metastability.isWithin(energy);
        return new VersionStatistics(
                crystals + 1,
                rewarded + (reward == null ? 0 : 1),
                rewardSum + (reward == null ? 0 : reward),
                gated + (isGated ? 1 : 0),
                belowTenth + (isMetastable ? 1 : 0),
                metastableNew + (isMetastable && scored.getKnownMaterial() == null ? 1 : 0),
                Counts.sum(gates, Counts.of(scored.getGates())),
                energy == null ? hull : hull.add(energy),
                distinct.add(CrystalRecords.protostructure(scored.getCandidate().getCrystal())
                        .text()));
    }

    public VersionStatistics merge(VersionStatistics other) {
        return new VersionStatistics(
                crystals + other.crystals,
                rewarded + other.rewarded,
                rewardSum + other.rewardSum,
                gated + other.gated,
                belowTenth + other.belowTenth,
                metastableNew + other.metastableNew,
                Counts.sum(gates, other.gates),
                hull.merge(other.hull),
                distinct.merge(other.distinct));
    }

    /** Returns the mean reward of the crystals with one; empty where every crystal abstained. */
    public OptionalDouble meanReward() {
        return rewarded == 0 ? OptionalDouble.empty() : OptionalDouble.of(rewardSum / rewarded);
    }

    /**
     * Returns the energy above the hull, in eV/atom, below which a fraction of all crystals lies.
     * Those stopped by a guard count as infinitely far; empty where the answer is one of them.
     */
    public OptionalDouble hullQuantile(double fraction) {
        return hull.quantile(fraction, crystals);
    }

    /**
     * Returns the fraction near the hull of all scored crystals, those stopped by a guard included.
     */
    public double fractionBelowTenth() {
        return fraction(belowTenth);
    }

    /** Returns the fraction of those near the hull that is new; empty where there are none. */
    public OptionalDouble fractionNew() {
        return belowTenth == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) metastableNew / belowTenth);
    }

    public double fractionGated() {
        return fraction(gated);
    }

    public double fractionAbstained() {
        return fraction(crystals - rewarded);
    }

    /**
     * Returns the fraction of distinct protostructures: at most 1, also where their number is an
     * estimate.
     */
    public double fractionDistinct() {
        return Math.min(1, fraction(distinct.estimate()));
    }

    private double fraction(long part) {
        return crystals == 0 ? 0 : (double) part / crystals;
    }
}
