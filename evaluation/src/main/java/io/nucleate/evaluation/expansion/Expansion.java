package io.nucleate.evaluation.expansion;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.HeldOutFormulas;
import io.nucleate.crystal.Result;
import io.nucleate.crystal.StructureChecks;
import io.nucleate.crystal.matching.Protostructure;
import io.nucleate.crystal.substitution.Proposal;
import io.nucleate.crystal.substitution.Proposals.Parent;
import io.nucleate.crystal.symmetry.SymmetryFinder;
import io.nucleate.energy.Energetics;
import io.nucleate.energy.EnergyCalculator;
import io.nucleate.energy.hull.ConvexHull;
import io.nucleate.energy.hull.ConvexHull.Decomposition;
import io.nucleate.energy.hull.HullGuards;
import io.nucleate.energy.potential.RequestedQuantities;
import io.nucleate.energy.relaxation.Relaxed;
import io.nucleate.evaluation.LineLog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/**
 * Grows a set of crystals. Each proposal that is new is relaxed within its space group, unless it
 * lies too far above the hull to be worth that; its symmetry is found again, because it may have
 * become more symmetric; it is compared with all others; and it is written down ({@link LineLog}),
 * with its energy or the reason why it has none. So it can be killed at any time and goes on.
 *
 * <p>What is kept is decided in a second pass ({@link #kept}), against the hull of all that was
 * found: in the first pass, whoever comes first into an empty chemical system would look stable.
 *
 * <p>The result does not depend on the number of calculators, but for rounding.
 */
public final class Expansion implements Closeable {
    /** Number of proposals that are relaxed together; the last to converge keep few company. */
    private static final int BATCH = 256;

    /** Proposals in a row that are nothing new, after which there is nothing left to propose. */
    private static final int FRUITLESS_MAX = 1_000_000;

    private final ExpansionSettings settings;
    private final LongFunction<Optional<Proposal>> proposals;
    private final long proposalCount;
    private final Catalogue catalogue = new Catalogue();
    private final ConvexHull knownHull;
    private final GrowingHull hull;
    private final List<Attempt> found = new ArrayList<>();
    private final LineLog log;
    /** In the order of their numbers; results are taken in that order, whoever ends first. */
    private final Deque<Batch> begun = new ArrayDeque<>();

    private final Map<String, Integer> outcomes = new TreeMap<>();
    private int attempts;
    private int near;
    /** Number of the next proposal. */
    private long next;
    /** No batch can follow those that have begun. */
    private boolean isLast;

    /** Hears how far it is. */
    @FunctionalInterface
    public interface Progress {
        /**
         * Called after each batch.
         *
         * @param attempts number of proposals that were computed, ever
         * @param near number of crystals that were near the hull as it was then
         */
        void advanced(int attempts, int near);
    }

    private record Batch(List<Proposal> proposals, Future<List<Result<Energetics>>> results) {}

    /**
     * Opens an expansion, or takes it up where it was.
     *
     * @param file log of the attempts
     * @param known crystals that are not new
     * @param proposals gives the proposal of a number, from 0; empty where there is none
     * @param proposalCount number of proposals; {@link Long#MAX_VALUE} if they never end
     * @param knownHull hull of the known phases
     * @throws IOException where the log cannot be written, or its lines are no attempts
     */
    public Expansion(
            Path file,
            ExpansionSettings settings,
            List<Parent> known,
            LongFunction<Optional<Proposal>> proposals,
            long proposalCount,
            ConvexHull knownHull)
            throws IOException {
        this.settings = settings;
        this.proposals = proposals;
        this.proposalCount = proposalCount;
        this.knownHull = knownHull;
        hull = new GrowingHull(knownHull);
        known.forEach(parent -> catalogue.addKnown(parent.name(), parent.crystal()));
        log = LineLog.open(file, line -> takeUp(Attempt.fromJson(line)));
        hull.grow();
    }

    private void takeUp(Attempt attempt) {
        catalogue.propose(attempt.proposed());
        next = attempt.number() + 1;
        take(attempt);
        if (attempts % BATCH == 0) {
            hull.grow();
        }
    }

    private void take(Attempt attempt) {
        attempts++;
        attempt.found().ifPresent(result -> {
            catalogue.addFound(attempt.number(), result.crystal());
            found.add(attempt);
            Composition composition = result.crystal().composition();
            if (hull.isWithin(
                    composition,
                    result.formationEnergyEvPerAtom(),
                    settings.aboveHullMaxEvPerAtom())) {
                near++;
            }
            hull.join(composition, result.formationEnergyEvPerAtom());
        });
        outcomes.merge(outcome(attempt), 1, Integer::sum);
    }

    /** Names how an attempt ended: as new, the same as another, or the kind of its failure. */
    private static String outcome(Attempt attempt) {
        return attempt.failure()
                .map(reason -> reason.substring(0, reason.indexOf(':')))
                .orElse(attempt.sameAs().isPresent() ? "same as another" : "new");
    }

    /** Returns the number of attempts that ended in each way, by its name. */
    public Map<String, Integer> outcomes() {
        return Collections.unmodifiableMap(outcomes);
    }

    /** Returns the number of proposals that were computed, ever. */
    public int attempts() {
        return attempts;
    }

    /** Returns the number of crystals that were near the hull when they were found. */
    public int near() {
        return near;
    }

    /**
     * Computes proposals until enough crystals are near the hull as it is when they are found, or
     * there are no more proposals. May be called again. No calculator is in use any more when it
     * returns.
     *
     * @param nearWanted number of crystals that is enough, with those of earlier calls
     * @param unrelaxedAboveHullMaxEvPerAtom energy above the known hull from which on a proposal is
     *     not worth relaxing; infinite to relax all. Other calls may have another one; what was not
     *     worth it stays so.
     * @param calculators one for each thread
     * @param progress hears of each batch
     */
    public void run(
            int nearWanted,
            double unrelaxedAboveHullMaxEvPerAtom,
            List<EnergyCalculator> calculators,
            Progress progress)
            throws IOException, InterruptedException {
        List<ExecutorService> threads = calculators.stream()
                .map(calculator -> Executors.newSingleThreadExecutor())
                .toList();
        try {
            int turn = 0;
            while (near < nearWanted && !(isLast && begun.isEmpty())) {
                // One batch under way on each thread, and one that waits.
                while (!isLast && begun.size() < 2 * calculators.size()) {
                    begin(unrelaxedAboveHullMaxEvPerAtom, calculators.get(turn), threads.get(turn));
                    turn = (turn + 1) % calculators.size();
                }
                Batch first = begun.remove();
                finish(first.proposals, first.results.get());
                progress.advanced(attempts, near);
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        } finally {
            // A potential must not be closed under a running call; and what has begun is taken up
            // by the next call, so that no proposal is left out.
            threads.forEach(ExecutorService::shutdown);
            for (ExecutorService thread : threads) {
                thread.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
            }
        }
    }

    private void begin(
            double unrelaxedAboveHullMaxEvPerAtom,
            EnergyCalculator calculator,
            ExecutorService thread) {
        List<Proposal> batch = propose();
        isLast = batch.size() < BATCH;
        begun.add(new Batch(
                batch,
                thread.submit(() -> calculate(
                        calculator,
                        batch.stream().map(Proposal::crystal).toList(),
                        unrelaxedAboveHullMaxEvPerAtom))));
    }

    private List<Proposal> propose() {
        List<Proposal> batch = new ArrayList<>();
        int fruitless = 0; // proposals in a row
        while (batch.size() < BATCH && next < proposalCount && fruitless < FRUITLESS_MAX) {
            Optional<Proposal> proposal = proposals.apply(next++).filter(this::isWorthComputing);
            fruitless = proposal.isPresent() ? 0 : fruitless + 1;
            proposal.ifPresent(batch::add);
        }
        return batch;
    }

    private boolean isWorthComputing(Proposal proposal) {
        Crystal crystal = proposal.crystal();
        // Whatever is noted as proposed is computed and written down: so a start knows it again.
        return crystal.primitiveAtomCount() <= settings.atomsMax()
                && crystal.sites().size() <= settings.sitesMax()
                && !HeldOutFormulas.contains(crystal.composition())
                && !StructureChecks.of(crystal.primitiveStructure()).atomsTooClose()
                && catalogue.propose(Protostructure.of(crystal));
    }

    private List<Result<Energetics>> calculate(
            EnergyCalculator calculator,
            List<Crystal> crystals,
            double unrelaxedAboveHullMaxEvPerAtom) {
        return Result.flatMapAll(
                worthRelaxing(calculator, crystals, unrelaxedAboveHullMaxEvPerAtom),
                worth -> calculator.evaluateRelaxed(
                        calculator.relaxer(settings.relaxation()).relax(worth)));
    }

    /**
     * What begins far above the hull takes the most steps and seldom comes down. One energy tells.
     */
    private static List<Result<Crystal>> worthRelaxing(
            EnergyCalculator calculator,
            List<Crystal> crystals,
            double unrelaxedAboveHullMaxEvPerAtom) {
        if (unrelaxedAboveHullMaxEvPerAtom == Double.POSITIVE_INFINITY) {
            return crystals.stream().map(Result::success).toList();
        }
        Iterator<Crystal> crystal = crystals.iterator();
        return calculator
                .evaluate(
                        crystals.stream().map(Crystal::primitiveStructure).toList(),
                        RequestedQuantities.ENERGY)
                .stream()
                .map(result -> {
                    Crystal evaluated = crystal.next();
                    return result.flatMap(unrelaxed -> {
                        double aboveHullEvPerAtom = unrelaxed.energyAboveHullEvPerAtom();
                        return aboveHullEvPerAtom < unrelaxedAboveHullMaxEvPerAtom
                                ? Result.success(evaluated)
                                : Result.<Crystal>failure(
                                        "too-high",
                                        String.format(
                                                Locale.ROOT,
                                                "%.3f eV/atom above the known hull as proposed",
                                                aboveHullEvPerAtom));
                    });
                })
                .toList();
    }

    private void finish(List<Proposal> batch, List<Result<Energetics>> results) throws IOException {
        List<Attempt> finished = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            Attempt attempt = attempt(batch.get(i), results.get(i));
            finished.add(attempt);
            take(attempt);
        }
        hull.grow();
        log.write(finished.stream().map(Attempt::toJson).toList());
    }

    private Attempt attempt(Proposal proposal, Result<Energetics> result) {
        Result<Attempt.Found> relaxed = result.flatMap(this::found);
        if (relaxed instanceof Result.Failure<Attempt.Found> failure) {
            return attempt(
                    proposal,
                    Optional.of(failure.kind() + ": " + failure.reason()),
                    Optional.empty(),
                    Optional.empty());
        }
        Attempt.Found crystal = relaxed.orElseThrow();
        Optional<String> same = catalogue.find(crystal.crystal());
        return attempt(
                proposal,
                Optional.empty(),
                same,
                same.isPresent() ? Optional.empty() : Optional.of(crystal));
    }

    private static Attempt attempt(
            Proposal proposal,
            Optional<String> failure,
            Optional<String> sameAs,
            Optional<Attempt.Found> found) {
        return new Attempt(
                proposal.number(),
                proposal.parent(),
                proposal.change(),
                proposal.replacements(),
                Protostructure.of(proposal.crystal()),
                failure,
                sameAs,
                found);
    }

    private Result<Attempt.Found> found(Energetics energetics) {
        Relaxed relaxed = energetics.relaxed().orElseThrow();
        if (!relaxed.converged()) {
            return Result.failure("not-converged", "after " + relaxed.steps() + " steps");
        }
        if (StructureChecks.of(relaxed.structure()).atomsTooClose()) {
            return Result.failure("atoms-too-close", "closer than in any known structure");
        }
        Crystal crystal;
        try {
            crystal = SymmetryFinder.findOther(
                            relaxed.crystal().orElseThrow(), settings.toleranceAngstrom())
                    .orElse(relaxed.crystal().orElseThrow())
                    .canonical();
        } catch (IllegalArgumentException e) {
            return Result.failure("no-symmetry", e.getMessage());
        }
        return Result.success(new Attempt.Found(
                crystal,
                energetics.prediction().energyEvPerAtom(),
                energetics.formationEnergyEvPerAtom(),
                relaxed.initialEnergyEvPerAtom(),
                relaxed.steps()));
    }

    /** What a second potential says of the crystals that were found. */
    @FunctionalInterface
    public interface SecondPotential {
        /** Nobody was asked. */
        SecondPotential NONE = attempt -> OptionalDouble.empty();

        /** Returns a crystal's formation energy; empty where the potential was not asked. */
        OptionalDouble formationEnergyEvPerAtom(Attempt attempt);
    }

    /**
     * Returns what lies near the hull of all that was found: the second pass.
     *
     * @param phasesMin least number of known phases that support the hull in the chemical system of
     *     a crystal; without any it says little, because nobody has looked there
     * @param second reported where it was asked; it decides nothing
     */
    public Harvest kept(int phasesMin, SecondPotential second) {
        return new Harvest(keptOn(hull, phasesMin, second).toList(), hull.identity());
    }

    /**
     * Returns what both potentials put near a hull on which nothing lies deeper than either says.
     * So an error of one of them neither keeps a crystal, nor throws others out.
     *
     * @param phasesMin as for {@link #kept}
     * @param second asked about all that are {@link #worthJudging}
     */
    public Harvest agreed(int phasesMin, SecondPotential second) {
        GrowingHull believed = new GrowingHull(knownHull);
        for (Attempt attempt : found) {
            Attempt.Found result = attempt.found().orElseThrow();
            second.formationEnergyEvPerAtom(attempt)
                    .ifPresent(energyEvPerAtom -> believed.join(
                            result.crystal().composition(),
                            Math.max(energyEvPerAtom, result.formationEnergyEvPerAtom())));
        }
        believed.grow();
        return new Harvest(
                keptOn(believed, phasesMin, second)
                        .filter(crystal ->
                                crystal.judgedAboveHullEvPerAtom().orElse(Double.POSITIVE_INFINITY)
                                        < settings.aboveHullMaxEvPerAtom())
                        .toList(),
                believed.identity());
    }

    /** Returns all that {@link #agreed} may keep, whatever the second potential says. */
    public List<Attempt> worthJudging(int phasesMin) {
        return keptOn(new GrowingHull(knownHull), phasesMin, SecondPotential.NONE)
                .map(GrownCrystal::attempt)
                .toList();
    }

    private Stream<GrownCrystal> keptOn(
            GrowingHull decisive, int phasesMin, SecondPotential second) {
        return found.stream()
                .map(attempt -> grown(attempt, decisive, second))
                .filter(crystal -> isSupported(crystal, phasesMin)
                        && !HullGuards.DEFAULT.isImplausible(
                                crystal.energyAboveKnownHullEvPerAtom())
                        && crystal.energyAboveHullEvPerAtom() < settings.aboveHullMaxEvPerAtom());
    }

    /** The hull of an element is that element, which is always known. */
    private static boolean isSupported(GrownCrystal crystal, int phasesMin) {
        return crystal.referencePhases() >= phasesMin
                || crystal.composition().elements().size() == 1;
    }

    private static GrownCrystal grown(
            Attempt attempt, GrowingHull decisive, SecondPotential second) {
        Attempt.Found result = attempt.found().orElseThrow();
        Composition composition = result.crystal().composition();
        Decomposition decomposition = decisive.decompose(composition);
        OptionalDouble other = second.formationEnergyEvPerAtom(attempt);
        return new GrownCrystal(
                attempt,
                // On the hull but for the rounding of the solver, or below what both believe.
                Math.max(
                        0,
                        decomposition.energyAboveHullEvPerAtom(result.formationEnergyEvPerAtom())),
                decisive.aboveKnownEvPerAtom(composition, result.formationEnergyEvPerAtom()),
                decomposition.knownPhases(),
                other.isPresent()
                        ? OptionalDouble.of(
                                decomposition.energyAboveHullEvPerAtom(other.getAsDouble()))
                        : other);
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
