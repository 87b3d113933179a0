package io.nucleate.scorer;

import io.nucleate.crystal.Crystal;
import io.nucleate.energy.Energetics;
import io.nucleate.energy.EnergyCalculator;
import io.nucleate.energy.Judge;
import io.nucleate.energy.Pricing;
import io.nucleate.energy.relaxation.RelaxationSettings;
import io.nucleate.energy.relaxation.Relaxed;
import io.nucleate.scorer.reward.Gates;
import io.nucleate.scorer.reward.Repeats;
import io.nucleate.scorer.reward.Reward;
import io.nucleate.scorer.reward.RewardValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * From crystals to rewards: gates, relaxation, the potential's energy, the hull, the reward, the
 * discount for repeats. For one thread.
 */
public final class CrystalScorer implements AutoCloseable {
    public static final String UNKNOWN_ELEMENT = "unknown-element";

    /** Marks the reward of a crystal whose relaxation ended early. */
    public static final String UNCONVERGED = "unconverged";

    private final Gates gates;
    private final EnergyCalculator calculator;
    private final Optional<RelaxationSettings> relaxation;
    private final Reward reward;
    private final Repeats repeats;
    private final Optional<Judge> judge;

    /** Scores crystals as they are. */
    public CrystalScorer(Gates gates, EnergyCalculator calculator, Reward reward, Repeats repeats) {
        this(gates, calculator, Optional.empty(), reward, repeats);
    }

    /**
     * @param relaxation how crystals are relaxed, within their space groups, before they are
     *     priced; empty: not at all
     */
    public CrystalScorer(
            Gates gates,
            EnergyCalculator calculator,
            Optional<RelaxationSettings> relaxation,
            Reward reward,
            Repeats repeats) {
        this(gates, calculator, relaxation, reward, repeats, Optional.empty());
    }

    private CrystalScorer(
            Gates gates,
            EnergyCalculator calculator,
            Optional<RelaxationSettings> relaxation,
            Reward reward,
            Repeats repeats,
            Optional<Judge> judge) {
        this.gates = gates;
        this.calculator = calculator;
        this.relaxation = relaxation;
        this.reward = reward;
        this.repeats = repeats;
        this.judge = judge;
    }

    /**
     * The same scorer with a second opinion beside each reward; it takes the place of this one, and
     * closes the judge.
     */
    public CrystalScorer withJudge(Judge judge) {
        return new CrystalScorer(
                gates, calculator, relaxation, reward, repeats, Optional.of(judge));
    }

    /** Name and version of the potential. */
    public String potential() {
        return calculator.potential();
    }

    /** Identity of the phases under the hull. */
    public String hullReference() {
        return calculator.hullReference();
    }

    public String rewardName() {
        return reward.name();
    }

    /**
     * Scores crystals on their primitive cells. Gates come before the relaxation, and again after
     * it: what falls into a hole of the potential's surface on the way does not pay either.
     *
     * @return as many as crystals, in their order
     * @throws IllegalStateException where the potential itself is broken; no repeat has been
     *     counted then
     */
    public List<Verdict> score(List<Crystal> crystals) {
        List<Crystal> open = new ArrayList<>();
        List<List<String>> stopping = new ArrayList<>();
        for (Crystal crystal : crystals) {
            List<String> stoppedBy = stopping(crystal);
            stopping.add(stoppedBy);
            if (stoppedBy.isEmpty()) {
                open.add(crystal);
            }
        }
        List<Pricing> results = open.isEmpty() ? List.of() : calculate(open);
        List<Pricing> judged = judge.isEmpty()
                ? results
                : judge.get().judge(results, i -> open.get(i).primitiveStructure());
        List<Verdict> verdicts = new ArrayList<>(crystals.size());
        int evaluated = 0;
        for (int i = 0; i < crystals.size(); i++) {
            List<String> stoppedBy = stopping.get(i);
            verdicts.add(
                    stoppedBy.isEmpty()
                            ? verdict(
                                    crystals.get(i),
                                    results.get(evaluated),
                                    judged.get(evaluated++))
                            : score(crystals.get(i), Optional.empty(), reward.stopped(stoppedBy)));
        }
        return verdicts;
    }

    /**
     * A policy without a word against it drifts to elements that nobody can price: that is a
     * guard's business, not a failure.
     */
    private List<String> stopping(Crystal crystal) {
        return calculator.knows(crystal.composition())
                ? gates.stopping(crystal)
                : List.of(UNKNOWN_ELEMENT);
    }

    private List<Pricing> calculate(List<Crystal> crystals) {
        return relaxation.isPresent()
                ? calculator.calculateRelaxed(
                        calculator.relaxer(relaxation.get()).relax(crystals))
                : calculator.calculate(
                        crystals.stream().map(Crystal::primitiveStructure).toList(),
                        reward.needs().quantities());
    }

    /** The reward is that of the price before it was judged. */
    private Verdict verdict(Crystal crystal, Pricing pricing, Pricing judged) {
        if (pricing instanceof Pricing.Failure failure) {
            return new Verdict.Failure(failure.kind(), failure.reason());
        }
        Energetics energetics = (Energetics) pricing;
        List<String> stoppedBy = energetics
                .relaxed()
                .flatMap(Relaxed::crystal)
                .map(gates::stopping)
                .orElse(List.of());
        RewardValue value = stoppedBy.isEmpty() ? reward.of(energetics) : reward.stopped(stoppedBy);
        boolean unconverged =
                energetics.relaxed().filter(relaxed -> !relaxed.converged()).isPresent();
        return score(
                crystal,
                Optional.of((Energetics) judged),
                unconverged ? value.marked(UNCONVERGED) : value);
    }

    private Score score(Crystal crystal, Optional<Energetics> energetics, RewardValue value) {
        return new Score(
                crystal.composition(),
                energetics,
                repeats.discount(crystal, value, reward.worst()));
    }

    @Override
    public void close() {
        calculator.close();
        judge.ifPresent(Judge::close);
    }
}
