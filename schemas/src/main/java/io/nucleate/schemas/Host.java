package io.nucleate.schemas;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a service takes from the computer that it runs on: time, threads, and waiting for them. A
 * simulation gives it those of a virtual computer.
 */
public interface Host extends InstantSource {
    /** The computer itself. */
    Host REAL = new Host() {
        @Override
        public Instant instant() {
            return Instant.now();
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public <T> T await(Future<T> future, long nanos)
                throws InterruptedException, ExecutionException, TimeoutException {
            return future.get(nanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public ExecutorService threads(String name, int count, boolean daemon) {
            return Executors.newFixedThreadPool(count, task -> {
                Thread thread = new Thread(task, name);
                thread.setDaemon(daemon);
                return thread;
            });
        }
    };

    /** Returns nanoseconds from any origin, for durations. */
    long nanoTime();

    /**
     * Waits for a task that another thread does.
     *
     * @param nanos longest wait
     * @throws TimeoutException if the task has not ended by then
     */
    <T> T await(Future<T> future, long nanos)
            throws InterruptedException, ExecutionException, TimeoutException;

    /**
     * Returns threads of this process.
     *
     * @param daemon whether they may be left behind when the process ends
     */
    ExecutorService threads(String name, int count, boolean daemon);
}
