package io.nucleate.reward;

import io.nucleate.crystal.Words;
import io.nucleate.energy.hull.HullGuards;

/**
 * How far rewards trust an energy above the hull.
 *
 * @param guards bounds within which it can be trusted
 * @param implausible what a crystal gets that lies too far below the hull
 * @param ignorance factor of the price of ignorance ({@link Priced})
 */
public record HullTrust(HullGuards guards, Implausible implausible, double ignorance) {
    /** Trust of a run whose user sets nothing. */
    public static final HullTrust DEFAULT =
            new HullTrust(new HullGuards(1, 0.1), Implausible.WORST, 1);

    /** Trust of releases up to 0.2.0, and of what only measures. */
    public static final HullTrust PLAIN = new HullTrust(HullGuards.DEFAULT, Implausible.ABSTAIN, 0);

    /** What a crystal gets that lies so far below the hull that its energy must be an error. */
    public enum Implausible {
        /** The worst reward, so that the policy learns to avoid such crystals. */
        WORST,
        /** No reward, so that the policy learns nothing from them. */
        ABSTAIN;

        private static final Words<Implausible> WORDS =
                new Words<>("scoring.ehull.belowHull", Implausible.class, Words::lowerCase);

        /** Returns the name in settings. */
        public String word() {
            return Words.lowerCase(this);
        }

        /** @throws IllegalArgumentException for another word; the message lists the known ones */
        public static Implausible of(String word) {
            return WORDS.parse(word);
        }
    }

    /** @throws IllegalArgumentException if the factor is negative or no number */
    public HullTrust {
        if (!(ignorance >= 0 && ignorance < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("scoring.ehull.ignorance must not be negative, such"
                    + " as 1, or 0 for no price, found " + ignorance);
        }
    }
}
