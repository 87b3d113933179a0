package io.nucleate.cli.bench;

import io.nucleate.crystal.Result;
import io.nucleate.crystal.Structure;
import io.nucleate.crystal.io.StructureFiles;
import io.nucleate.energy.potential.Potential;
import io.nucleate.energy.potential.Potentials;
import io.nucleate.energy.potential.RequestedQuantities;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Whether a potential leaks: evaluates structures for hours, each time strained anew so that no two
 * calls are alike, and prints the resident memory every 10,000. After the first lines it must stay
 * where it is.
 *
 * <pre>
 * java -Xmx1g -Dai.djl.pytorch.num_threads=1 -cp 'cli/target/cli.jar:cli/target/lib/*' \
 *     io.nucleate.cli.bench.Soak chgnet ENERGY 1000000 materials.jsonl.gz
 * </pre>
 */
public class Soak {
    private static final int BATCH = 16;
    private static final int REPORT = 10_000;
    private static final int ATOMS_MAX = 20;

    public static void main(String[] args) throws IOException {
        if (args.length != 4) {
            System.err.println("usage: Soak POTENTIAL ENERGY|ENERGY_FORCES_STRESS NUMBER FILE");
            System.exit(2);
        }
        RequestedQuantities what = RequestedQuantities.valueOf(args[1]);
        long number = Long.parseLong(args[2]);
        List<Structure> structures;
        try (var entries = StructureFiles.read(List.of(args[3]), System.in)) {
            structures = entries.filter(entry -> !entry.isError())
                    .map(entry -> entry.structure())
                    .filter(structure -> structure.atomCount() <= ATOMS_MAX)
                    .toList();
        }
        SplittableRandom random = new SplittableRandom(1);
        System.out.println("structures,resident_mb,per_second,failures");
        try (Potential potential = Potentials.load(args[0], "cpu")) {
            long start = System.nanoTime();
            long failures = 0;
            for (long done = 0; done < number; done += BATCH) {
                List<Structure> batch = new ArrayList<>();
                for (int i = 0; i < BATCH; i++) {
                    batch.add(strained(structures.get(random.nextInt(structures.size())), random));
                }
                failures += potential.evaluate(batch, what).stream()
                        .filter(Result.Failure.class::isInstance)
                        .count();
                if (done / REPORT < (done + BATCH) / REPORT) {
                    double seconds = (System.nanoTime() - start) * 1e-9;
                    System.out.printf(
                            "%d,%d,%.0f,%d%n",
                            done + BATCH, residentMb(), (done + BATCH) / seconds, failures);
                }
            }
        }
    }

    private static Structure strained(Structure structure, SplittableRandom random) {
        double[][] lattice = structure.latticeVectors();
        for (int axis = 0; axis < 3; axis++) {
            double factor = 0.97 + 0.06 * random.nextDouble();
            for (double[] row : lattice) {
                row[axis] *= factor;
            }
        }
        return new Structure(lattice, structure.atomicNumbers(), structure.fracs());
    }

    private static long residentMb() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }
}
