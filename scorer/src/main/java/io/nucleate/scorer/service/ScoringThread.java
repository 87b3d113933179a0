package io.nucleate.scorer.service;

import io.nucleate.schemas.Host;
import io.nucleate.scorer.service.CandidateHandler.Delivery;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * The thread on which the potential works. Lanes give their batches to it. Meanwhile they can renew
 * locks, and notice if the thread does not finish. Each lane has at most one batch here, so the
 * queue is no longer than the number of lanes.
 */
final class ScoringThread implements AutoCloseable {
    private final CandidateHandler handler;
    private final Host host;
    private final ScorerMeters meters;
    private final Duration deadline;
    private final ExecutorService executor;
    private volatile boolean abandoned;

    /** @param deadline time after which the potential is taken to hang on a batch */
    ScoringThread(CandidateHandler handler, Host host, ScorerMeters meters, Duration deadline) {
        this.handler = handler;
        this.host = host;
        this.meters = meters;
        this.deadline = deadline;
        // A call that hangs must not keep the process alive.
        executor = host.threads("scoring", 1, true);
    }

    /** A batch that waits or is being scored. */
    final class Job extends FutureTask<List<Outcome>> {
        private volatile long startNanos;
        private volatile boolean started;

        private Job(List<Delivery> deliveries) {
            super(() -> handler.decide(deliveries));
        }

        @Override
        public void run() {
            startNanos = host.nanoTime();
            started = true;
            super.run();
            meters.timeScoring(Duration.ofNanos(host.nanoTime() - startNanos));
        }

        /** Returns the time until the deadline. It runs only while the batch is being scored. */
        long remainingNanos() {
            return started
                    ? deadline.toNanos() - (host.nanoTime() - startNanos)
                    : deadline.toNanos();
        }
    }

    /** Puts a batch into the queue. */
    Job submit(List<Delivery> deliveries) {
        Job job = new Job(deliveries);
        executor.execute(job);
        return job;
    }

    /** Returns the outcome of a candidate on which the potential hangs, alone in its batch. */
    Outcome overdue(Delivery delivery) {
        return handler.overdue(delivery, deadline);
    }

    /** Cancels all batches that wait and takes no more, after the potential has hung. */
    void abandon() {
        abandoned = true;
        executor.shutdownNow().forEach(job -> ((Future<?>) job).cancel(false));
    }

    /**
     * Waits for the last batch, so that the potential can be closed.
     *
     * @throws HungPotentialException if the potential does not return within the deadline
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
