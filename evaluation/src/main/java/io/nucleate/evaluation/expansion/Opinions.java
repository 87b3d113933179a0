package io.nucleate.evaluation.expansion;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.Result;
import io.nucleate.energy.Energetics;
import io.nucleate.energy.EnergyCalculator;
import io.nucleate.energy.potential.RequestedQuantities;
import io.nucleate.evaluation.LineLog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * What a second potential says of crystals that were found: formation energies of the crystals as
 * the first one relaxed them. Opinions are written down ({@link LineLog}), and asked for once.
 */
public final class Opinions implements Expansion.SecondPotential, Closeable {
    /** Number of crystals whose opinions are written down together. */
    private static final int BATCH = 256;

    private static final String FORMATION_ENERGY = "formation_energy_ev_per_atom";

    /** By the numbers of the attempts; not a number where the potential failed. */
    private final Map<Long, Double> formationEnergiesEvPerAtom = new HashMap<>();

    /** The second potential, once for each thread. */
    private final List<EnergyCalculator> calculators;

    private final String potential;
    private final LineLog log;

    /**
     * Opens opinions, or takes up those that are there.
     *
     * @param calculators of one potential, one for each thread
     * @throws IOException also where the file holds those of another potential
     */
    public Opinions(Path file, List<EnergyCalculator> calculators) throws IOException {
        this.calculators = List.copyOf(calculators);
        potential = calculators.get(0).potential();
        log = LineLog.open(file, this::takeUp);
    }

    private void takeUp(ObjectNode line) {
        String whose = line.path("potential").asText();
        if (!whose.equals(potential)) {
            throw new IllegalArgumentException("an opinion of " + whose + ", not of " + potential);
        }
        formationEnergiesEvPerAtom.put(
                line.path("number").longValue(), line.path(FORMATION_ENERGY).asDouble(Double.NaN));
    }

    /**
     * Asks about crystals, as far as it was not asked about them before.
     *
     * @param progress hears of the number of crystals that were asked about now
     */
    public void ask(List<Attempt> crystals, IntConsumer progress)
            throws IOException, InterruptedException {
        List<Attempt> open = crystals.stream()
                .filter(attempt -> !formationEnergiesEvPerAtom.containsKey(attempt.number()))
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(calculators.size());
        try {
            int asked = 0;
            while (asked < open.size()) {
                asked += askSideBySide(open.subList(asked, open.size()), threads);
                progress.accept(asked);
            }
        } finally {
            // A potential must not be closed under a running call.
            threads.shutdown();
            threads.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        }
    }

    /**
     * Asks about the first of the crystals, a batch on each thread.
     *
     * @return how many
     */
    private int askSideBySide(List<Attempt> open, ExecutorService threads)
            throws IOException, InterruptedException {
        List<Future<List<ObjectNode>>> answers = new ArrayList<>();
        int asked = 0;
        for (EnergyCalculator calculator : calculators) {
            List<Attempt> batch = open.subList(asked, Math.min(open.size(), asked + BATCH));
            asked += batch.size();
            answers.add(threads.submit(() -> ask(calculator, batch)));
        }
        for (Future<List<ObjectNode>> answer : answers) {
            List<ObjectNode> lines = result(answer);
            log.write(lines);
            lines.forEach(this::takeUp);
        }
        return asked;
    }

    private static <T> T result(Future<T> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        }
    }

    private static List<ObjectNode> ask(EnergyCalculator calculator, List<Attempt> batch) {
        List<Result<Energetics>> results = calculator.evaluate(
                batch.stream()
                        .map(attempt ->
                                attempt.found().orElseThrow().crystal().primitiveStructure())
                        .toList(),
                RequestedQuantities.ENERGY);
        List<ObjectNode> lines = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            ObjectNode line = JsonNodeFactory.instance
                    .objectNode()
                    .put("number", batch.get(i).number())
                    .put("potential", calculator.potential());
            if (results.get(i) instanceof Result.Failure<Energetics> failure) {
                line.put("error", failure.reason());
            } else {
                line.put(FORMATION_ENERGY, results.get(i).orElseThrow().formationEnergyEvPerAtom());
            }
            lines.add(line);
        }
        return lines;
    }

    @Override
    public OptionalDouble formationEnergyEvPerAtom(Attempt attempt) {
        double energyEvPerAtom =
                formationEnergiesEvPerAtom.getOrDefault(attempt.number(), Double.NaN);
        return Double.isNaN(energyEvPerAtom)
                ? OptionalDouble.empty()
                : OptionalDouble.of(energyEvPerAtom);
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
