package io.nucleate.scorer.service;

import io.nucleate.schemas.Host;
import io.nucleate.scorer.service.CandidateHandler.Delivery;

import org.jboss.logging.Logger;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The thread on which the potential works. Lanes give their batches to it. Meanwhile they can renew
 * locks, and notice if the thread does not finish. Each lane has at most one batch here, so the
 * queue is no longer than the number of lanes.
 *
 * <table>
 * <caption>States, and what each means for a batch</caption>
 * <tr><th>state</th><th>event</th><th>next</th><th>batches</th></tr>
 * <tr><td>works</td><td>the call in hand is over its deadline, and a lane notices</td>
 *     <td>abandoned</td><td>those that wait are cancelled, later ones too</td></tr>
 * <tr><td>works</td><td>{@link #close}, and the call returns in time</td><td>closed</td>
 *     <td>all are done</td></tr>
 * <tr><td>works</td><td>{@link #close}, and the call does not return</td><td>abandoned</td>
 *     <td>as above; {@link #close} throws</td></tr>
 * <tr><td>abandoned</td><td>{@link #close}</td><td>abandoned</td>
 *     <td>{@link #close} throws, whatever else has failed: a hang always wins</td></tr>
 * </table>
 */
final class ScoringThread implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ScoringThread.class);

    private final CandidateHandler handler;
    private final Host host;
    private final ScorerMeters meters;
    private final Duration deadline;
    private final ExecutorService executor;
    /** What the potential works on; null if it is idle. */
    private volatile Work current;

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

    /** A batch or something else that waits for the potential, or on which it works. */
    private class Work extends FutureTask<List<Outcome>> {
        private volatile long startNanos;

        Work(Callable<List<Outcome>> work) {
            super(work);
        }

        @Override
        public void run() {
            startNanos = host.nanoTime();
            current = this;
            super.run();
            current = null;
        }

        long startNanos() {
            return startNanos;
        }
    }

    /** A batch that waits or is being scored. */
    final class Job extends Work {
        private Job(List<Delivery> deliveries) {
            super(() -> handler.decide(deliveries));
        }

        @Override
        public void run() {
            super.run();
            meters.timeScoring(Duration.ofNanos(host.nanoTime() - startNanos()));
        }

        /**
         * Returns the time until the potential is taken to hang, on this batch or on the one that
         * this batch waits for. It runs only while a batch is being scored.
         */
        long remainingNanos() {
            Work inHand = current;
            return inHand == null
                    ? deadline.toNanos()
                    : deadline.toNanos() - (host.nanoTime() - inHand.startNanos());
        }

        /** Returns whether the potential hangs on this batch, and not on another one. */
        boolean isOverdue() {
            return current == this && host.nanoTime() - startNanos() >= deadline.toNanos();
        }
    }

    /** Puts a batch into the queue. If the potential hangs, the batch is cancelled at once. */
    Job submit(List<Delivery> deliveries) {
        Job job = new Job(deliveries);
        try {
            executor.execute(job);
        } catch (RejectedExecutionException e) {
            if (!abandoned) {
                throw e;
            }
            job.cancel(false);
        }
        return job;
    }

    /**
     * Lets the potential do something once it has done what waits for it now. Does nothing when no
     * more batches are taken.
     */
    void afterBatches(Runnable work) {
        try {
            executor.execute(new Work(() -> {
                if (!executor.isShutdown()) {
                    work.run();
                }
                return List.of();
            }));
        } catch (RejectedExecutionException e) {
            LOG.debug("no more work is taken");
        }
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
     * @throws HungPotentialException if the potential has hung, or does not return within the
     *     deadline; then it must not be closed
     */
    @Override
    public void close() {
        executor.shutdown();
        if (abandoned) {
            throw new HungPotentialException("the potential did not come back within " + deadline);
        }
        if (!isTerminatedWithin(deadline.toNanos())) {
            abandon();
            throw new HungPotentialException("the potential did not end within " + deadline);
        }
    }

    /** Waits on after an interrupt: the potential may be closed only when no call is running. */
    private boolean isTerminatedWithin(long nanos) {
        long end = host.nanoTime() + nanos;
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return executor.awaitTermination(end - host.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
