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
 * Holds the keys and values that attention has seen so far: those of every layer, one row for each
 * sequence of a batch, in pages of equally many tokens. The layout is made for speed: memory bounds
 * attention, and rows with gaps between them are read at a third of the speed, so a page is read
 * from one end to the other. When sequences are taken out, rows from the end overwrite theirs, so
 * that only the rows that move are copied. Closing frees the memory.
 */
final class KeyValueCache implements AutoCloseable {
    /**
     * The number of tokens in a page is a multiple of this. PyTorch's softmax over fewer is several
     * times slower.
     */
    private static final int PAGE_STEP = 16;

    /**
     * Up to this number of multiplications, PyTorch does not give the product of a vector and a
     * page to its linear algebra library.
     */
    private static final int SLOW_PRODUCT = 400;

    private final NDManager manager;
    private final int layers;
    private final VectorShape keyVectors;
    private final VectorShape valueVectors;
    private final int pageTokens;
    /**
     * Memory that pages are cut from. It is kept from batch to batch, since fresh memory costs more
     * than the computations on it.
     */
    private final List<NDArray> blocks = new ArrayList<>();

    private final List<NDArray> keys = new ArrayList<>();
    private final List<NDArray> values = new ArrayList<>();
    private long blockSize;
    private int block;
    private long used;
    private int rows;
    private int tokens;

    /** Number and width of the vectors that stand for one token in one layer. */
    record VectorShape(int count, int width) {}

    /**
     * A copy of the used part of a cache's pages.
     *
     * @param keys page by page, {@code [layers, rows, count, page, width]}
     * @param values like the keys
     */
    record SavedRows(List<NDArray> keys, List<NDArray> values, int rows, int tokens)
            implements AutoCloseable {
        @Override
        public void close() {
            free(new ArrayList<>(keys));
            free(new ArrayList<>(values));
        }
    }

    /** Makes an empty cache; {@link #start} makes it ready for a batch. */
    KeyValueCache(NDManager parent, int layers, VectorShape keys, VectorShape values) {
        manager = parent.newSubManager();
        this.layers = layers;
        keyVectors = keys;
        valueVectors = values;
        pageTokens = pageTokens(keys);
    }

    static int pageTokens(VectorShape keys) {
        int steps = 1;
        while (keys.width() * steps * PAGE_STEP <= SLOW_PRODUCT) {
            steps++;
        }
        return steps * PAGE_STEP;
    }

    /** Forgets everything and makes room for the tokens of some sequences that start together. */
    void start(int sequences) {
        free(keys);
        free(values);
        rows = sequences;
        tokens = 0;
        block = 0;
        used = 0;
        long pageSize = page(keyVectors).size() + page(valueVectors).size();
        if (pageSize > blockSize) {
            free(blocks);
            blockSize = pageSize;
        }
        addPage();
    }

    SavedRows save() {
        return new SavedRows(copies(keys), copies(values), rows, tokens);
    }

    private List<NDArray> copies(List<NDArray> store) {
        List<NDArray> copies = new ArrayList<>(store.size());
        for (NDArray page : store) {
            try (NDArray used = page.get(rows(0, rows))) {
                NDArray copy = used.duplicate();
                NDScope.unregister(copy);
                copies.add(copy);
            }
        }
        return copies;
    }

    /**
     * Continues with the rows of all saved parts, in their order. All must have the same number of
     * tokens.
     */
    void resume(List<SavedRows> saved) {
        start(saved.stream().mapToInt(SavedRows::rows).sum());
        tokens = saved.get(0).tokens();
        while (keys.size() < saved.get(0).keys().size()) {
            addPage();
        }
        int from = 0;
        for (SavedRows part : saved) {
            NDIndex place = rows(from, from + part.rows());
            for (int page = 0; page < keys.size(); page++) {
                keys.get(page).set(place, part.keys().get(page));
                values.get(page).set(place, part.values().get(page));
            }
            from += part.rows();
        }
    }

    private static NDIndex rows(int from, int to) {
        return new NDIndex().addAllDim().addSliceDim(from, to);
    }

    private static void free(List<NDArray> arrays) {
        arrays.forEach(NDArray::close);
        arrays.clear();
    }

    private void addPage() {
        keys.add(allocate(page(keyVectors)));
        values.add(allocate(page(valueVectors)));
    }

    private Shape page(VectorShape vectors) {
        return new Shape(layers, rows, vectors.count(), pageTokens, vectors.width());
    }

    private NDArray allocate(Shape page) {
        if (used + page.size() > blockSize) {
            block++;
            used = 0;
        }
        if (block == blocks.size()) {
            blocks.add(manager.zeros(new Shape(blockSize)));
            NDScope.unregister(blocks.get(block));
        }
        try (NDArray flat =
                blocks.get(block).get(new NDIndex().addSliceDim(used, used + page.size()))) {
            NDArray view = flat.reshape(page);
            NDScope.unregister(view);
            used += page.size();
            return view;
        }
    }

    /** Returns the number of sequences in the batch. */
    int rows() {
        return rows;
    }

    /** Returns the number of tokens that all layers have stored. */
    int tokens() {
        return tokens;
    }

    /** Returns the place, in the last page, of the token that is being stored. */
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

    /**
     * Returns views of the pages, {@code [rows, count, page, width]}. Behind the token that was
     * appended last, their numbers have no meaning.
     */
    NDList keys(int layer) {
        return pages(keys, layer);
    }

    /** Returns the values, laid out like {@link #keys}. */
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

    /** Makes room for the next token, once all layers have stored one. */
    void advance() {
        tokens++;
        if (place() == 0) {
            addPage();
        }
    }

    /**
     * Keeps some rows and drops the others.
     *
     * @param sources for each remaining row, the row that it was: the same one, or one beyond those
     *     that remain
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
