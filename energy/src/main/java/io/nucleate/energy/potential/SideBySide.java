package io.nucleate.energy.potential;

import io.nucleate.crystal.Element;
import io.nucleate.crystal.Result;
import io.nucleate.crystal.Structure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * A potential with a replica for each of several threads, which share every list of structures. Its
 * predictions are those of one replica: none depends on the other structures of a list. A replica
 * is loaded when there is work for it.
 */
final class SideBySide implements Potential {
    /** Structures for which another thread is worth while. */
    private static final int STRUCTURES_MIN = 4;

    private final Loader loader;
    private final int threads;
    private final List<Potential> replicas = new ArrayList<>();
    private final ExecutorService workers;

    /** Loads a replica. */
    @FunctionalInterface
    interface Loader {
        Potential load() throws IOException;
    }

    /** Loads the first replica. */
    SideBySide(Loader loader, int threads) throws IOException {
        this.loader = loader;
        this.threads = threads;
        replicas.add(loader.load());
        workers = Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work, "potential");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public String name() {
        return first().name();
    }

    @Override
    public Optional<String> weightsSha256() {
        return first().weightsSha256();
    }

    @Override
    public boolean knows(Element element) {
        return first().knows(element);
    }

    @Override
    public Optional<String> elementalReferences() {
        return first().elementalReferences();
    }

    private Potential first() {
        return replicas.get(0);
    }

    @Override
    public List<Result<Prediction>> evaluate(List<Structure> structures, RequestedQuantities what) {
        int shares = Math.max(1, Math.min(threads, structures.size() / STRUCTURES_MIN));
        if (shares == 1) {
            return first().evaluate(structures, what);
        }
        loadReplicas(shares);
        List<int[]> members = deal(structures, shares);
        List<Future<List<Result<Prediction>>>> parts = IntStream.range(0, shares)
                .mapToObj(share -> workers.submit(() -> replicas.get(share)
                        .evaluate(
                                Arrays.stream(members.get(share))
                                        .mapToObj(structures::get)
                                        .toList(),
                                what)))
                .toList();
        List<Result<Prediction>> predictions =
                new ArrayList<>(Collections.nCopies(structures.size(), null));
        List<List<Result<Prediction>>> ready = allOf(parts);
        for (int share = 0; share < shares; share++) {
            for (int i = 0; i < members.get(share).length; i++) {
                predictions.set(members.get(share)[i], ready.get(share).get(i));
            }
        }
        return predictions;
    }

    private void loadReplicas(int count) {
        try {
            while (replicas.size() < count) {
                replicas.add(loader.load());
            }
        } catch (IOException e) {
            throw new IllegalStateException(
                    "cannot load " + name() + " a second time: " + e.getMessage(), e);
        }
    }

    /** Deals out structures in order of their size, so that all threads have as much to do. */
    private static List<int[]> deal(List<Structure> structures, int shares) {
        int[] bySize = IntStream.range(0, structures.size())
                .boxed()
                .sorted(Comparator.comparingInt(i -> structures.get(i).atomCount()))
                .mapToInt(Integer::intValue)
                .toArray();
        return IntStream.range(0, shares)
                .mapToObj(share -> IntStream.range(0, bySize.length)
                        .filter(place -> place % shares == share)
                        .map(place -> bySize[place])
                        .toArray())
                .toList();
    }

    /** Waits for all parts, also where one fails: a replica at work must not be closed. */
    private static <T> List<T> allOf(List<Future<T>> parts) {
        List<T> ready = new ArrayList<>();
        RuntimeException failure = null;
        for (Future<T> part : parts) {
            try {
                ready.add(part.get());
            } catch (ExecutionException e) {
                failure = new IllegalStateException(e.getCause().getMessage(), e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while structures were computed", e);
            }
        }
        if (failure != null) {
            throw failure;
        }
        return ready;
    }

    /** Waits for what is being computed: its memory is the replicas'. */
    @Override
    public void close() {
        workers.shutdown();
        boolean isInterrupted = false;
        while (!workers.isTerminated()) {
            try {
                workers.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        replicas.forEach(Potential::close);
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
