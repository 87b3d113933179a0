package io.nucleate.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * What attention has seen so far: keys and values of every layer, one row for each sequence of a batch, in pages of equally many
 * tokens. A page is read from one end to the other: half empty rows would cost more than the zeros at the end of the last page,
 * since reading keys is bound by memory. Rows that are no longer wanted are overwritten by rows from the end, so that taking
 * sequences out costs a copy of those that move, not of those that stay. Closing frees it.
 */
final class KeyValueCache implements AutoCloseable {
    /** Tokens in a page are a multiple of it; PyTorch's softmax over fewer is several times slower. */
    private static final int PAGE_STEP = 16;

    /** Multiplications up to which PyTorch does not leave the product of a vector and a page to its linear algebra library. */
    private static final int SLOW_PRODUCT = 400;

    private final NDManager manager;
    private final int layers;
    private final Vectors keyVectors;
    private final Vectors valueVectors;
    private final int pageTokens;
    private final List<NDArray> keys = new ArrayList<>();
    private final List<NDArray> values = new ArrayList<>();
    private int rows;
    private int tokens;

    /** How many vectors of which width stand for one token in one layer. */
    record Vectors(int count, int width) {}

    KeyValueCache(NDManager parent, int layers, int rows, Vectors keys, Vectors values) {
        manager = parent.newSubManager();
        this.layers = layers;
        this.rows = rows;
        keyVectors = keys;
        valueVectors = values;
        pageTokens = pageTokens(keys);
        addPage();
    }

    static int pageTokens(Vectors keys) {
        int steps = 1;
        while (keys.width() * steps * PAGE_STEP <= SLOW_PRODUCT) {
            steps++;
        }
        return steps * PAGE_STEP;
    }

    private void addPage() {
        keys.add(allocate(keyVectors));
        values.add(allocate(valueVectors));
    }

    /** {@code [layers, rows, count, page, width]}. */
    private NDArray allocate(Vectors vectors) {
        NDArray page = manager.zeros(new Shape(layers, rows, vectors.count(), pageTokens, vectors.width()));
        NDScope.unregister(page);
        return page;
    }

    /** Sequences in the batch. */
    int rows() {
        return rows;
    }

    /** Tokens stored by all layers. */
    int tokens() {
        return tokens;
    }

    /** Place of the token being stored in the last page. */
    int place() {
        return tokens % pageTokens;
    }

    /**
     * Stores the vectors of a new token in one layer.
     *
     * @param key {@code [rows, count, 1, width]}, like the value with its own count and width
     */
    void append(int layer, NDArray key, NDArray value) {
        NDIndex place = layer(layer).addAllDim().addSliceDim(place(), place() + 1);
        keys.get(keys.size() - 1).set(place, key);
        values.get(values.size() - 1).set(place, value);
    }

    /** Pages {@code [rows, count, page, width]} with the token just appended, zeros behind it; views. */
    NDList keys(int layer) {
        return pages(keys, layer);
    }

    /** Like {@link #keys}. */
    NDList values(int layer) {
        return pages(values, layer);
    }

    private NDList pages(List<NDArray> store, int layer) {
        NDList pages = new NDList(store.size());
        for (NDArray page : store) {
            pages.add(page.get(layer(layer)));
        }
        return pages;
    }

    private NDIndex layer(int layer) {
        return new NDIndex().addIndices(layer).addSliceDim(0, rows);
    }

    /** Called once all layers have stored a token; makes room for the next. */
    void advance() {
        tokens++;
        if (place() == 0) {
            addPage();
        }
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

    private static void move(List<NDArray> store, int from, int to) {
        for (NDArray page : store) {
            try (NDArray moved = page.get(row(from))) {
                page.set(row(to), moved);
            }
        }
    }

    private static NDIndex row(int row) {
        return new NDIndex().addAllDim().addIndices(row);
    }

    @Override
    public void close() {
        manager.close();
    }
}
