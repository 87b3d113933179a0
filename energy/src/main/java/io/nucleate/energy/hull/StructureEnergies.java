package io.nucleate.energy.hull;

import io.nucleate.crystal.Composition;
import io.nucleate.crystal.Result;
import io.nucleate.crystal.Structure;
import io.nucleate.energy.potential.Potential;
import io.nucleate.energy.potential.Prediction;
import io.nucleate.energy.potential.RequestedQuantities;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Turns rows with structures into phases with energies of a potential, many at a time. Energies are
 * written to a journal as they come; a structure that is in it already is not priced again.
 */
final class StructureEnergies implements Closeable {
    private static final int BATCH = 32;

    private final Potential potential;
    private final ElementalReferences references;
    private final Map<String, Double> journalled = new HashMap<>();
    private final ReferenceFile.Journal journal;
    private final Consumer<ReferencePhase> phases;
    private final Consumer<String> errors;
    private final List<Open> batch = new ArrayList<>();

    /** A structure on the way to its energy. */
    private record Open(PhaseRow row, Structure structure, String hash) {}

    /**
     * @param journalFile gone on with if it exists
     * @param phases is given every phase
     * @param errors is told of every row that cannot be priced
     */
    StructureEnergies(
            Potential potential,
            ElementalReferences references,
            ReferenceOrigin origin,
            Path journalFile,
            Consumer<ReferencePhase> phases,
            Consumer<String> errors)
            throws IOException {
        this.potential = potential;
        this.references = references;
        this.phases = phases;
        this.errors = errors;
        this.journal = ReferenceFile.Journal.open(
                journalFile,
                origin,
                phase -> journalled.put(
                        phase.structureHash().orElseThrow(),
                        phase.energyEvPerAtom().orElseThrow()));
    }

    void add(PhaseRow row) throws IOException {
        if (row.structure().isEmpty()) {
            errors.accept(row.where() + ": no structure, so no energy of " + potential.name());
            return;
        }
        Structure structure = row.structure().get();
        Optional<String> unknown = structure.composition().elements().stream()
                .filter(element -> !potential.knows(element) || !references.knows(element))
                .map(element -> element.symbol())
                .findFirst();
        if (unknown.isPresent()) {
            errors.accept(row.where() + ": " + potential.name()
                    + " or the elemental references do not know " + unknown.get());
            return;
        }
        Open open = new Open(row, structure, PhaseRow.hash(structure));
        Double energy = journalled.get(open.hash);
        if (energy != null) {
            phases.accept(phase(open, energy));
            return;
        }
        batch.add(open);
        if (batch.size() == BATCH) {
            flush();
        }
    }

    /** Evaluates the structures that wait. */
    void flush() throws IOException {
        List<Result<Prediction>> predictions = potential.evaluate(
                batch.stream().map(Open::structure).toList(), RequestedQuantities.ENERGY);
        List<ReferencePhase> evaluated = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            Open open = batch.get(i);
            if (predictions.get(i) instanceof Result.Failure<Prediction> failure) {
                errors.accept(open.row.where() + ": " + failure.reason());
            } else {
                evaluated.add(phase(open, predictions.get(i).orElseThrow().energyEvPerAtom()));
            }
        }
        journal.write(evaluated);
        evaluated.forEach(phases);
        batch.clear();
    }

    private ReferencePhase phase(Open open, double energyEvPerAtom) {
        Composition composition = open.structure.composition();
        return new ReferencePhase(
                new Phase(
                        composition.reducedFormula(),
                        composition,
                        references.formationEnergyEvPerAtom(composition, energyEvPerAtom)),
                OptionalDouble.of(energyEvPerAtom),
                true,
                open.row.id(),
                Optional.of(open.hash));
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
