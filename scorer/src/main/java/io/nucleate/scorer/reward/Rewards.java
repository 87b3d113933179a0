package io.nucleate.scorer.reward;

/** The rewards by name, and what can be made of them. */
public final class Rewards {
    static final String FORCE = "force";

    /** What an expression is made of, for help and errors. */
    public static final String KNOWN = EhullReward.NAME + ", " + FomReward.NAME + ", " + FORCE
            + ", target(QUANTITY, VALUE[, SCALE]), at-least(…) or at-most(…), or a sum such as"
            + " 'ehull + 3*fom'";

    /** Names and units of what targets and conditions can speak of. */
    public static final String QUANTITIES =
            "ehull (eV/atom), formation-energy (eV/atom), band-gap (eV), dielectric,"
                    + " density (g/cm3), volume-per-atom (A3), force (eV/A, the largest), stress"
                    + " (GPa, the largest)";

    private Rewards() {}

    /**
     * Reads a reward.
     *
     * @param expression such as {@code ehull}, {@code ehull + 3*fom} or {@code ehull +
     *     target(band-gap, 1.4) if density < 6}; {@link RewardExpression} has the grammar
     * @throws IllegalArgumentException for anything else, with what is known
     */
    public static Reward of(String expression, RewardSettings settings) {
        return new Guarded(RewardExpression.parse(expression, settings), settings.hullGuards());
    }
}
