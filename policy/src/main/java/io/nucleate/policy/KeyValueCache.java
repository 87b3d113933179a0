package io.nucleate.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

/**
 * What attention has seen so far: keys and values of every layer, one row for each sequence of a batch, written in place. Rows
 * that are no longer wanted are overwritten by rows from the end, so that taking sequences out costs a copy of those that move,
 * not of those that stay. Closing frees it.
 */
final class KeyValueCache implements AutoCloseable {
    /** Tokens of a crystal of four sites, about the average. */
    private static final int FIRST_CAPACITY = 21;

    /** Fewer tokens are shown with zeros behind them: products and exponentials this short have slow paths in PyTorch. */
    static final int SHOWN_MIN = 16;

    private final NDManager manager;
    private NDArray keys;
    private NDArray values;
    private int rows;
    private int tokens;

    /** How many vectors of which width stand for one token in one layer. */
    record Vectors(int count, int width) {}

    KeyValueCache(NDManager parent, int layers, int rows, Vectors keys, Vectors values) {
        manager = parent.newSubManager();
        this.rows = rows;
        this.keys = allocate(layers, keys.count(), FIRST_CAPACITY, keys.width());
        this.values = allocate(layers, values.count(), FIRST_CAPACITY, values.width());
    }

    /** {@code [layers, rows, count, capacity, width]}. */
    private NDArray allocate(long layers, long count, long capacity, long width) {
        NDArray array = manager.zeros(new Shape(layers, rows, count, capacity, width));
        NDScope.unregister(array);
        return array;
    }

    /** Sequences in the batch. */
    int rows() {
        return rows;
    }

    /** Tokens stored by all layers. */
    int tokens() {
        return tokens;
    }

    /**
     * Stores the vectors of a new token in one layer.
     *
     * @param key {@code [rows, count, 1, width]}, like the value with its own count and width
     */
    void append(int layer, NDArray key, NDArray value) {
        keys.set(layer(layer).addSliceDim(tokens, tokens + 1), key);
        values.set(layer(layer).addSliceDim(tokens, tokens + 1), value);
    }

    /** {@code [rows, count, shown, width]} with the token just appended and no fewer than {@link #SHOWN_MIN}; a view. */
    NDArray keys(int layer) {
        return shown(keys, layer);
    }

    /** Like {@link #keys}. */
    NDArray values(int layer) {
        return shown(values, layer);
    }

    private NDArray shown(NDArray store, int layer) {
        return store.get(layer(layer).addSliceDim(0, Math.max(tokens + 1, SHOWN_MIN)));
    }

    private NDIndex layer(int layer) {
        return new NDIndex().addIndices(layer).addSliceDim(0, rows).addAllDim();
    }

    /** Called once all layers have stored a token; makes room for the next. */
    void advance() {
        tokens++;
        if (tokens == keys.getShape().get(3)) {
            keys = grow(keys);
            values = grow(values);
        }
    }

    private NDArray grow(NDArray store) {
        Shape shape = store.getShape();
        NDArray larger = allocate(shape.get(0), shape.get(2), 2 * shape.get(3), shape.get(4));
        try (NDArray used = store.get(used().addAllDim())) {
            larger.set(used().addSliceDim(0, tokens), used);
        }
        store.close();
        return larger;
    }

    private NDIndex used() {
        return new NDIndex().addAllDim().addSliceDim(0, rows).addAllDim();
    }

    /**
     * Shrinks the batch.
     *
     * @param sources which row each remaining one was; itself, or one beyond those that remain
     */
    void keep(int[] sources) {
        for (int row = 0; row < sources.length; row++) {
            if (sources[row] != row) {
                move(keys, sources[row], row);
                move(values, sources[row], row);
            }
        }
        rows = sources.length;
    }

    private void move(NDArray store, int from, int to) {
        try (NDArray moved = store.get(row(from))) {
            store.set(row(to), moved);
        }
    }

    private NDIndex row(int row) {
        return new NDIndex().addAllDim().addIndices(row).addAllDim().addSliceDim(0, tokens);
    }

    @Override
    public void close() {
        manager.close();
    }
}
