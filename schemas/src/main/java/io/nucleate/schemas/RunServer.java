package io.nucleate.schemas;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Logger;

/**
 * Serves one run after the other: waits until there is one to take ({@link RunChoice}), runs its
 * loop, and chooses again when the loop ends because its run has ended.
 */
public final class RunServer<L extends RunServer.Loop> implements Runnable {
    private static final Logger LOG = Logger.getLogger(RunServer.class.getName());
    private static final Duration POLL = Duration.ofMillis(500);

    private final RunFollower follower;
    private final Optional<String> wanted;
    private final Loops<L> loops;
    private volatile Optional<L> current = Optional.empty();
    private volatile String waitsFor = "";
    private volatile boolean stopping;

    /** Work for a run, which ends when the run has ended, or when it is stopped. */
    public interface Loop extends Runnable {
        /** Ends the loop after the work in hand; from any thread. */
        void stop();
    }

    /** Makes the loop of a run. */
    @FunctionalInterface
    public interface Loops<L extends Loop> {
        /**
         * @param run as it is now
         * @param state says what the loop is to do for the run; for the loop's thread
         */
        L of(Run run, Supplier<RunStatus> state);
    }

    /**
     * @param follower closed with the end of {@link #run}
     * @param wanted the setting {@code nucleate.run}
     */
    public RunServer(RunFollower follower, Optional<String> wanted, Loops<L> loops) {
        this.follower = follower;
        this.wanted = wanted;
        this.loops = loops;
    }

    /** Returns the loop at work; empty while it waits for a run. */
    public Optional<L> current() {
        return current;
    }

    /** Returns what it waits for, for a person; empty while it serves a run. */
    public String waitsFor() {
        return waitsFor;
    }

    /** Ends {@link #run}; from any thread. */
    public void stop() {
        stopping = true;
        current.ifPresent(Loop::stop);
    }

    @Override
    public void run() {
        try (follower) {
            while (!stopping) {
                follower.pollToEnd();
                RunChoice choice = RunChoice.of(wanted, follower.runs().values());
                if (choice.run().isPresent()) {
                    serve(choice.run().get());
                } else {
                    await(choice.waitsFor());
                }
            }
        }
    }

    private void serve(Run run) {
        waitsFor = "";
        L loop = loops.of(run, () -> state(run.getId()));
        current = Optional.of(loop);
        try {
            if (stopping) {
                loop.stop();
            }
            loop.run();
        } finally {
            current = Optional.empty();
        }
    }

    private RunStatus state(String run) {
        follower.poll();
        return follower.run(run).orElseThrow().getState();
    }

    private void await(String reason) {
        if (!reason.equals(waitsFor)) {
            LOG.info(() -> "waiting: " + reason);
            waitsFor = reason;
        }
        follower.poll(POLL);
    }
}
