package io.nucleate.learner.reinforcement;

/**
 * Settings of learning from rewards.
 *
 * @param algorithm which of the learning rules
 * @param batchSize crystals with a reward that an update learns from
 * @param epochs gradient steps on each batch
 * @param learningRate step size of Adam
 * @param clip range of the ratio of densities, 1 ± clip
 * @param gradientNormMax global norm to which the gradient is clipped
 * @param klPenalty tau: reward units per nat of ln(p/p_pretrained)
 * @param stalenessMax versions by which a crystal's policy may be older than the current one
 * @param importanceWeightMax bound at which p_proximal/p_behaviour is cut off
 * @param baselineDecay share of the running mean that one crystal leaves in place
 * @param baselinePrior crystals of a space group that weigh as much as the mean over all groups
 * @param repeatsMemory largest number of kinds of crystals that are remembered. With 10,000 kinds,
 *     a fifth of the crystals near the hull were discounted, and the policy learned to avoid stable
 *     known crystals. With 500 kinds, the fraction of distinct crystals fell below 95 % within ten
 *     minutes
 * @param repeatsFactor factor of the advantage over the worst reward for each repeat, in [0, 1]; 1
 *     discounts nothing
 * @param window what is priced before an update, and how the batch is chosen from it
 * @param elite replay of the best crystals
 * @param strata within which crystals are compared
 * @param elementShares how much more frequent elements may become
 */
public record ReinforcementSettings(
        Algorithm algorithm,
        int batchSize,
        int epochs,
        double learningRate,
        double clip,
        double gradientNormMax,
        double klPenalty,
        int stalenessMax,
        double importanceWeightMax,
        double baselineDecay,
        double baselinePrior,
        int repeatsMemory,
        double repeatsFactor,
        WindowSettings window,
        EliteSettings elite,
        Strata strata,
        ElementShareSettings elementShares) {
    /**
     * The settings of a run; {@code docs/adr/0010-reinforcement.md} says why these,
     * {@code docs/adr/0062-chemistry-is-held.md} why within sizes and chemistries.
     */
    public static final ReinforcementSettings DEFAULT = new ReinforcementSettings(
                    Algorithm.NUCLEATE, 128, 3, 3e-4, 0.2, 1, 0.05, 4, 2, 0.99, 10, 2000, 0.5)
            .with(ElementShareSettings.DEFAULT)
            .with(Strata.parse("sites,chemistry").withPull(Strata.PULL));

    /** Settings that learn from all that is priced, once, without strata and bounds of shares. */
    public ReinforcementSettings(
            Algorithm algorithm,
            int batchSize,
            int epochs,
            double learningRate,
            double clip,
            double gradientNormMax,
            double klPenalty,
            int stalenessMax,
            double importanceWeightMax,
            double baselineDecay,
            double baselinePrior,
            int repeatsMemory,
            double repeatsFactor) {
        this(
                algorithm,
                batchSize,
                epochs,
                learningRate,
                clip,
                gradientNormMax,
                klPenalty,
                stalenessMax,
                importanceWeightMax,
                baselineDecay,
                baselinePrior,
                repeatsMemory,
                repeatsFactor,
                WindowSettings.NONE,
                EliteSettings.NONE,
                Strata.NONE,
                ElementShareSettings.NONE);
    }

    public ReinforcementSettings {
        if (batchSize < 2 || epochs < 1 || stalenessMax < 0) {
            throw new IllegalArgumentException(
                    "a batch needs at least 2 crystals and one epoch, and staleness cannot be"
                            + " negative");
        }
        if (!(learningRate > 0)
                || !(clip > 0)
                || !(gradientNormMax > 0)
                || !(klPenalty >= 0)
                || !(importanceWeightMax >= 1)) {
            throw new IllegalArgumentException(
                    "learning rate, clip and gradient norm must be positive, the KL penalty not"
                            + " negative, the weight's bound at least 1");
        }
        if (algorithm == Algorithm.TRAJECTORY_BALANCE && klPenalty == 0) {
            throw new IllegalArgumentException("trajectory-balance needs a learning.klPenalty above"
                    + " 0: it learns p_pretrained exp(reward / klPenalty)");
        }
        if (algorithm == Algorithm.PPO && !strata.isNone()) {
            throw new IllegalArgumentException("ppo compares all crystals with one running mean, as"
                    + " its paper does: learning.strata must be none, not '" + strata.text()
                    + "'; learning.algorithm=nucleate compares within strata");
        }
        if ((algorithm == Algorithm.DPO || algorithm == Algorithm.IPO) && klPenalty == 0) {
            throw new IllegalArgumentException(
                    algorithm.text() + " needs a learning.klPenalty above"
                            + " 0: it says how far a better crystal is to draw ahead of a worse one");
        }
        if (!(baselineDecay > 0 && baselineDecay < 1) || !(baselinePrior >= 0)) {
            throw new IllegalArgumentException(
                    "the baseline's decay must be in (0, 1) and its prior not negative");
        }
        if (repeatsMemory < 1 || !(repeatsFactor >= 0 && repeatsFactor <= 1)) {
            throw new IllegalArgumentException("a memory of " + repeatsMemory
                    + " kinds of crystals and a factor of " + repeatsFactor
                    + " cannot discount repeats: at least 1 kind, and a factor in [0, 1]");
        }
        if (window.size() > 0 && window.size() < batchSize) {
            throw new IllegalArgumentException("learning.window=" + window.size()
                    + " is less than learning.batchSize=" + batchSize
                    + ", which is chosen from it; set learning.window to 0 or to "
                    + batchSize + " or more");
        }
    }

    /** Returns the crystals with a reward that are priced before an update. */
    public int windowSize() {
        return window.size() == 0 ? batchSize : window.size();
    }

    /** Returns the same settings, with a choice of what is learned from. */
    public ReinforcementSettings with(WindowSettings other) {
        return with(other, elite, strata, elementShares);
    }

    /** Returns the same settings, with elite replay. */
    public ReinforcementSettings with(EliteSettings other) {
        return with(window, other, strata, elementShares);
    }

    /** Returns the same settings, with other strata. */
    public ReinforcementSettings with(Strata other) {
        return with(window, elite, other, elementShares);
    }

    /** Returns the same settings, with other bounds of elements' shares. */
    public ReinforcementSettings with(ElementShareSettings other) {
        return with(window, elite, strata, other);
    }

    private ReinforcementSettings with(
            WindowSettings otherWindow,
            EliteSettings otherElite,
            Strata otherStrata,
            ElementShareSettings otherShares) {
        return new ReinforcementSettings(
                algorithm,
                batchSize,
                epochs,
                learningRate,
                clip,
                gradientNormMax,
                klPenalty,
                stalenessMax,
                importanceWeightMax,
                baselineDecay,
                baselinePrior,
                repeatsMemory,
                repeatsFactor,
                otherWindow,
                otherElite,
                otherStrata,
                otherShares);
    }
}
