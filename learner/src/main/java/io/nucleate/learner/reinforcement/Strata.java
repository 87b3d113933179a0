package io.nucleate.learner.reinforcement;

import io.nucleate.crystal.Chemistry;
import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.CrystalSystem;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * Divides crystals into strata, within which they are compared. A reward that depends on the
 * stratum more than on anything else then does not drive the policy into the rich one.
 *
 * <p>With p(x) = P(s) p(x|s) for the stratum s of the crystal x, the gradient of a batch is
 *
 * <pre>
 *   Σ A(x) ∇ln p(x) = Σ_s (Σ_{x in s} A(x)) ∇ln P(s) + Σ A(x) ∇ln p(x|s)
 * </pre>
 *
 * <p>Where the advantages of each stratum have mean zero, its first part vanishes: what remains is
 * the gradient of Σ_s P(s) E[r|s] with the shares P(s) held fixed. The baseline depends on what the
 * policy chose, so this is not the gradient of the mean reward, and is not meant to be. The shares
 * still move by what the network shares between strata, and by chance; {@link StrataShares} pulls
 * them back.
 *
 * @param by what tells strata apart; empty for one stratum of all crystals
 * @param pull how strongly shares are pulled back to where they were at the start; 0 for not at all
 */
public record Strata(Set<By> by, double pull) {
    /** The pull of a run; {@code docs/adr/0058-shares-of-strata-are-held.md} says why. */
    public static final double PULL = 1;

    /** One stratum of all crystals. */
    public static final Strata NONE = new Strata(Set.of(), 0);

    private static final String NONE_TEXT = "none";

    /** What can tell strata apart. */
    public enum By {
        /** Number of occupied positions: 1, 2, 3, 4, and 5 or more. */
        SITES("sites", 5, crystal -> Math.min(crystal.sites().size(), 5) - 1),
        /** Class of the composition. */
        CHEMISTRY("chemistry", Chemistry.values().length, crystal -> Chemistry.of(
                        crystal.composition())
                .ordinal()),
        /** Crystal system of the space group. */
        FAMILY("family", CrystalSystem.values().length, crystal -> crystal.spaceGroup()
                .crystalSystem()
                .ordinal());

        private final String text;
        private final int count;
        private final ToIntFunction<Crystal> number;

        By(String text, int count, ToIntFunction<Crystal> number) {
            this.text = text;
            this.count = count;
            this.number = number;
        }

        private static By of(String text) {
            return Arrays.stream(values())
                    .filter(by -> by.text.equals(text))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "learning.strata cannot be '" + text + "'; it is " + NONE_TEXT
                                    + ", or some of "
                                    + Arrays.stream(values())
                                            .map(by -> by.text)
                                            .collect(Collectors.joining(","))));
        }
    }

    public Strata {
        EnumSet<By> copy = EnumSet.noneOf(By.class);
        copy.addAll(by);
        by = copy;
        if (!(pull >= 0 && Double.isFinite(pull))) {
            throw new IllegalArgumentException(
                    "learning.strataPull must be 0 or more, such as " + PULL + ", not " + pull);
        }
    }

    /**
     * Reads {@code none}, or names such as {@code sites,chemistry}; nothing pulls their shares.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Strata parse(String text) {
        if (text.strip().equals(NONE_TEXT)) {
            return NONE;
        }
        return new Strata(
                Arrays.stream(text.strip().split("\\s*,\\s*", -1))
                        .map(By::of)
                        .collect(Collectors.toSet()),
                0);
    }

    /** Returns the same strata, with shares that are pulled back. */
    public Strata withPull(double other) {
        return new Strata(by, other);
    }

    /** Returns the text that {@link #parse} reads. */
    public String text() {
        return isNone()
                ? NONE_TEXT
                : by.stream().map(one -> one.text).collect(Collectors.joining(","));
    }

    /** Returns whether all crystals are one stratum. */
    boolean isNone() {
        return by.isEmpty();
    }

    /** Returns the number of a crystal's stratum. */
    int of(Crystal crystal) {
        int stratum = 0;
        for (By one : by) {
            stratum = stratum * one.count + one.number.applyAsInt(crystal);
        }
        return stratum;
    }
}
