package io.nucleate.scorer;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Result;
import io.nucleate.energy.Energetics;
import io.nucleate.energy.EnergyCalculator;
import io.nucleate.energy.Judge;
import io.nucleate.energy.relaxation.RelaxationSettings;
import io.nucleate.energy.relaxation.Relaxed;
import io.nucleate.scorer.reward.Gates;
import io.nucleate.scorer.reward.Reward;
import io.nucleate.scorer.reward.RewardValue;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Scores crystals: applies gates, relaxes, computes the energetics and the reward. A score depends
 * on the crystal alone, never on the crystals that were scored before. One thread at a time may use
 * an instance.
 */
public final class CrystalScorer implements AutoCloseable {
    /** Name of the gate that stops crystals with elements that the potential does not know. */
    public static final String UNKNOWN_ELEMENT = "unknown-element";

    /** Name of the guard that marks the reward of a crystal whose relaxation did not converge. */
    public static final String UNCONVERGED = "unconverged";

    private final Gates gates;
    private final EnergyCalculator calculator;
    private final Optional<RelaxationSettings> relaxation;
    private final Reward reward;
    private final Optional<Judge> judge;

    /** Makes a scorer that evaluates crystals as they are, without relaxation. */
    public CrystalScorer(Gates gates, EnergyCalculator calculator, Reward reward) {
        this(gates, calculator, Optional.empty(), reward);
    }

    /**
     * @param calculator computes the energetics; the scorer closes it
     * @param relaxation settings with which crystals are relaxed within their space groups before
     *     they are evaluated; empty for no relaxation
     */
    public CrystalScorer(
            Gates gates,
            EnergyCalculator calculator,
            Optional<RelaxationSettings> relaxation,
            Reward reward) {
        this(gates, calculator, relaxation, reward, Optional.empty());
    }

    private CrystalScorer(
            Gates gates,
            EnergyCalculator calculator,
            Optional<RelaxationSettings> relaxation,
            Reward reward,
            Optional<Judge> judge) {
        this.gates = gates;
        this.calculator = calculator;
        this.relaxation = relaxation;
        this.reward = reward;
        this.judge = judge;
    }

    /**
     * Returns a scorer that also adds the judgement of a second potential. It replaces this one,
     * which must not be used or closed any more, and closes the judge.
     */
    public CrystalScorer withJudge(Judge judge) {
        return new CrystalScorer(gates, calculator, relaxation, reward, Optional.of(judge));
    }

    /** Returns name and version of the potential. */
    public String potential() {
        return calculator.potential();
    }

    /** Returns the SHA-256 of the potential's parameters; empty if it has none. */
    public Optional<String> potentialSha256() {
        return calculator.potentialSha256();
    }

    /** Returns the name of the reward, which is its expression. */
    public String rewardName() {
        return reward.name();
    }

    /** Returns the lowest value of the reward. */
    public double rewardWorst() {
        return reward.worst();
    }

    /**
     * Scores crystals on their primitive cells. The gates are applied before the relaxation and
     * again after it, because a relaxation can end in a structure where the potential is wrong.
     *
     * @return one result for each crystal, in the same order; a failure is not a bad score
     * @throws IllegalStateException if the potential itself fails
     */
    public List<Result<Score>> score(List<Crystal> crystals) {
        List<Gated> gated = crystals.stream()
                .map(crystal -> new Gated(crystal, stopping(crystal)))
                .toList();
        String hullReference = calculator.newestHull().reference().identity();
        List<Result<Energetics>> evaluated = evaluate(
                gated.stream().filter(Gated::isOpen).map(Gated::crystal).toList());
        Iterator<Result<Energetics>> unjudged = evaluated.iterator();
        Iterator<Result<Energetics>> judged = judge.map(
                        second -> Result.mapAll(evaluated, second::judge))
                .orElse(evaluated)
                .iterator();
        return gated.stream()
                .map(one -> one.isOpen()
                        ? score(one.crystal, unjudged.next(), judged.next())
                        : Result.success(stopped(one, hullReference)))
                .toList();
    }

    /** A crystal, and the names of the gates that stop it before its energy is computed. */
    private record Gated(Crystal crystal, List<String> stoppedBy) {
        boolean isOpen() {
            return stoppedBy.isEmpty();
        }
    }

    /**
     * Returns the names of the gates that stop a crystal. An element that the potential does not
     * know stops it too; it is not a failure. Failures have no reward, so the policy would never
     * learn to avoid such elements.
     */
    private List<String> stopping(Crystal crystal) {
        return calculator.knows(crystal.composition())
                ? gates.stopping(crystal)
                : List.of(UNKNOWN_ELEMENT);
    }

    private List<Result<Energetics>> evaluate(List<Crystal> crystals) {
        if (crystals.isEmpty()) {
            return List.of();
        }
        return relaxation.isPresent()
                ? calculator.evaluateRelaxed(
                        calculator.relaxer(relaxation.get()).relax(crystals))
                : calculator.evaluate(
                        crystals.stream().map(Crystal::primitiveStructure).toList(),
                        reward.needs().quantities());
    }

    private Score stopped(Gated gated, String hullReference) {
        return new Score(
                gated.crystal.composition(),
                Optional.empty(),
                reward.stopped(gated.stoppedBy),
                hullReference);
    }

    /** Makes a score. The reward is computed from the energetics without the judgement. */
    private Result<Score> score(
            Crystal crystal, Result<Energetics> unjudged, Result<Energetics> judged) {
        return unjudged.flatMap(energetics -> judged.map(withJudgement -> new Score(
                crystal.composition(),
                Optional.of(withJudgement),
                reward(energetics),
                energetics.hullReference())));
    }

    private RewardValue reward(Energetics energetics) {
        List<String> stoppedBy = energetics
                .relaxed()
                .flatMap(Relaxed::crystal)
                .map(gates::stopping)
                .orElse(List.of());
        RewardValue value = stoppedBy.isEmpty() ? reward.of(energetics) : reward.stopped(stoppedBy);
        boolean unconverged =
                energetics.relaxed().filter(relaxed -> !relaxed.converged()).isPresent();
        return unconverged ? value.marked(UNCONVERGED) : value;
    }

    @Override
    public void close() {
        calculator.close();
        judge.ifPresent(Judge::close);
    }
}
