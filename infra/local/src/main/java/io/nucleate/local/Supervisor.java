package io.nucleate.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
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
 * <tr><td>runs</td><td>its process ends quickly, once too often, and the loop needs it</td>
 *     <td>given up: {@link #tick} throws</td></tr>
 * <tr><td>runs</td><td>the same, and the loop does not need it</td>
 *     <td>waits; the run goes on without it</td></tr>
 * <tr><td>runs</td><td>its process ends quickly, the second time for the same cause, before
 *     it ever answered, and the loop needs it</td>
 *     <td>given up: {@link #tick} throws</td></tr>
 * <tr><td>runs</td><td>its process ends while restarts are held, or the disk is full</td>
 *     <td>waits until they are not, and it does not count</td></tr>
 * <tr><td>runs</td>
 *     <td>its probe has not been answered well for as long as {@link Patience} says</td>
 *     <td>killed; then as when its process ends</td></tr>
 * <tr><td>waits</td><td>the wait is over</td><td>runs, as a new process</td></tr>
 * <tr><td>runs or waits</td><td>{@link #stop}</td>
 *     <td>gone; its process is killed if it does not end in time</td></tr>
 * </table>
 *
 * <p>A process that has been stopped, or whose loop does not go round, is as good as dead, but only
 * asking it shows that. Silence is counted from call to call of {@link #tick}, so that a machine
 * that slept, or a supervisor that was stopped itself, kills nobody.
 */
public final class Supervisor {
    /** Longest time between two calls of {@link #tick} that is counted as silence. */
    private static final Duration TICK_MAX = Duration.ofSeconds(1);

    /** Time in which the system removes a killed process. */
    private static final Duration KILL_MAX = Duration.ofSeconds(10);

    /** Time for who watches the disk to notice too. */
    private static final Duration DISK_WAIT = Duration.ofSeconds(3);

    private static final int LOG_LINES = 12;
    private static final int LOG_BYTES = 8192;

    private final List<Child> children = new ArrayList<>();
    private final Consumer<String> notices;
    private final Patience patience;
    private BooleanSupplier isHeld = () -> false;
    private int restarts;

    /**
     * Times after which a process that does not answer well is killed.
     *
     * @param start from its start to its first good answer
     * @param silence from one good answer to the next
     * @param interval between two questions
     */
    record Patience(Duration start, Duration silence, Duration interval) {
        static final Patience DEFAULT =
                new Patience(Duration.ofMinutes(10), Duration.ofMinutes(2), Duration.ofSeconds(5));
    }

    /** @param notices told of every restart */
    public Supervisor(Consumer<String> notices) {
        this(notices, Patience.DEFAULT);
    }

    Supervisor(Consumer<String> notices, Patience patience) {
        this.notices = notices;
        this.patience = patience;
    }

    /** Starts nobody again while a condition holds, such as that a disk is full. */
    void holdWhile(BooleanSupplier condition) {
        isHeld = condition;
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
        private final RestartPolicy policy;
        private Process process;
        private CompletableFuture<Boolean> answer = CompletableFuture.completedFuture(false);
        private boolean hasAnswered;
        private boolean hasEverAnswered;
        private Optional<String> lastCause = Optional.empty();
        private long logStart;
        private long silenceNanos;
        private long askedNanos;
        private long tickedNanos;
        private long startedNanos;
        private long restartNanos;
        private boolean waiting;

        Child(ProcessSpec spec) {
            this.spec = spec;
            policy = new RestartPolicy(spec.isNeeded());
            launch();
        }

        private void launch() {
            try {
                logStart = spec.log().toFile().length();
                process = spec.start();
                startedNanos = System.nanoTime();
                waiting = false;
                answer = CompletableFuture.completedFuture(false);
                hasAnswered = false;
                silenceNanos = 0;
                askedNanos = startedNanos;
                tickedNanos = startedNanos;
            } catch (IOException e) {
                throw new SystemException("cannot start " + spec.name() + ": " + e.getMessage(), e);
            }
        }

        void tick() {
            if (process.isAlive()) {
                spec.probe().ifPresent(this::killIfSilent);
                return;
            }
            if (!waiting) {
                planRestart();
            } else if (System.nanoTime() - restartNanos >= 0 && !isHeld.getAsBoolean()) {
                restarts++;
                launch();
            }
        }

        private void killIfSilent(Probe probe) {
            long now = System.nanoTime();
            silenceNanos += Math.min(now - tickedNanos, TICK_MAX.toNanos());
            tickedNanos = now;
            if (answer.getNow(false)) {
                hasAnswered = true;
                hasEverAnswered = true;
                silenceNanos = 0;
            }
            if (answer.isDone() && now - askedNanos >= patience.interval().toNanos()) {
                answer = probe.ask().exceptionally(failure -> false);
                askedNanos = now;
            }
            Duration limit = hasAnswered ? patience.silence() : patience.start();
            if (silenceNanos > limit.toNanos()) {
                notices.accept(spec.name() + " has not said for " + limit.toSeconds()
                        + " s that it gets on; killing it");
                process.destroyForcibly();
                silenceNanos = 0;
            }
        }

        private void planRestart() {
            Duration lived = Duration.ofNanos(System.nanoTime() - startedNanos);
            Optional<String> cause = DeathCause.read(spec.log(), logStart);
            String end = spec.name() + " ended with exit status " + process.exitValue() + " after "
                    + lived.toSeconds() + " s"
                    + cause.map(words -> ": " + words).orElse("") + "; ";
            if (isHeld.getAsBoolean()
                    || cause.filter(DeathCause.DISK_FULL::equals).isPresent()) {
                notices.accept(end + "it is started again when there is room");
                restartNanos = System.nanoTime() + DISK_WAIT.toNanos();
                waiting = true;
                return;
            }
            requireNewCause(lived, cause);
            Optional<Duration> wait = policy.died(lived);
            if (wait.isEmpty()) {
                throw new SystemException(spec.name() + " ended " + RestartPolicy.QUICK_DEATHS_MAX
                        + " times within " + RestartPolicy.QUICK_DEATH.toSeconds()
                        + " s of its start, last with exit status " + process.exitValue()
                        + "; the end of " + spec.log()
                        + ":\n  " + tail(spec));
            }
            notices.accept(
                    policy.isHopeless()
                            ? end + "the run goes on without it, and it is tried again in "
                                    + wait.get().toSeconds() + " s; its log is " + spec.log()
                            : end + "starting it again");
            restartNanos = System.nanoTime() + wait.get().toNanos();
            waiting = true;
        }

        /** What fails twice in the same way before it ever worked fails for good. */
        private void requireNewCause(Duration lived, Optional<String> cause) {
            boolean isKnown = cause.isPresent() && cause.equals(lastCause);
            lastCause = cause;
            if (isKnown
                    && spec.isNeeded()
                    && !hasEverAnswered
                    && spec.probe().isPresent()
                    && lived.compareTo(RestartPolicy.QUICK_DEATH) < 0) {
                throw new SystemException(spec.name() + " cannot start: " + cause.orElseThrow()
                        + " (its log: " + spec.log() + ")");
            }
        }

        void awaitEnd(long deadlineNanos) {
            try {
                if (!process.waitFor(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    notices.accept(spec.name() + " did not stop in time; killing it");
                    process.destroyForcibly().waitFor(KILL_MAX.toMillis(), TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
