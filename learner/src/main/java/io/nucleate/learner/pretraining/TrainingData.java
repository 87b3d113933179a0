package io.nucleate.learner.pretraining;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.HeldOutFormulas;
import io.nucleate.crystal.io.StructureEntry;
import io.nucleate.crystal.io.StructureFiles;
import io.nucleate.crystal.symmetry.SymmetryFinder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Crystals to learn from, and those held out for validation by {@link HeldOutFormulas}. */
public record TrainingData(List<Example> training, List<Example> validation) {
    /** No crystals. */
    public static final TrainingData NONE = new TrainingData(List.of(), List.of());

    /**
     * Reads crystals from a file of any format that {@link StructureFiles} knows: crystal lines, or
     * structures whose symmetry is found, such as the MP-20 data set's CSV tables.
     *
     * @param atomsMax most atoms in the primitive cell
     * @param sitesMax most occupied Wyckoff positions
     * @param energyAboveHullMaxEvPerAtom entries with a higher {@code e_above_hull}, or
     *     {@code energy_above_hull_ev_per_atom}, are left out; those without one stay. It is kept
     *     as a condition, as is {@code band_gap}
     * @param toleranceAngstrom tolerance of {@link SymmetryFinder}
     * @throws IOException with file and line for one that is no crystal
     */
    public static TrainingData read(
            Path file,
            int atomsMax,
            int sitesMax,
            double energyAboveHullMaxEvPerAtom,
            double toleranceAngstrom)
            throws IOException {
        List<Example> training = new ArrayList<>();
        List<Example> validation = new ArrayList<>();
        try (Stream<StructureEntry> entries =
                StructureFiles.read(List.of(file.toString()), System.in)) {
            for (StructureEntry entry : (Iterable<StructureEntry>) entries::iterator) {
                if (Example.energyAboveHullEvPerAtom(entry).orElse(0)
                        >= energyAboveHullMaxEvPerAtom) {
                    continue;
                }
                Crystal crystal = crystal(entry, toleranceAngstrom);
                if (crystal.primitiveAtomCount() <= atomsMax
                        && crystal.sites().size() <= sitesMax) {
                    (HeldOutFormulas.contains(crystal.composition()) ? validation : training)
                            .add(Example.of(crystal, entry));
                }
            }
        }
        return new TrainingData(training, validation);
    }

    /**
     * Returns these crystals and others to be learned together.
     *
     * @param times how often an epoch visits the others
     */
    public TrainingData and(TrainingData others, int times) {
        List<Example> allTraining = new ArrayList<>(training);
        for (int i = 0; i < times; i++) {
            allTraining.addAll(others.training);
        }
        List<Example> allValidation = new ArrayList<>(validation);
        allValidation.addAll(others.validation);
        return new TrainingData(allTraining, allValidation);
    }

    private static Crystal crystal(StructureEntry entry, double toleranceAngstrom)
            throws IOException {
        if (entry.isError()) {
            throw new IOException(entry.error());
        }
        try {
            return entry.crystal(toleranceAngstrom);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    entry.source() + " entry " + entry.index() + ": " + e.getMessage(), e);
        }
    }
}
