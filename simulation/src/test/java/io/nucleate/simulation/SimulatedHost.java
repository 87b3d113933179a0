package io.nucleate.simulation;

import io.nucleate.schemas.Host;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The computer of a simulated process: virtual time, and threads that run in it. */
final class SimulatedHost implements Host {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final VirtualTime time;
    private final SimulatedProcess process;

    SimulatedHost(VirtualTime time, SimulatedProcess process) {
        this.time = time;
        this.process = process;
    }

    static Instant instant(VirtualTime time) {
        return START.plusNanos(time.now());
    }

    @Override
    public Instant instant() {
        return instant(time);
    }

    @Override
    public long nanoTime() {
        return time.now();
    }

    @Override
    public <T> T await(Future<T> future, long nanos)
            throws InterruptedException, ExecutionException, TimeoutException {
        long until = nanos > Long.MAX_VALUE - time.now() ? Long.MAX_VALUE : time.now() + nanos;
        while (!future.isDone()) {
            if (time.now() >= until) {
                throw new TimeoutException();
            }
            time.await(process.signal(), until);
        }
        return future.get();
    }

    @Override
    public ExecutorService threads(String name, int count, boolean daemon) {
        return new Threads(name, count);
    }

    private final class Threads extends AbstractExecutorService {
        private final Deque<Runnable> queue = new ArrayDeque<>();
        private int working;
        private boolean isShutdown;

        private Threads(String name, int count) {
            working = count;
            for (int i = 0; i < count; i++) {
                time.start(process, process.name() + "/" + name + "-" + i, this::work);
            }
        }

        private void work() {
            try {
                while (!(isShutdown && queue.isEmpty())) {
                    Runnable task = queue.poll();
                    if (task == null) {
                        time.await(process.signal(), Long.MAX_VALUE);
                    } else {
                        task.run();
                        time.fire(process.signal(), 0);
                    }
                }
            } finally {
                working--;
                time.fire(process.signal(), 0);
            }
        }

        @Override
        public void execute(Runnable task) {
            if (isShutdown) {
                throw new RejectedExecutionException("shut down");
            }
            queue.add(task);
            time.fire(process.signal(), 0);
        }

        @Override
        public void shutdown() {
            isShutdown = true;
            time.fire(process.signal(), 0);
        }

        @Override
        public List<Runnable> shutdownNow() {
            List<Runnable> left = new ArrayList<>(queue);
            queue.clear();
            shutdown();
            return left;
        }

        @Override
        public boolean isShutdown() {
            return isShutdown;
        }

        @Override
        public boolean isTerminated() {
            return isShutdown && working == 0;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            long nanos = unit.toNanos(timeout);
            long until = nanos > Long.MAX_VALUE - time.now() ? Long.MAX_VALUE : time.now() + nanos;
            while (!isTerminated() && time.now() < until) {
                time.await(process.signal(), until);
            }
            return isTerminated();
        }

        @Override
        public <T> List<Future<T>> invokeAll(
                Collection<? extends java.util.concurrent.Callable<T>> tasks) {
            throw new UnsupportedOperationException("not simulated");
        }
    }
}
