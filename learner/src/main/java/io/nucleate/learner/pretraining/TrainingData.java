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
public record TrainingData(List<Crystal> training, List<Crystal> validation) {
    /**
     * Reads crystals from files of any format that {@link StructureFiles} knows: crystal lines, or
     * structures whose symmetry is found, such as the MP-20 data set's CSV tables.
     *
     * @param atomsMax most atoms in the primitive cell
     * @param sitesMax most occupied Wyckoff positions
     * @param energyAboveHullMaxEvPerAtom entries with a higher {@code e_above_hull} are left out;
     *     those without one stay
     * @param toleranceAngstrom tolerance of {@link SymmetryFinder}
     * @throws IOException with file and line for one that is no crystal
     */
    public static TrainingData read(
            List<Path> files,
            int atomsMax,
            int sitesMax,
            double energyAboveHullMaxEvPerAtom,
            double toleranceAngstrom)
            throws IOException {
        List<Crystal> training = new ArrayList<>();
        List<Crystal> validation = new ArrayList<>();
        try (Stream<StructureEntry> entries =
                StructureFiles.read(files.stream().map(Path::toString).toList(), System.in)) {
            for (StructureEntry entry : (Iterable<StructureEntry>) entries::iterator) {
                if (energyAboveHullEvPerAtom(entry) >= energyAboveHullMaxEvPerAtom) {
                    continue;
                }
                Crystal crystal = crystal(entry, toleranceAngstrom);
                if (crystal.primitiveAtomCount() <= atomsMax
                        && crystal.sites().size() <= sitesMax) {
                    (HeldOutFormulas.contains(crystal.composition()) ? validation : training)
                            .add(crystal);
                }
            }
        }
        return new TrainingData(training, validation);
    }

    private static double energyAboveHullEvPerAtom(StructureEntry entry) {
        return entry.fields() == null ? 0 : entry.fields().path("e_above_hull").asDouble(0);
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
