package io.nucleate.simulation;

import java.util.ArrayList;
import java.util.List;

/** A process of the loop, from its start to its end. */
final class SimulatedProcess {
    private final String name;
    private final List<VirtualTime.SimulatedThread> threads = new ArrayList<>();
    private final List<Runnable> connections = new ArrayList<>();
    private final VirtualTime.Signal signal = new VirtualTime.Signal();
    private boolean dead;
    private long pausedUntil;

    SimulatedProcess(String name, long now) {
        this.name = name;
        pausedUntil = now;
    }

    String name() {
        return name;
    }

    List<VirtualTime.SimulatedThread> threads() {
        return threads;
    }

    /** What threads of this process do for one another is signalled here. */
    VirtualTime.Signal signal() {
        return signal;
    }

    boolean isDead() {
        return dead;
    }

    /** Returns when it began, or last went on. */
    long liveSince() {
        return pausedUntil;
    }

    long pausedUntil() {
        return pausedUntil;
    }

    /** Lets no thread of it run until then, as SIGSTOP does. */
    void pause(long until) {
        pausedUntil = until;
    }

    /** Adds what happens to a connection when the process is gone. */
    void onDeath(Runnable connection) {
        connections.add(connection);
    }

    /** Marks it as gone; nothing that its threads still do has an effect. */
    void die() {
        if (!dead) {
            dead = true;
            connections.forEach(Runnable::run);
        }
    }
}
