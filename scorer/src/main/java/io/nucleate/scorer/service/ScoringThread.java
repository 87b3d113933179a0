package io.nucleate.scorer.service;

import io.nucleate.scorer.service.CandidateHandler.Delivery;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * The thread that the potential works on. Lanes hand their batches to it and stay free themselves,
 * to renew locks meanwhile and to notice when it does not come back. Each lane has at most one
 * batch here, so that its queue is as short as there are lanes.
 */
final class ScoringThread implements AutoCloseable {
    private final CandidateHandler handler;
    private final ScorerMeters meters;
    private final Duration deadline;
    private final ExecutorService executor;
    private volatile boolean abandoned;

    /** @param deadline after which a batch is taken to hang */
    ScoringThread(CandidateHandler handler, ScorerMeters meters, Duration deadline) {
        this.handler = handler;
        this.meters = meters;
        this.deadline = deadline;
        executor = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "scoring");
            // A call that hangs must not keep the process alive.
            thread.setDaemon(true);
            return thread;
        });
    }

    /** A batch that waits or is being worked on. */
    final class Job extends FutureTask<List<Outcome>> {
        private volatile long startNanos;
        private volatile boolean started;

        private Job(List<Delivery> deliveries) {
            super(() -> handler.decide(deliveries));
        }

        @Override
        public void run() {
            startNanos = System.nanoTime();
            started = true;
            super.run();
            meters.timeScoring(Duration.ofNanos(System.nanoTime() - startNanos));
        }

        /** Time left before it is taken to hang; waiting for its turn costs none. */
        long remainingNanos() {
            return started
                    ? deadline.toNanos() - (System.nanoTime() - startNanos)
                    : deadline.toNanos();
        }
    }

    Job submit(List<Delivery> deliveries) {
        Job job = new Job(deliveries);
        executor.execute(job);
        return job;
    }

    /** What becomes of a candidate that hangs all by itself. */
    Outcome overdue(Delivery delivery) {
        return handler.overdue(delivery, deadline);
    }

    /** After a hang: what waits behind it is cancelled, and nothing more is taken. */
    void abandon() {
        abandoned = true;
        executor.shutdownNow().forEach(job -> ((Future<?>) job).cancel(false));
    }

    /**
     * Waits for the last batch, so that the potential can be closed.
     *
     * @throws HungPotentialException if it does not come back within the deadline
     */
    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!abandoned
                    && !executor.awaitTermination(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new HungPotentialException("the potential did not end within " + deadline);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
