package io.nucleate.reward;

/** Reads rewards from expressions. */
public final class Rewards {
    static final String FORCE = "force";

    /** What a crystal has or has not, as a reward or as a condition. */
    static final String FACTS = "charge-balanced, novel";

    /** Parts of an expression, for help and error messages. */
    public static final String KNOWN = EhullReward.NAME + ", " + FomReward.NAME + ", " + FORCE
            + ", target(QUANTITY, VALUE[, SCALE]), at-least(…) or at-most(…), "
            + FACTS + ", or a sum such as 'ehull + 3*fom'";

    /** Names and units of the quantities in targets and conditions, for help and error messages. */
    public static final String QUANTITIES =
            "ehull (eV/atom), formation-energy (eV/atom), band-gap (eV), dielectric,"
                    + " density (g/cm3), volume-per-atom (A3), force (eV/A, the largest), stress"
                    + " (GPa, the largest)";

    /**
     * What a run learns to earn whose user asks for nothing else;
     * {@code docs/adr/0062-chemistry-is-held.md} says why.
     */
    public static final String STANDARD = EhullReward.NAME + " + 2*charge-balanced";

    private Rewards() {}

    /**
     * Reads a reward.
     *
     * @param expression such as {@code ehull}, {@code ehull + 3*fom} or {@code ehull +
     *     target(band-gap, 1.4) if density < 6}; {@link RewardExpression} has the grammar
     * @throws IllegalArgumentException if the expression cannot be read; the message has the place
     *     and what is expected there
     */
    public static Reward of(String expression, RewardSettings settings) {
        HullTrust trust = settings.trust();
        return new Guarded(
                new Priced(RewardExpression.parse(expression, settings), trust.ignorance()), trust);
    }

    /**
     * Returns whether a reward asks for a property that is estimated, such as a gap.
     *
     * @throws IllegalArgumentException if the expression cannot be read, as {@link #of}
     */
    public static boolean asksForProperty(String expression) {
        return !of(expression, RewardSettings.DEFAULT).needs().properties().isEmpty();
    }
}
