package io.nucleate.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import io.nucleate.crystal.SpaceGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * Draws a batch of crystals of any space groups, all at the same token at a time, with keys and values cached. A crystal that has
 * closed leaves the batch, so that no token is computed for nothing.
 */
final class Sampler {
    private static final int FIRST_CAPACITY_SITES = 4;

    private final PolicyConfig config;
    private final CrystalFormer network;
    private final NDManager manager;
    private final SamplingSettings settings;

    Sampler(PolicyConfig config, Parameters parameters, SamplingSettings settings) {
        this.config = config;
        this.network = new CrystalFormer(config, parameters, 0);
        this.manager = parameters.manager();
        this.settings = settings;
    }

    /**
     * One crystal for each group; empty where the lattice that the policy asked for is impossible.
     *
     * @param random each crystal draws from a split of its own, so that a crystal does not depend on its neighbours
     */
    List<Optional<SampledCrystal>> sample(List<SpaceGroup> groups, SplittableRandom random) {
        List<PartialCrystal> all = new ArrayList<>(groups.size());
        for (SpaceGroup group : groups) {
            all.add(new PartialCrystal(all.size(), config, settings, group, random.split()));
        }
        List<Optional<SampledCrystal>> results =
                new ArrayList<>(java.util.Collections.nCopies(groups.size(), Optional.empty()));
        try (NDScope scope = new NDScope();
                KeyValueCache cache = new KeyValueCache(manager, config, groups.size(), 5 * FIRST_CAPACITY_SITES + 1)) {
            scope.suppressNotUsedWarning();
            Batch batch = new Batch(all, cache);
            batch.start();
            while (!batch.live.isEmpty()) {
                try (NDScope step = new NDScope()) {
                    step.suppressNotUsedWarning();
                    batch.drawSite(results);
                }
            }
        }
        return results;
    }

    /** The crystals still open, row by row of the cache. */
    private final class Batch {
        private List<PartialCrystal> live;
        private final KeyValueCache cache;
        private NDArray group;

        Batch(List<PartialCrystal> all, KeyValueCache cache) {
            this.live = List.copyOf(all);
            this.cache = cache;
        }

        void start() {
            group = network.group(
                    longs(crystal -> crystal.group().number() - 1L).squeeze(1));
            drawAll(network.firstLetter(group), PolicyConfig.LETTER_TYPES, PartialCrystal::drawLetter);
        }

        /** From a drawn letter to the next one. */
        void drawSite(List<Optional<SampledCrystal>> results) {
            NDArray states = encode(
                    network.letterTokens(group, longs(PartialCrystal::letter), floats(PartialCrystal::multiplicity)));
            states = closeFinished(states, results);
            if (live.isEmpty()) {
                return;
            }
            drawAll(network.elementHead(states), PolicyConfig.ELEMENT_TYPES, PartialCrystal::drawElement);
            states = encode(network.elementTokens(group, longs(PartialCrystal::atomicNumber)));
            for (int axis = 0; axis < 3; axis++) {
                int drawn = axis;
                drawAll(
                        network.coordinateHead(states),
                        config.coordinateOutputs(),
                        (crystal, raw, offset) -> crystal.drawCoordinate(drawn, raw, offset));
                states = encode(network.coordinateTokens(axis, group, floats(crystal -> crystal.coordinate(drawn))));
            }
            drawAll(network.letterHead(states), PolicyConfig.LETTER_TYPES, PartialCrystal::drawLetter);
        }

        /** Gives the closed crystals their lattice and takes their rows out; returns the states of the others. */
        private NDArray closeFinished(NDArray states, List<Optional<SampledCrystal>> results) {
            List<PartialCrystal> open = new ArrayList<>();
            List<PartialCrystal> closed = new ArrayList<>();
            long[] openRows = rows(crystal -> !crystal.closed(), open);
            long[] closedRows = rows(PartialCrystal::closed, closed);
            if (closed.isEmpty()) {
                return states;
            }
            float[] lattice =
                    network.latticeHead(states.get(manager.create(closedRows))).toFloatArray();
            for (int i = 0; i < closed.size(); i++) {
                results.set(closed.get(i).index(), closed.get(i).drawLattice(lattice, i * config.latticeOutputs()));
            }
            live = open;
            if (open.isEmpty()) {
                return null;
            }
            NDArray kept = manager.create(openRows);
            cache.keep(kept);
            NDArray remaining = group.get(kept);
            NDScope.unregister(remaining);
            group.close();
            group = remaining;
            return states.get(kept);
        }

        private long[] rows(java.util.function.Predicate<PartialCrystal> wanted, List<PartialCrystal> members) {
            long[] rows = new long[live.size()];
            for (int i = 0; i < live.size(); i++) {
                if (wanted.test(live.get(i))) {
                    rows[members.size()] = i;
                    members.add(live.get(i));
                }
            }
            return java.util.Arrays.copyOf(rows, members.size());
        }

        private NDArray encode(NDArray tokens) {
            NDArray states = network.encode(tokens, network.new Rotary(cache.tokens(), 1), null, cache);
            cache.advance();
            return states;
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
            return manager.create(live.stream().mapToLong(value).toArray(), new Shape(live.size(), 1));
        }

        private NDArray floats(ToDoubleFunction<PartialCrystal> value) {
            float[] values = new float[live.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) value.applyAsDouble(live.get(i));
            }
            return manager.create(values, new Shape(live.size(), 1, 1));
        }
    }

    @FunctionalInterface
    private interface Draw {
        void draw(PartialCrystal crystal, float[] raw, int offset);
    }
}
