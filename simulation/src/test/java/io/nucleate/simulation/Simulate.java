package io.nucleate.simulation;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** Simulates many seeds on all cores; {@code tools/simulate.sh} starts it. */
public final class Simulate {
    private static final Logger ROOT = LogManager.getLogManager().getLogger("");

    static {
        // Services say a lot while everything goes wrong.
        ROOT.setLevel(Level.OFF);
    }

    private Simulate() {}

    /**
     * How a seed ended.
     *
     * @param result empty where it failed
     * @param violation of the invariant that did not hold; empty where none or something else did
     * @param report last steps, cause, and the command that repeats it; empty where it did not fail
     */
    record Outcome(
            long seed,
            Optional<Simulation.Result> result,
            Optional<Ledger.Violation> violation,
            String report) {}

    /** Simulates one seed. */
    static Outcome one(long seed, Set<World.Flaw> flaws) {
        try (Simulation simulation = new Simulation(seed, flaws)) {
            try {
                return new Outcome(seed, Optional.of(simulation.run()), Optional.empty(), "");
            } catch (RuntimeException | Error e) {
                Throwable cause =
                        simulation.violation().map(Throwable.class::cast).orElse(e);
                StringWriter trace = new StringWriter();
                cause.printStackTrace(new PrintWriter(trace));
                return new Outcome(
                        seed,
                        Optional.empty(),
                        simulation.violation(),
                        "seed " + seed + " failed: " + cause.getMessage() + "\n"
                                + simulation.report() + "\n\n" + trace);
            }
        }
    }

    /**
     * Simulates consecutive seeds.
     *
     * @param each is given every outcome, in any order, one at a time
     * @return those that failed
     */
    static List<Outcome> all(long first, long count, int threads, Consumer<Outcome> each) {
        List<Outcome> failed = Collections.synchronizedList(new ArrayList<>());
        AtomicLong next = new AtomicLong(first);
        AtomicReference<Throwable> broken = new AtomicReference<>();
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread worker = new Thread(
                    () -> {
                        for (long seed = next.getAndIncrement();
                                seed < first + count;
                                seed = next.getAndIncrement()) {
                            Outcome outcome = one(seed, Set.of());
                            synchronized (failed) {
                                each.accept(outcome);
                                if (outcome.result().isEmpty()) {
                                    failed.add(outcome);
                                }
                            }
                        }
                    },
                    "seeds-" + i);
            worker.setUncaughtExceptionHandler((thread, thrown) -> broken.set(thrown));
            worker.start();
            workers.add(worker);
        }
        for (Thread worker : workers) {
            try {
                worker.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
        if (broken.get() != null) {
            throw new IllegalStateException("the simulation itself is broken", broken.get());
        }
        return failed;
    }

    /** Takes the first seed and the number of seeds; one seed alone prints its whole trace. */
    public static void main(String[] arguments) {
        long first = Long.parseLong(arguments[0]);
        long count = Long.parseLong(arguments[1]);
        long start = System.nanoTime();
        long[] sums = new long[4];
        List<Outcome> failed =
                all(first, count, Runtime.getRuntime().availableProcessors(), outcome -> {
                    outcome.result().ifPresent(result -> {
                        sums[0] += result.steps();
                        sums[1] += result.candidates();
                        sums[2] += result.versions();
                        sums[3] += result.restarts();
                        if (count == 1) {
                            System.out.println(result);
                        }
                    });
                    if (outcome.result().isEmpty()) {
                        System.out.println(outcome.report());
                    }
                });
        System.out.printf(
                Locale.ROOT,
                "%d seeds in %.0f s: %d failed; %d steps, %d candidates, %d versions, %d restarts%n",
                count,
                (System.nanoTime() - start) * 1e-9,
                failed.size(),
                sums[0],
                sums[1],
                sums[2],
                sums[3]);
        System.exit(failed.isEmpty() ? 0 : 1);
    }
}
