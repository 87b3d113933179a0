package io.nucleate.cli.bench;

import io.nucleate.crystal.Result;
import io.nucleate.crystal.Structure;
import io.nucleate.energy.potential.Potential;
import io.nucleate.energy.potential.RequestedQuantities;
import io.nucleate.local.MemoryMeter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Shows whether a potential leaks memory. It evaluates structures for hours, each strained anew so
 * that no two calls are alike; after the first reports the resident memory must stay where it is.
 */
public final class SoakBenchmark {
    private static final int BATCH = 16;
    private static final int REPORT = 10_000;
    private static final double STRAIN = 0.03;

    private final Potential potential;
    private final List<Structure> structures;

    /** @param structures to be strained, at least one */
    public SoakBenchmark(Potential potential, List<Structure> structures) {
        if (structures.isEmpty()) {
            throw new IllegalArgumentException("a soak needs at least one structure to strain");
        }
        this.potential = potential;
        this.structures = structures;
    }

    /**
     * Evaluates structures and returns {@code soak.*} of the command line's contract.
     *
     * @param count how many structures, rounded up to whole batches
     * @param reports takes the same after every 10,000 structures
     */
    public Map<String, Object> run(
            RequestedQuantities quantities, long count, Consumer<Map<String, Object>> reports) {
        SplittableRandom random = new SplittableRandom(1);
        long start = System.nanoTime();
        long failures = 0;
        long done = 0;
        while (done < count) {
            List<Structure> batch = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                batch.add(strained(structures.get(random.nextInt(structures.size())), random));
            }
            failures += potential.evaluate(batch, quantities).stream()
                    .filter(Result.Failure.class::isInstance)
                    .count();
            done += BATCH;
            if ((done - BATCH) / REPORT < done / REPORT) {
                reports.accept(report(done, failures, start));
            }
        }
        return report(done, failures, start);
    }

    private static Map<String, Object> report(long done, long failures, long startNanos) {
        double seconds = (System.nanoTime() - startNanos) * 1e-9;
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("soak.structures", done);
        report.put(
                "soak.residentMb",
                MemoryMeter.residentKb(ProcessHandle.current().pid()) >> 10);
        report.put("soak.structuresPerSecond", Benchmarks.round(done / seconds));
        report.put("soak.failures", failures);
        return report;
    }

    private static Structure strained(Structure structure, SplittableRandom random) {
        double[][] lattice = structure.latticeVectors();
        for (int axis = 0; axis < 3; axis++) {
            double factor = 1 - STRAIN + 2 * STRAIN * random.nextDouble();
            for (double[] row : lattice) {
                row[axis] *= factor;
            }
        }
        return new Structure(lattice, structure.atomicNumbers(), structure.fracs());
    }
}
