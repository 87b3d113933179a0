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

    private final EnergyCalculator second;
    private final LineLog log;

    /**
     * Opens opinions, or takes up those that are there.
     *
     * @throws IOException also where the file holds those of another potential
     */
    public Opinions(Path file, EnergyCalculator second) throws IOException {
        this.second = second;
        log = LineLog.open(file, this::takeUp);
    }

    private void takeUp(ObjectNode line) {
        String potential = line.path("potential").asText();
        if (!potential.equals(second.potential())) {
            throw new IllegalArgumentException(
                    "an opinion of " + potential + ", not of " + second.potential());
        }
        formationEnergiesEvPerAtom.put(
                line.path("number").longValue(), line.path(FORMATION_ENERGY).asDouble(Double.NaN));
    }

    /**
     * Asks about crystals, as far as it was not asked about them before.
     *
     * @param progress hears of the number of crystals that were asked about now
     */
    public void ask(List<Attempt> crystals, IntConsumer progress) throws IOException {
        List<Attempt> open = crystals.stream()
                .filter(attempt -> !formationEnergiesEvPerAtom.containsKey(attempt.number()))
                .toList();
        for (int from = 0; from < open.size(); from += BATCH) {
            List<ObjectNode> lines = ask(open.subList(from, Math.min(open.size(), from + BATCH)));
            log.write(lines);
            lines.forEach(this::takeUp);
            progress.accept(Math.min(open.size(), from + BATCH));
        }
    }

    private List<ObjectNode> ask(List<Attempt> batch) {
        List<Result<Energetics>> results = second.evaluate(
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
