package io.nucleate.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;

import io.nucleate.crystal.SpaceGroup;
import io.nucleate.policy.constraints.Constraints;
import io.nucleate.tensors.GradientMode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Draws a batch of crystals of any space groups, with keys and values cached. All crystals of a
 * batch are at the same token at a time. A crystal that has closed leaves the batch, so that no
 * token is computed for nothing.
 */
final class Sampler implements AutoCloseable {
    /**
     * Largest number of crystals that one thread takes at a time. Its long crystals are drawn
     * together at the end.
     */
    private static final int CRYSTALS_PER_BATCH = 1024;

    /** Smallest number of crystals that is worth splitting between two threads. */
    private static final int CRYSTALS_PER_BATCH_MIN = 64;

    /**
     * Largest number of crystals that are drawn side by side. More need more memory for keys and
     * values without being faster on a CPU.
     */
    private static final int CRYSTALS_SIDE_BY_SIDE = 256;

    /**
     * Crystals with more sites wait until those of all parts of their batch can be drawn side by
     * side: a token costs hardly less for ten crystals than for a hundred. About one in eight
     * crystals of the training data is longer.
     */
    private static final int SITES_BEFORE_WAITING = 8;

    private final PolicyConfig config;
    private final CrystalFormer network;
    private final Decoder decoder;
    private final NDManager manager;
    private final Constraints constraints;
    private final SamplingSettings settings;
    private final Queue<KeyValueCache> caches;
    /** One row for all crystals; freed when this closes. */
    private final Optional<CrystalFormer.Guidance> guidance;

    /**
     * Makes a sampler.
     *
     * @param conditions of all crystals
     * @param caches caches that nobody uses; the sampler gives back those that it took, and new
     *     ones
     */
    Sampler(
            PolicyConfig config,
            Parameters parameters,
            Constraints constraints,
            Conditions conditions,
            SamplingSettings settings,
            Queue<KeyValueCache> caches) {
        this.config = config;
        this.network = new CrystalFormer(config, parameters, Dropout.NONE);
        this.decoder = new Decoder(config, parameters);
        this.manager = parameters.manager();
        this.constraints = constraints;
        this.settings = settings;
        this.caches = caches;
        try (NDScope scope = new NDScope();
                GradientMode ignored = GradientMode.off()) {
            scope.suppressNotUsedWarning();
            guidance = network.guidance(List.of(conditions));
            guidance.ifPresent(given -> NDScope.unregister(given.token(), given.firstLetter()));
        }
    }

    /**
     * Draws one crystal for each group; empty where the lattice that the policy asked for is
     * impossible. The result does not depend on the number of threads.
     *
     * @param randoms one for each crystal, so that it does not depend on its neighbours
     */
    List<Optional<SampledCrystal>> sample(
            List<SpaceGroup> groups, List<SplittableRandom> randoms, int threads) {
        List<Supplier<List<Optional<SampledCrystal>>>> batches = new ArrayList<>();
        int size = batchSize(groups.size());
        for (int from = 0; from < groups.size(); from += size) {
            int to = Math.min(groups.size(), from + size);
            List<SpaceGroup> batch = groups.subList(from, to);
            List<SplittableRandom> own = randoms.subList(from, to);
            batches.add(() -> sampleBatch(batch, own));
        }
        return (threads == 1 ? batches.stream().map(Supplier::get) : sideBySide(batches, threads))
                .flatMap(List::stream)
                .toList();
    }

    /**
     * Returns the size of a batch. There is an even number of equal batches, so that two threads
     * end together. The size must not depend on the number of threads.
     */
    private static int batchSize(int crystals) {
        int pairs = (crystals - 1) / (2 * CRYSTALS_PER_BATCH) + 1;
        return Math.max(CRYSTALS_PER_BATCH_MIN, (crystals - 1) / (2 * pairs) + 1);
    }

    /**
     * Runs the pieces in threads of Java. PyTorch's own threads would have little to share in
     * operations this small.
     */
    private static <T> Stream<T> sideBySide(List<Supplier<T>> pieces, int threads) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<CompletableFuture<T>> results = pieces.stream()
                    .map(piece -> CompletableFuture.supplyAsync(piece, pool))
                    .toList();
            // All end before one that failed is reported, so that nobody frees what another still
            // reads.
            CompletableFuture.allOf(results.toArray(CompletableFuture[]::new)).join();
            return results.stream().map(CompletableFuture::join);
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } finally {
            pool.shutdown();
        }
    }

    private List<Optional<SampledCrystal>> sampleBatch(
            List<SpaceGroup> groups, List<SplittableRandom> randoms) {
        List<PartialCrystal> all = new ArrayList<>(groups.size());
        for (int i = 0; i < groups.size(); i++) {
            all.add(new PartialCrystal(
                    i, config, settings, constraints, groups.get(i), randoms.get(i)));
        }
        boolean recording = JniUtils.isGradMode();
        JniUtils.setGradMode(false);
        KeyValueCache cache = Optional.ofNullable(caches.poll())
                .orElseGet(() -> Decoder.newCache(config, manager));
        List<Optional<SampledCrystal>> results =
                new ArrayList<>(Collections.nCopies(all.size(), Optional.empty()));
        List<PartialCrystal> waiting = new ArrayList<>();
        List<KeyValueCache.SavedRows> seen = new ArrayList<>();
        try {
            for (int from = 0; from < all.size(); from += CRYSTALS_SIDE_BY_SIDE) {
                List<PartialCrystal> part =
                        all.subList(from, Math.min(all.size(), from + CRYSTALS_SIDE_BY_SIDE));
                cache.start(part.size());
                Batch batch = new Batch(part, cache, results);
                scoped(batch::start);
                batch.drawSites(SITES_BEFORE_WAITING);
                if (!batch.live.isEmpty()) {
                    waiting.addAll(batch.live);
                    seen.add(cache.save());
                }
            }
            if (!waiting.isEmpty()) {
                cache.resume(seen);
                new Batch(waiting, cache, results).drawSites(config.sitesMax() + 1);
            }
            return results;
        } finally {
            seen.forEach(KeyValueCache.SavedRows::close);
            caches.add(cache);
            JniUtils.setGradMode(recording);
        }
    }

    private static void scoped(Runnable work) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            work.run();
        }
    }

    /** The crystals that are still open, row by row of the cache. */
    private final class Batch {
        private final List<Optional<SampledCrystal>> results;
        private final KeyValueCache cache;
        private List<PartialCrystal> live;

        /**
         * Starts with open crystals.
         *
         * @param results of all crystals of {@link #sampleBatch}, by their index
         */
        Batch(
                List<PartialCrystal> open,
                KeyValueCache cache,
                List<Optional<SampledCrystal>> results) {
            this.live = List.copyOf(open);
            this.cache = cache;
            this.results = results;
        }

        void start() {
            drawAll(
                    network.firstLetter(group(), guidance),
                    PolicyConfig.LETTER_TYPES,
                    PartialCrystal::drawLetter);
        }

        /** Draws sites until all crystals have closed, but at most {@code most} for each. */
        void drawSites(int most) {
            for (int i = 0; i < most && !live.isEmpty(); i++) {
                scoped(this::drawSite);
            }
        }

        /** Draws the rest of a site after its letter, and the next letter. */
        private void drawSite() {
            NDArray states = decode(network.letterTokens(
                    group(), longs(PartialCrystal::letter), floats(PartialCrystal::multiplicity)));
            states = closeFinished(states);
            if (live.isEmpty()) {
                return;
            }
            NDArray group = group();
            drawAll(
                    network.elementHead(states),
                    PolicyConfig.ELEMENT_TYPES,
                    PartialCrystal::drawElement);
            states = decode(network.elementTokens(group, longs(PartialCrystal::atomicNumber)));
            for (int axis = 0; axis < 3; axis++) {
                int drawn = axis;
                drawAll(
                        network.coordinateHead(states),
                        config.coordinateOutputs(),
                        (crystal, raw, offset) -> crystal.drawCoordinate(drawn, raw, offset));
                states = decode(network.coordinateTokens(
                        axis, group, floats(crystal -> crystal.coordinate(drawn))));
            }
            drawAll(
                    network.letterHead(states),
                    PolicyConfig.LETTER_TYPES,
                    PartialCrystal::drawLetter);
        }

        /**
         * Gives the closed crystals their lattice and removes their rows; returns the states of the
         * others.
         */
        private NDArray closeFinished(NDArray states) {
            int[] closed = rows(PartialCrystal::closed);
            if (closed.length == 0) {
                return states;
            }
            float[] lattice = network.latticeHead(states.get(indices(closed))).toFloatArray();
            for (int i = 0; i < closed.length; i++) {
                PartialCrystal crystal = live.get(closed[i]);
                results.set(
                        crystal.index(), crystal.drawLattice(lattice, i * config.latticeOutputs()));
            }
            int[] kept = survivors();
            live = Arrays.stream(kept).mapToObj(live::get).toList();
            cache.keep(kept);
            return live.isEmpty() ? null : states.get(indices(kept));
        }

        /**
         * Returns the rows of the open crystals, with rows from the end in the places of closed
         * ones.
         */
        private int[] survivors() {
            int[] open = rows(crystal -> !crystal.closed());
            int[] kept = new int[open.length];
            int last = open.length;
            for (int row = 0; row < kept.length; row++) {
                kept[row] = live.get(row).closed() ? open[--last] : row;
            }
            return kept;
        }

        private int[] rows(Predicate<PartialCrystal> wanted) {
            return IntStream.range(0, live.size())
                    .filter(row -> wanted.test(live.get(row)))
                    .toArray();
        }

        private NDArray indices(int[] rows) {
            return manager.create(Arrays.stream(rows).asLongStream().toArray());
        }

        private NDArray decode(NDArray tokens) {
            return decoder.step(CrystalFormer.guided(tokens, guidance), cache);
        }

        /** Returns the embedding of each crystal's space group. */
        private NDArray group() {
            return network.group(longs(crystal -> crystal.group().number() - 1L).squeeze(1));
        }

        private void drawAll(NDArray outputs, int width, Draw draw) {
            float[] raw = outputs.toFloatArray();
            for (int i = 0; i < live.size(); i++) {
                if (!live.get(i).closed()) {
                    draw.draw(live.get(i), raw, i * width);
                }
            }
        }

        private NDArray longs(ToLongFunction<PartialCrystal> value) {
            return manager.create(
                    live.stream().mapToLong(value).toArray(), new Shape(live.size(), 1));
        }

        private NDArray floats(ToDoubleFunction<PartialCrystal> value) {
            float[] values = new float[live.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) value.applyAsDouble(live.get(i));
            }
            return manager.create(values, new Shape(live.size(), 1, 1));
        }
    }

    @Override
    public void close() {
        decoder.close();
        guidance.ifPresent(given -> {
            given.token().close();
            given.firstLetter().close();
        });
    }

    @FunctionalInterface
    private interface Draw {
        void draw(PartialCrystal crystal, float[] raw, int offset);
    }
}
