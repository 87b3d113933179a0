package io.nucleate.scorer;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Result;
import io.nucleate.energy.Energetics;
import io.nucleate.energy.EnergyCalculator;
import io.nucleate.energy.Judge;
import io.nucleate.energy.potential.RequestedQuantities;
import io.nucleate.energy.property.Property;
import io.nucleate.energy.relaxation.RelaxationSettings;
import io.nucleate.energy.relaxation.Relaxed;
import io.nucleate.reward.Evidence;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Scores crystals: applies gates, relaxes, computes the energetics and the reward, each as the
 * crystal's run asks. A score depends on crystal and {@link Objective} alone, never on the crystals
 * that were scored before. Crystals of several runs share the calls of the potential. One thread at
 * a time may use an instance.
 */
public final class CrystalScorer implements AutoCloseable {
    /** Name of the gate that stops crystals with elements that the potential does not know. */
    public static final String UNKNOWN_ELEMENT = "unknown-element";

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
     * Returns a scorer that also adds the judgement of a second potential, which pays in
     * pessimistic runs alone. It replaces this one, which must not be used or closed any more, and
     * closes the judge.
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

    /**
     * What crystals must agree in to be judged in one call.
     *
     * @param belowEvPerAtom bound of a pessimistic run; empty for that of the judge
     */
    private record Hearing(OptionalDouble belowEvPerAtom, int alone) {}

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

    /** Returns name and version of the potential that judges; empty if there is none. */
    public Optional<String> judge() {
        return judge.map(Judge::potential);
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
                ? objective.pessimism().flatMap(this::objection)
                : Optional.of(
                        "there is no readout of " + missing + " for features of " + potential());
    }

    private Optional<String> objection(Pessimism pessimism) {
        return judge().filter(pessimism.potential()::equals).isPresent()
                ? Optional.empty()
                : Optional.of("it is paid by the second potential " + pessimism.potential()
                        + " too, and this scorer has " + judge().orElse("none")
                        + "; set nucleate.scorer.judge.potential to it");
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
     * @throws IllegalStateException if a potential itself fails
     * @throws NoSuchElementException if a task is of a pessimistic run and there is no judge
     */
    public List<Result<Score>> score(List<Task> tasks) {
        List<Gated> gated =
                tasks.stream().map(task -> new Gated(task, stopping(task))).toList();
        String hullReference = calculator.newestHull().reference().identity();
        List<Result<Energetics>> evaluated = evaluate(gated);
        List<Result<Energetics>> judged =
                judge.map(second -> judged(second, gated, evaluated)).orElse(evaluated);
        List<Result<Score>> scores = new ArrayList<>(tasks.size());
        for (int i = 0; i < gated.size(); i++) {
            scores.add(
                    gated.get(i).isOpen()
                            ? score(tasks.get(i), judged.get(i))
                            : Result.success(stopped(gated.get(i), hullReference)));
        }
        return scores;
    }

    /**
     * Adds judgements. Those of pessimistic runs, whose rewards depend on it, are judged below the
     * bound of their run and alone if the run wants that; the others below the judge's own bound.
     */
    private static List<Result<Energetics>> judged(
            Judge second, List<Gated> gated, List<Result<Energetics>> evaluated) {
        Map<Hearing, List<Integer>> calls = new LinkedHashMap<>();
        for (int i = 0; i < gated.size(); i++) {
            if (gated.get(i).isOpen()) {
                calls.computeIfAbsent(
                                hearing(gated.get(i).task.objective, i), call -> new ArrayList<>())
                        .add(i);
            }
        }
        List<Result<Energetics>> judged = new ArrayList<>(evaluated);
        calls.forEach((hearing, members) -> {
            List<Result<Energetics>> heard =
                    members.stream().map(evaluated::get).toList();
            put(
                    judged,
                    members,
                    hearing.belowEvPerAtom.isPresent()
                            ? Result.flatMapAll(
                                    heard,
                                    open -> second.judgeBelow(
                                            hearing.belowEvPerAtom.getAsDouble(), open))
                            : Result.mapAll(heard, second::judge));
        });
        return judged;
    }

    private static Hearing hearing(Objective objective, int index) {
        return objective
                .pessimism()
                .map(pessimism -> new Hearing(
                        OptionalDouble.of(pessimism.belowEvPerAtom()),
                        objective.oneByOne() ? index : -1))
                .orElse(new Hearing(OptionalDouble.empty(), -1));
    }

    /**
     * Returns the names of the gates that stop a crystal. An element that a potential which pays
     * does not know stops it too; it is not a failure. Failures have no reward, so the policy would
     * never learn to avoid such elements.
     */
    private List<String> stopping(Task task) {
        Composition composition = task.crystal.composition();
        boolean isKnown = calculator.knows(composition)
                && (task.objective.pessimism().isEmpty() || judge.orElseThrow().knows(composition));
        return isKnown ? task.objective.stopping(task.crystal) : List.of(UNKNOWN_ELEMENT);
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

    private static Score stopped(Gated gated, String hullReference) {
        return new Score(
                gated.task.crystal.composition(),
                Optional.empty(),
                gated.task.objective.reward().stopped(gated.stoppedBy),
                hullReference);
    }

    private Result<Score> score(Task task, Result<Energetics> judged) {
        return judged.map(energetics -> new Score(
                task.crystal.composition(),
                Optional.of(energetics),
                task.objective.rewardOf(evidence(task, energetics)),
                energetics.hullReference()));
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
