package io.nucleate.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The clock of a simulation and all threads in it. One thread runs at a time. It hands over only
 * when it waits, to whoever is next in virtual time, so that equal seeds give equal histories.
 *
 * <p>A thread of a process that was killed is woken once more, with {@link Killed}, and runs to its
 * end without anybody noticing.
 */
final class VirtualTime {
    /** Longest that a thread may run in reality without waiting in virtual time. */
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final ExecutorService CARRIERS = Executors.newCachedThreadPool(body -> {
        Thread thread = new Thread(body, "simulated");
        thread.setDaemon(true);
        return thread;
    });

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final SimulatedThread main = new SimulatedThread(null, "simulation");
    private volatile SimulatedThread current = main;
    private long eventsMade;
    private long now;
    private long steps;
    private Throwable failure;

    /** Ends the threads of a process that was killed. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1;

        Killed(String process) {
            super(process + " was killed", null, false, false);
        }
    }

    /** Something that threads wait for. */
    static final class Signal {
        private final List<SimulatedThread> waiting = new ArrayList<>();
    }

    /** A thread that runs when it is its turn. */
    static final class SimulatedThread {
        private final SimulatedProcess process;
        private final String name;
        private volatile Thread carrier = Thread.currentThread();
        private long ticket;
        private volatile boolean ended;
        /** Who killed this thread and waits for its end. */
        private SimulatedThread reaper;

        private SimulatedThread(SimulatedProcess process, String name) {
            this.process = process;
            this.name = name;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final class Event implements Comparable<Event> {
        private final long time;
        private final long order;
        private final SimulatedThread thread;
        private final long ticket;
        private final Runnable action;

        private Event(long time, long order, SimulatedThread thread, long ticket, Runnable action) {
            this.time = time;
            this.order = order;
            this.thread = thread;
            this.ticket = ticket;
            this.action = action;
        }

        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(time, other.time);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    VirtualTime() {
        main.carrier = Thread.currentThread();
    }

    /** Returns nanoseconds since the simulation began. */
    long now() {
        return now;
    }

    /** Returns how often a thread or an action has had its turn. */
    long steps() {
        return steps;
    }

    /** Does something at a later time, at once in the eyes of all threads. It must not wait. */
    void at(long delayNanos, Runnable action) {
        events.add(new Event(now + Math.max(0, delayNanos), eventsMade++, null, 0, action));
    }

    /** Starts a thread, which has its first turn a little later. */
    SimulatedThread start(SimulatedProcess process, String name, Runnable body) {
        SimulatedThread thread = new SimulatedThread(process, name);
        thread.carrier = null;
        process.threads().add(thread);
        CARRIERS.execute(() -> {
            thread.carrier = Thread.currentThread();
            awaitTurn(thread);
            try {
                if (!process.isDead()) {
                    body.run();
                }
            } catch (Killed e) {
                // That is how it ends.
            } catch (RuntimeException | Error e) {
                failure = e;
            } finally {
                end(thread);
            }
        });
        wakeAt(thread, now);
        return thread;
    }

    private void end(SimulatedThread thread) {
        thread.ended = true;
        thread.process.threads().remove(thread);
        SimulatedThread reaper = thread.reaper;
        if (reaper != null) {
            handTo(reaper);
        } else {
            handTo(failure == null ? next() : main);
        }
    }

    /** Waits; to be called by the thread whose turn it is. */
    void sleep(long nanos) {
        SimulatedThread me = current;
        requireAlive(me);
        wakeAt(me, now + Math.max(0, nanos));
        pass(me);
    }

    /** Waits for a signal, or until a time; may return earlier. */
    void await(Signal signal, long until) {
        SimulatedThread me = current;
        requireAlive(me);
        if (until <= now) {
            return;
        }
        signal.waiting.add(me);
        try {
            wakeAt(me, until);
            pass(me);
        } finally {
            signal.waiting.remove(me);
        }
    }

    /** Lets all who wait for the signal go on after a delay. */
    void fire(Signal signal, long delayNanos) {
        for (SimulatedThread thread : signal.waiting) {
            wakeAt(thread, now + delayNanos);
        }
    }

    /** Ends all threads of a process that is dead, but the one whose turn it is. */
    void reap(SimulatedProcess process) {
        SimulatedThread me = current;
        for (SimulatedThread thread : List.copyOf(process.threads())) {
            if (thread != me && !thread.ended) {
                thread.reaper = me;
                thread.ticket++;
                handTo(thread);
                awaitTurn(me);
            }
        }
    }

    /** The process whose turn it is; null in the simulation's own thread. */
    SimulatedProcess process() {
        return current.process;
    }

    private void requireAlive(SimulatedThread thread) {
        if (thread.process != null && thread.process.isDead()) {
            throw new Killed(thread.process.name());
        }
    }

    private void wakeAt(SimulatedThread thread, long time) {
        events.add(new Event(time, eventsMade++, thread, ++thread.ticket, null));
    }

    private void pass(SimulatedThread me) {
        SimulatedThread next = next();
        if (next != me) {
            handTo(next);
            awaitTurn(me);
        }
        requireAlive(me);
        if (me == main && failure != null) {
            Throwable thrown = failure;
            failure = null;
            if (thrown instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(thrown);
        }
    }

    /** Returns whose turn it is next; does the actions before it. */
    private SimulatedThread next() {
        try {
            return nextEvent();
        } catch (RuntimeException | Error e) {
            failure = e;
            return main;
        }
    }

    private SimulatedThread nextEvent() {
        while (true) {
            Event event = events.poll();
            if (event == null) {
                return main;
            }
            if (event.thread != null
                    && (event.ticket != event.thread.ticket || event.thread.ended)) {
                continue;
            }
            now = Math.max(now, event.time);
            if (event.thread != null && event.thread.process != null) {
                long pausedUntil = event.thread.process.pausedUntil();
                if (pausedUntil > now && !event.thread.process.isDead()) {
                    wakeAt(event.thread, pausedUntil);
                    continue;
                }
            }
            steps++;
            if (event.action != null) {
                event.action.run();
            } else {
                return event.thread;
            }
        }
    }

    private void handTo(SimulatedThread next) {
        current = next;
        LockSupport.unpark(next.carrier);
    }

    private void awaitTurn(SimulatedThread me) {
        long since = System.nanoTime();
        while (current != me) {
            LockSupport.parkNanos(this, STUCK_NANOS);
            if (me == main && current != me && System.nanoTime() - since > STUCK_NANOS) {
                throw new IllegalStateException(current + " of "
                        + (current.process == null ? "the simulation" : current.process.name())
                        + " waits in reality, which a simulation cannot see");
            }
        }
    }
}
