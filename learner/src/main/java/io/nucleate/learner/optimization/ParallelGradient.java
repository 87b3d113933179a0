package io.nucleate.learner.optimization;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;

import io.nucleate.policy.Policy;
import io.nucleate.tensors.Backward;
import io.nucleate.tensors.GradientMode;
import io.nucleate.tensors.Operators;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/**
 * The gradient of a sum, each share of it computed by a thread of its own on a replica of the
 * policy. Shares are added up in their order, so that the result does not depend on which is ready
 * first.
 */
public final class ParallelGradient implements AutoCloseable {
    /** The policy itself, for the calling thread, and a replica for each other thread. */
    private final List<Policy> policies = new ArrayList<>();

    private final ExecutorService threads;
    private final List<String> trained;

    /** Computes one share. */
    @FunctionalInterface
    public interface Share {
        /**
         * Adds the gradient of a share to the parameters of the policy given, with
         * {@link Backward}.
         *
         * @return the share of the sum
         */
        double accumulate(Policy policy, int share);
    }

    /**
     * Starts the threads.
     *
     * @param policy whose parameters an optimiser steps
     * @param trained names of the parameters that have gradients
     */
    public ParallelGradient(Policy policy, int shares, Set<String> trained) {
        this.trained = List.copyOf(trained);
        policies.add(policy);
        for (int i = 1; i < shares; i++) {
            Policy replica = policy.replica();
            Backward.request(
                    this.trained.stream().map(replica.parameters()::get).toList());
            policies.add(replica);
        }
        threads = Executors.newFixedThreadPool(shares, work -> {
            Thread thread = new Thread(work, "gradient");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** The most shares that are computed side by side. */
    public int shares() {
        return policies.size();
    }

    /**
     * Adds the gradients of all shares to the policy's.
     *
     * @param shares at most {@link #shares}
     * @return the sum
     */
    public double accumulate(int shares, Share share) {
        List<Double> results = sideBySide(shares, index -> recorded(share, index));
        double sum = results.get(0);
        for (int i = 1; i < shares; i++) {
            sum += results.get(i);
            addGradients(policies.get(i), policies.get(0));
        }
        return sum;
    }

    /**
     * Computes shares of something else side by side, such as densities without gradients.
     *
     * @param shares at most {@link #shares}
     * @return one result for each share, in their order
     */
    public <T> List<T> sideBySide(int shares, IntFunction<T> share) {
        List<Future<T>> others = new ArrayList<>();
        for (int i = 1; i < shares; i++) {
            int index = i;
            others.add(threads.submit(() -> share.apply(index)));
        }
        List<T> results = new ArrayList<>();
        results.add(share.apply(0));
        others.forEach(other -> results.add(result(other)));
        return results;
    }

    private double recorded(Share share, int index) {
        try (GradientMode ignored = GradientMode.recording()) {
            return share.accumulate(policies.get(index), index);
        }
    }

    private static <T> T result(Future<T> share) {
        try {
            return share.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a share of the work failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while others computed their shares", e);
        }
    }

    private void addGradients(Policy from, Policy to) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            List<NDArray> terms = gradients(from);
            Operators.add(gradients(to), terms);
            Operators.zero(terms);
        }
    }

    private List<NDArray> gradients(Policy policy) {
        return trained.stream()
                .map(name -> policy.parameters().get(name).getGradient())
                .toList();
    }

    @Override
    public void close() {
        threads.shutdown();
        policies.stream().skip(1).forEach(Policy::close);
    }
}
