package io.nucleate.scorer;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Result;
import io.nucleate.energy.Energetics;
import io.nucleate.energy.EnergyCalculator;
import io.nucleate.energy.Judge;
import io.nucleate.energy.potential.RequestedQuantities;
import io.nucleate.energy.property.Property;
import io.nucleate.energy.relaxation.RelaxationSettings;
import io.nucleate.energy.relaxation.Relaxed;
import io.nucleate.scorer.reward.Evidence;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Scores crystals: applies gates, relaxes, computes the energetics and the reward, each as the
 * crystal's run asks. A score depends on crystal and {@link Objective} alone, never on the crystals
 * that were scored before. Crystals of several runs share the calls of the potential. One thread at
 * a time may use an instance.
 */
public final class CrystalScorer implements AutoCloseable {
    /** Name of the gate that stops crystals with elements that the potential does not know. */
    public static final String UNKNOWN_ELEMENT = "unknown-element";

    /** Name of the guard that marks the reward of a crystal whose relaxation did not converge. */
    public static final String UNCONVERGED = "unconverged";

    private final EnergyCalculator calculator;
    private final EnergyCalculator energies;
    private final Optional<Judge> judge;
    private final Optional<KnownCrystals> known;

    /** @param calculator computes the energetics; the scorer closes it */
    public CrystalScorer(EnergyCalculator calculator) {
        this(calculator, Optional.empty(), Optional.empty());
    }

    private CrystalScorer(
            EnergyCalculator calculator, Optional<Judge> judge, Optional<KnownCrystals> known) {
        this.calculator = calculator;
        this.energies = calculator.withoutProperties();
        this.judge = judge;
        this.known = known;
    }

    /**
     * Returns a scorer that also adds the judgement of a second potential. It replaces this one,
     * which must not be used or closed any more, and closes the judge.
     */
    public CrystalScorer withJudge(Judge judge) {
        return new CrystalScorer(calculator, Optional.of(judge), known);
    }

    /**
     * Returns a scorer that also looks crystals up among the known ones, for rewards that ask
     * whether they are novel. It replaces this one, which must not be used or closed any more.
     */
    public CrystalScorer withKnown(KnownCrystals known) {
        return new CrystalScorer(calculator, judge, Optional.of(known));
    }

    /** A crystal, and what its run asks of its score. */
    public record Task(Crystal crystal, Objective objective) {}

    /** What crystals must agree in to be evaluated in one call. */
    private record Protocol(
            Optional<RelaxationSettings> relaxation, RequestedQuantities quantities, int alone) {}

    /** A crystal, and the names of the gates that stop it before its energy is computed. */
    private record Gated(Task task, List<String> stoppedBy) {
        boolean isOpen() {
            return stoppedBy.isEmpty();
        }
    }

    /** Returns name and version of the potential. */
    public String potential() {
        return calculator.potential();
    }

    /** Returns the SHA-256 of the potential's parameters; empty if it has none. */
    public Optional<String> potentialSha256() {
        return calculator.potentialSha256();
    }

    /** Returns what an objective asks for and this scorer cannot do; empty if it can do it all. */
    public Optional<String> objection(Objective objective) {
        if (objective.reward().needs().novelty() && known.isEmpty()) {
            return Optional.of("this scorer knows no materials, and '"
                    + objective.reward().name() + "' asks whether crystals are novel");
        }
        Set<Property> missing = new HashSet<>(objective.properties());
        missing.removeAll(calculator.properties());
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "there is no readout of " + missing + " for features of " + potential());
    }

    /** Scores crystals of one run, as {@link #score(List)} does. */
    public List<Result<Score>> score(List<Crystal> crystals, Objective objective) {
        return score(
                crystals.stream().map(crystal -> new Task(crystal, objective)).toList());
    }

    /**
     * Scores crystals on their primitive cells. The gates are applied before the relaxation and
     * again after it, because a relaxation can end in a structure where the potential is wrong.
     *
     * @return one result for each crystal, in the same order; a failure is not a bad score
     * @throws IllegalStateException if the potential itself fails
     */
    public List<Result<Score>> score(List<Task> tasks) {
        List<Gated> gated =
                tasks.stream().map(task -> new Gated(task, stopping(task))).toList();
        String hullReference = calculator.newestHull().reference().identity();
        List<Result<Energetics>> evaluated = evaluate(gated);
        List<Result<Energetics>> judged = judge.map(
                        second -> mapPresent(evaluated, results -> judge(second, results)))
                .orElse(evaluated);
        List<Result<Score>> scores = new ArrayList<>(tasks.size());
        for (int i = 0; i < gated.size(); i++) {
            scores.add(
                    gated.get(i).isOpen()
                            ? score(tasks.get(i), evaluated.get(i), judged.get(i))
                            : Result.success(stopped(gated.get(i), hullReference)));
        }
        return scores;
    }

    private static List<Result<Energetics>> judge(
            Judge second, List<Result<Energetics>> evaluated) {
        return Result.mapAll(evaluated, second::judge);
    }

    /**
     * Returns the names of the gates that stop a crystal. An element that the potential does not
     * know stops it too; it is not a failure. Failures have no reward, so the policy would never
     * learn to avoid such elements.
     */
    private List<String> stopping(Task task) {
        return calculator.knows(task.crystal.composition())
                ? task.objective.stopping(task.crystal)
                : List.of(UNKNOWN_ELEMENT);
    }

    /** Evaluates the open ones; null stands for the others. */
    private List<Result<Energetics>> evaluate(List<Gated> gated) {
        Map<Protocol, List<Integer>> calls = new LinkedHashMap<>();
        Map<Set<Property>, List<Integer>> estimates = new LinkedHashMap<>();
        for (int i = 0; i < gated.size(); i++) {
            if (gated.get(i).isOpen()) {
                Objective objective = gated.get(i).task.objective;
                calls.computeIfAbsent(protocol(objective, i), call -> new ArrayList<>())
                        .add(i);
                estimates
                        .computeIfAbsent(objective.properties(), wanted -> new ArrayList<>())
                        .add(i);
            }
        }
        List<Result<Energetics>> evaluated =
                new ArrayList<>(Collections.nCopies(gated.size(), null));
        calls.forEach((protocol, members) -> put(
                evaluated,
                members,
                evaluate(
                        protocol,
                        members.stream().map(i -> gated.get(i).task.crystal).toList())));
        estimates.forEach((wanted, members) -> put(
                evaluated,
                members,
                calculator.estimate(members.stream().map(evaluated::get).toList(), wanted)));
        return evaluated;
    }

    private static Protocol protocol(Objective objective, int index) {
        return new Protocol(
                objective.relaxation(),
                objective.reward().needs().quantities(),
                objective.oneByOne() ? index : -1);
    }

    private List<Result<Energetics>> evaluate(Protocol protocol, List<Crystal> crystals) {
        return protocol.relaxation.isPresent()
                ? energies.evaluateRelaxed(
                        energies.relaxer(protocol.relaxation.get()).relax(crystals))
                : energies.evaluate(
                        crystals.stream().map(Crystal::primitiveStructure).toList(),
                        protocol.quantities);
    }

    private static <T> void put(List<T> all, List<Integer> members, List<T> values) {
        for (int i = 0; i < members.size(); i++) {
            all.set(members.get(i), values.get(i));
        }
    }

    /** Applies a function to those that are not null. */
    private static <T> List<T> mapPresent(List<T> all, Function<List<T>, List<T>> function) {
        List<Integer> present = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i) != null) {
                present.add(i);
            }
        }
        List<T> mapped = new ArrayList<>(all);
        put(mapped, present, function.apply(present.stream().map(all::get).toList()));
        return mapped;
    }

    private static Score stopped(Gated gated, String hullReference) {
        return new Score(
                gated.task.crystal.composition(),
                Optional.empty(),
                gated.task.objective.reward().stopped(gated.stoppedBy),
                hullReference);
    }

    /** Makes a score. The reward is computed from the energetics without the judgement. */
    private Result<Score> score(Task task, Result<Energetics> unjudged, Result<Energetics> judged) {
        return unjudged.flatMap(energetics -> judged.map(withJudgement -> new Score(
                task.crystal.composition(),
                Optional.of(withJudgement),
                task.objective.rewardOf(evidence(task, energetics)),
                energetics.hullReference())));
    }

    /** The crystal that was evaluated, the relaxed one if it was relaxed, is looked up. */
    private Evidence evidence(Task task, Energetics energetics) {
        Optional<Boolean> novel = known.filter(
                        index -> task.objective.reward().needs().novelty())
                .map(index -> index.name(
                                energetics.relaxed().flatMap(Relaxed::crystal).orElse(task.crystal))
                        .isEmpty());
        return new Evidence(energetics, novel);
    }

    @Override
    public void close() {
        calculator.close();
        judge.ifPresent(Judge::close);
    }
}
