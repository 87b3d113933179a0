package io.nucleate.crystal.symmetry;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.Site;
import io.nucleate.crystal.Structure;
import io.nucleate.crystal.description.Normalizer;
import io.nucleate.crystal.io.CrystalJson;
import io.nucleate.crystal.io.StructureEntry;
import io.nucleate.crystal.io.StructureFiles;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Iterator;
import java.util.List;

/**
 * Disguises each crystal of a file, finds its symmetry, and prints both as a JSON line, for
 * {@code tools/oracles/compare_symmetry.py}. The disguise is a random cell up to twice the
 * primitive one with other axes, origin and order of atoms. A line also tells how many atoms of the
 * structure are on which Wyckoff letter, and the processor time that the search took.
 *
 * <p>Arguments: a file of crystals, the distance in angstrom by which every atom is displaced, and
 * the tolerance in angstrom.
 */
public final class FindSymmetry {
    private FindSymmetry() {}

    public static void main(String[] arguments) {
        double displacement = Double.parseDouble(arguments[1]);
        double tolerance = Double.parseDouble(arguments[2]);
        Iterator<StructureEntry> entries =
                StructureFiles.read(List.of(arguments[0]), System.in).iterator();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Disguise disguise = new Disguise(1);
        while (entries.hasNext()) {
            StructureEntry entry = entries.next();
            if (entry.isError()) {
                throw new IllegalArgumentException(entry.error());
            }
            Structure structure = disguise.of(entry.structure(), 2);
            if (displacement > 0) {
                structure = disguise.perturbed(structure, displacement, 0);
            }
            ObjectNode line = entry.fields();
            line.set("structure", CrystalJson.write(structure));
            long start = threads.getCurrentThreadCpuTime();
            FoundSymmetry found = SymmetryFinder.analyze(structure, tolerance);
            line.put("cpu_nanoseconds", threads.getCurrentThreadCpuTime() - start);
            line.set("found", CrystalJson.write(found.crystal()));
            ObjectNode letters = line.putObject("letters");
            Crystal crystal = found.crystal();
            for (Site site : crystal.sites()) {
                int atoms = crystal.spaceGroup().position(site.wyckoff()).multiplicity()
                        * structure.atomCount()
                        / crystal.atomCount();
                String key = site.element() + " " + site.wyckoff();
                letters.put(key, letters.path(key).asInt() + atoms);
            }
            Crystal given = entry.crystal();
            line.put(
                    "equivalent",
                    given.spaceGroup().equals(crystal.spaceGroup())
                            && Normalizer.of(given.spaceGroup()).changes().stream()
                                    .anyMatch(change -> letters(change.apply(given, 0, 0, 0))
                                            .equals(letters(crystal))));
            line.put("tolerance", found.toleranceAngstrom());
            System.out.println(line);
        }
    }

    private static List<String> letters(Crystal crystal) {
        return crystal.sites().stream()
                .map(site -> site.element() + " " + site.wyckoff())
                .sorted()
                .toList();
    }
}
