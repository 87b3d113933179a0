package io.nucleate.reward;

import io.nucleate.energy.Energetics;
import io.nucleate.energy.hull.IgnorancePrice;

/**
 * A reward that makes ignorance cost. The complete hull lies below the known one, the more so the
 * fewer phases are known ({@link IgnorancePrice}). So the energy above the hull lies between the
 * measured one and the measured one plus the price, and the worse of these two counts. What is lost
 * by that becomes a term.
 *
 * @param factor factor of the price; with 0 ignorance costs nothing
 */
record Priced(Reward reward, double factor) implements Wrapped {
    /** Name of the reward term that holds the difference. */
    static final String TERM = "ignorance";

    @Override
    public RewardValue of(Evidence evidence) {
        RewardValue measured = reward.of(evidence);
        Energetics energetics = evidence.energetics();
        double priceEvPerAtom = factor
                * IgnorancePrice.shipped()
                        .evPerAtom(
                                energetics.composition().elements().size(),
                                energetics.decomposition().knownPhases());
        if (priceEvPerAtom == 0) {
            return measured;
        }
        RewardValue priced = reward.of(evidence.onHullLowerBy(priceEvPerAtom));
        if (measured.value().isEmpty() || priced.value().isEmpty()) {
            // A condition that could not be decided decides nothing where another is not met.
            return measured.value().isEmpty() ? priced : measured;
        }
        // More distance can bring a crystal nearer to a target, but ignorance must not pay.
        return measured.with(
                TERM,
                Math.min(0, priced.value().getAsDouble() - measured.value().getAsDouble()));
    }
}
