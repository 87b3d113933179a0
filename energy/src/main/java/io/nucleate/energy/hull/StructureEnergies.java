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
 * Turns rows with structures into phases with energies from a potential, in batches. The energies
 * are written to a journal; a structure that is already in the journal is not evaluated again.
 */
final class StructureEnergies implements Closeable {
    private static final int BATCH = 32;

    private final Potential potential;
    private final ElementalReferences references;
    private final Map<String, Double> journalled = new HashMap<>();
    private final ReferenceFile.Journal journal;
    private final Consumer<ReferencePhase> phases;
    private final Consumer<String> errors;
    private final List<Pending> batch = new ArrayList<>();

    /** A structure that waits for its energy. */
    private record Pending(PhaseRow row, Structure structure, String hash) {}

    /**
     * @param origin origin of the energies, for the journal
     * @param journalFile file of the journal, which is continued if it exists
     * @param phases receives every phase
     * @param errors receives a message for each row whose energy cannot be computed
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

    /** Adds a row. Its structure is evaluated now or with a later batch. */
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
        Pending open = new Pending(row, structure, PhaseRow.hash(structure));
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

    /** Evaluates the structures that wait for their energy. */
    void flush() throws IOException {
        List<Result<Prediction>> predictions = potential.evaluate(
                batch.stream().map(Pending::structure).toList(), RequestedQuantities.ENERGY);
        List<ReferencePhase> evaluated = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            Pending open = batch.get(i);
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

    private ReferencePhase phase(Pending open, double energyEvPerAtom) {
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
