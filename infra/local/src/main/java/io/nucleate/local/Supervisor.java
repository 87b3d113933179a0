package io.nucleate.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Keeps child processes running: those that die are started again. For use by one thread, which
 * calls {@link #tick}.
 *
 * <table>
 * <caption>States of a child</caption>
 * <tr><th>state</th><th>event</th><th>next</th></tr>
 * <tr><td>runs</td><td>its process ends</td>
 *     <td>waits, as long as {@link RestartPolicy} says</td></tr>
 * <tr><td>runs</td><td>its process ends quickly, once too often</td>
 *     <td>given up: {@link #tick} throws</td></tr>
 * <tr><td>waits</td><td>the wait is over</td><td>runs, as a new process</td></tr>
 * <tr><td>runs or waits</td><td>{@link #stop}</td>
 *     <td>gone; its process is killed if it does not end in time</td></tr>
 * </table>
 */
public final class Supervisor {
    private static final int LOG_LINES = 12;
    private static final int LOG_BYTES = 8192;

    private final List<Child> children = new ArrayList<>();
    private final Consumer<String> notices;
    private int restarts;

    /** @param notices told of every restart */
    public Supervisor(Consumer<String> notices) {
        this.notices = notices;
    }

    /** Starts a process and keeps it running from now on. */
    public void start(ProcessSpec spec) {
        children.add(new Child(spec));
    }

    /**
     * Looks after every child once.
     *
     * @throws SystemException if one dies again and again; with the last lines of its log
     */
    public void tick() {
        children.forEach(Child::tick);
    }

    /** Returns whether a child runs at this moment. */
    public boolean isAlive(String name) {
        return children.stream()
                .anyMatch(child -> child.spec.name().equals(name) && child.process.isAlive());
    }

    public int restarts() {
        return restarts;
    }

    /** Process ids of the children that run. */
    public List<Long> pids() {
        return children.stream()
                .filter(child -> child.process.isAlive())
                .map(child -> child.process.pid())
                .toList();
    }

    /**
     * Asks the children of these names to end, all at once, and kills those that do not within the
     * time.
     */
    public void stop(Duration patience, String... names) {
        List<Child> stopping = children.stream()
                .filter(child -> List.of(names).contains(child.spec.name()))
                .toList();
        children.removeAll(stopping);
        stopping.forEach(child -> child.process.destroy());
        long deadline = System.nanoTime() + patience.toNanos();
        for (Child child : stopping) {
            child.awaitEnd(deadline);
        }
    }

    /** Names of all children. */
    public List<String> names() {
        return children.stream().map(child -> child.spec.name()).toList();
    }

    /** The last lines a process wrote. */
    static String tail(ProcessSpec spec) {
        try (RandomAccessFile log = new RandomAccessFile(spec.log().toFile(), "r")) {
            log.seek(Math.max(0, log.length() - LOG_BYTES));
            byte[] end = new byte[(int) (log.length() - log.getFilePointer())];
            log.readFully(end);
            List<String> lines = new String(end, StandardCharsets.UTF_8).lines().toList();
            return String.join(
                    "\n  ", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException e) {
            return "(" + spec.log() + " cannot be read: " + e.getMessage() + ")";
        }
    }

    private final class Child {
        private final ProcessSpec spec;
        private final RestartPolicy policy = new RestartPolicy();
        private Process process;
        private long startedNanos;
        private long restartNanos;
        private boolean waiting;

        Child(ProcessSpec spec) {
            this.spec = spec;
            launch();
        }

        private void launch() {
            try {
                process = spec.start();
                startedNanos = System.nanoTime();
                waiting = false;
            } catch (IOException e) {
                throw new SystemException("cannot start " + spec.name() + ": " + e.getMessage(), e);
            }
        }

        void tick() {
            if (process.isAlive()) {
                return;
            }
            if (!waiting) {
                planRestart();
            } else if (System.nanoTime() - restartNanos >= 0) {
                restarts++;
                launch();
            }
        }

        private void planRestart() {
            Duration lived = Duration.ofNanos(System.nanoTime() - startedNanos);
            Optional<Duration> wait = policy.died(lived);
            if (wait.isEmpty()) {
                throw new SystemException(spec.name() + " ended " + RestartPolicy.QUICK_DEATHS_MAX
                        + " times within " + RestartPolicy.QUICK_DEATH.toSeconds()
                        + " s of its start, last with exit status " + process.exitValue()
                        + "; the end of " + spec.log()
                        + ":\n  " + tail(spec));
            }
            notices.accept(spec.name() + " ended with exit status " + process.exitValue()
                    + " after " + lived.toSeconds() + " s; starting it again");
            restartNanos = System.nanoTime() + wait.get().toNanos();
            waiting = true;
        }

        void awaitEnd(long deadlineNanos) {
            try {
                if (!process.waitFor(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    notices.accept(spec.name() + " did not stop in time; killing it");
                    process.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
