package io.nucleate.evaluation.expansion;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

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
import io.nucleate.energy.potential.RequestedQuantities;
import io.nucleate.energy.relaxation.Relaxed;
import io.nucleate.evaluation.LineLog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/**
 * Grows a set of crystals. Each proposal that is new is relaxed within its space group; its
 * symmetry is found again, because it may have become more symmetric; it is compared with all
 * others; and it is written down ({@link LineLog}), with its energy or the reason why it has none.
 * So it can be killed at any time and goes on.
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

    private static final String FORMATION_ENERGY = "formation_energy_ev_per_atom";

    private final ExpansionSettings settings;
    private final LongFunction<Optional<Proposal>> proposals;
    private final long proposalsEnd;
    private final Catalogue catalogue = new Catalogue();
    private final GrowingHull hull;
    private final List<Attempt> found = new ArrayList<>();
    private final LineLog log;
    /** In the order of their numbers; results are taken in that order, whoever ends first. */
    private final Deque<Batch> begun = new ArrayDeque<>();

    private long next;
    private boolean isLast;
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private int attempts;
    private int near;

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
     * @param proposals proposals by their numbers
     * @param proposalsEnd number of proposals there are; {@link Long#MAX_VALUE} if they never end
     * @param knownHull hull of the known phases
     */
    public Expansion(
            Path file,
            ExpansionSettings settings,
            List<Parent> known,
            LongFunction<Optional<Proposal>> proposals,
            long proposalsEnd,
            ConvexHull knownHull)
            throws IOException {
        this.settings = settings;
        this.proposals = proposals;
        this.proposalsEnd = proposalsEnd;
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
            if (hull.isWithin(result, settings.aboveHullMaxEvPerAtom())) {
                near++;
            }
            hull.join(result);
        });
        outcomes.merge(outcome(attempt), 1, Integer::sum);
    }

    /** Found, the same as another one, or the kind of its failure. */
    private static String outcome(Attempt attempt) {
        return attempt.failure()
                .map(reason -> reason.substring(0, reason.indexOf(':')))
                .orElse(attempt.sameAs().isPresent() ? "same as another" : "new");
    }

    /** Returns how many attempts ended how. */
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
     * Computes proposals until so many crystals are near the hull as it then is, or there are no
     * more proposals. May be called again. No calculator is in use any more when it returns.
     *
     * @param calculators one for each thread
     */
    public void run(int nearWanted, List<EnergyCalculator> calculators, Progress progress)
            throws IOException, InterruptedException {
        List<ExecutorService> threads = calculators.stream()
                .map(calculator -> Executors.newSingleThreadExecutor())
                .toList();
        try {
            int turn = 0;
            while (near < nearWanted && !(isLast && begun.isEmpty())) {
                while (!isLast && begun.size() < 2 * calculators.size()) {
                    List<Proposal> batch = propose();
                    isLast = batch.size() < BATCH;
                    EnergyCalculator calculator = calculators.get(turn % calculators.size());
                    ExecutorService thread = threads.get(turn++ % calculators.size());
                    begun.add(new Batch(batch, thread.submit(() -> calculate(calculator, batch))));
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

    private List<Proposal> propose() {
        List<Proposal> batch = new ArrayList<>();
        int fruitless = 0;
        while (batch.size() < BATCH && next < proposalsEnd && fruitless < FRUITLESS_MAX) {
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

    private List<Result<Energetics>> calculate(EnergyCalculator calculator, List<Proposal> batch) {
        return calculator.evaluateRelaxed(calculator
                .relaxer(settings.relaxation())
                .relax(batch.stream().map(Proposal::crystal).toList()));
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

    /** Returns what lies near the hull of all that was found: the second pass. */
    public List<GrownCrystal> kept() {
        return found.stream()
                .filter(attempt -> hull.isWithin(
                        attempt.found().orElseThrow(), settings.aboveHullMaxEvPerAtom()))
                .map(this::grown)
                .toList();
    }

    private GrownCrystal grown(Attempt attempt) {
        Attempt.Found result = attempt.found().orElseThrow();
        Decomposition decomposition = hull.decompose(result);
        return new GrownCrystal(
                attempt,
                // On the hull but for the rounding of the solver.
                Math.max(
                        0,
                        decomposition.energyAboveHullEvPerAtom(result.formationEnergyEvPerAtom())),
                hull.aboveKnownEvPerAtom(result),
                decomposition.knownPhases(),
                OptionalDouble.empty());
    }

    /**
     * Asks a second potential, which the crystals were not selected by, for its opinion on some of
     * those that are kept. Which these are depends on the seed and their numbers alone. Opinions
     * are written down, and not asked for again.
     *
     * @param file log of the opinions
     * @param count number of crystals to be judged, or all if there are no more
     * @return all that are kept, in their order, those with an opinion now or from earlier
     */
    public List<GrownCrystal> judge(
            List<GrownCrystal> kept, Path file, int count, long seed, EnergyCalculator second)
            throws IOException {
        Map<Long, Double> formationEnergiesEvPerAtom = new HashMap<>();
        try (LineLog opinions = LineLog.open(
                file,
                line -> formationEnergiesEvPerAtom.put(
                        line.path("number").longValue(),
                        line.path(FORMATION_ENERGY).asDouble(Double.NaN)))) {
            List<GrownCrystal> open = kept.stream()
                    .sorted(Comparator.comparingLong(crystal ->
                            new SplittableRandom(seed ^ crystal.attempt().number()).nextLong()))
                    .limit(count)
                    .filter(crystal -> !formationEnergiesEvPerAtom.containsKey(
                            crystal.attempt().number()))
                    .toList();
            for (int from = 0; from < open.size(); from += BATCH) {
                List<GrownCrystal> batch = open.subList(from, Math.min(open.size(), from + BATCH));
                List<ObjectNode> lines = judge(batch, second);
                opinions.write(lines);
                lines.forEach(line -> formationEnergiesEvPerAtom.put(
                        line.get("number").longValue(),
                        line.path(FORMATION_ENERGY).asDouble(Double.NaN)));
            }
        }
        return kept.stream()
                .map(crystal -> judged(
                        crystal,
                        formationEnergiesEvPerAtom.getOrDefault(
                                crystal.attempt().number(), Double.NaN)))
                .toList();
    }

    private static List<ObjectNode> judge(List<GrownCrystal> batch, EnergyCalculator second) {
        List<Result<Energetics>> results = second.evaluate(
                batch.stream()
                        .map(crystal -> crystal.found().crystal().primitiveStructure())
                        .toList(),
                RequestedQuantities.ENERGY);
        List<ObjectNode> lines = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            ObjectNode line = JsonNodeFactory.instance
                    .objectNode()
                    .put("number", batch.get(i).attempt().number())
                    .put("potential", second.potential());
            if (results.get(i) instanceof Result.Failure<Energetics> failure) {
                line.put("error", failure.reason());
            } else {
                line.put(FORMATION_ENERGY, results.get(i).orElseThrow().formationEnergyEvPerAtom());
            }
            lines.add(line);
        }
        return lines;
    }

    private GrownCrystal judged(GrownCrystal crystal, double formationEnergyEvPerAtom) {
        return Double.isNaN(formationEnergyEvPerAtom)
                ? crystal
                : crystal.withJudgement(hull.decompose(crystal.found())
                        .energyAboveHullEvPerAtom(formationEnergyEvPerAtom));
    }

    /** Returns the identity of the hull with all that was found. */
    public String hullReference() {
        return hull.identity();
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
