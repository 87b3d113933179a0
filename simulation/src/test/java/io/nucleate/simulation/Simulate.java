package io.nucleate.simulation;

import java.util.Set;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** Simulates many seeds, on all cores. */
public final class Simulate {
    private static final Logger ROOT = LogManager.getLogManager().getLogger("");

    static {
        // Services say a lot while everything goes wrong.
        ROOT.setLevel(Level.OFF);
    }

    private Simulate() {}

    /** Simulates one seed. */
    static Simulation.Result one(long seed, Set<World.Flaw> flaws) throws Exception {
        try (Simulation simulation = new Simulation(seed, flaws)) {
            try {
                return simulation.run();
            } catch (RuntimeException | Error e) {
                throw new AssertionError(
                        "seed " + seed + ": " + e.getMessage() + "\n" + simulation.report(), e);
            }
        }
    }

    public static void main(String[] arguments) throws Exception {
        long first = Long.parseLong(arguments[0]);
        long count = Long.parseLong(arguments[1]);
        long start = System.nanoTime();
        int failed = 0;
        for (long seed = first; seed < first + count; seed++) {
            long t = System.nanoTime();
            try {
                Simulation.Result result = one(seed, Set.of());
                System.out.printf("%d %s %.3f s%n", seed, result, (System.nanoTime() - t) * 1e-9);
            } catch (AssertionError e) {
                failed++;
                System.out.println("FAILED " + e.getMessage());
                e.getCause().printStackTrace(System.out);
            }
        }
        System.out.printf("%d failed, %.1f s%n", failed, (System.nanoTime() - start) * 1e-9);
        System.exit(failed == 0 ? 0 : 1);
    }
}
