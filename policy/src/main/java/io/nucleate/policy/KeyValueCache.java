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
 * What attention has seen so far: keys and values of every layer, one row for each sequence of a
 * batch, in pages of equally many tokens. A page is read from one end to the other: memory is what
 * bounds attention, and rows with gaps between them come at a third of the speed. Rows that are no
 * longer wanted are overwritten by rows from the end, so that taking sequences out costs a copy of
 * those that move, not of those that stay. Closing frees it.
 */
final class KeyValueCache implements AutoCloseable {
    /**
     * Tokens in a page are a multiple of it; PyTorch's softmax over fewer is several times slower.
     */
    private static final int PAGE_STEP = 16;

    /**
     * Multiplications up to which PyTorch does not leave the product of a vector and a page to its
     * linear algebra library.
     */
    private static final int SLOW_PRODUCT = 400;

    private final NDManager manager;
    private final int layers;
    private final VectorShape keyVectors;
    private final VectorShape valueVectors;
    private final int pageTokens;
    /**
     * The memory that pages are cut from; kept from batch to batch, since fresh memory costs more
     * than what is computed on it.
     */
    private final List<NDArray> blocks = new ArrayList<>();

    private final List<NDArray> keys = new ArrayList<>();
    private final List<NDArray> values = new ArrayList<>();
    private long blockSize;
    private int block;
    private long used;
    private int rows;
    private int tokens;

    /** How many vectors of which width stand for one token in one layer. */
    record VectorShape(int count, int width) {}

    /**
     * The used part of a cache's pages, a copy; keys and values page by page, {@code [layers, rows,
     * count, page, width]}.
     */
    record SavedRows(List<NDArray> keys, List<NDArray> values, int rows, int tokens)
            implements AutoCloseable {
        @Override
        public void close() {
            free(new ArrayList<>(keys));
            free(new ArrayList<>(values));
        }
    }

    /** Empty; {@link #start} makes it ready. */
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

    /** Forgets all and makes room for the tokens of so many sequences that start together. */
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
     * Goes on with the rows of all saved, in their order; all must have the same number of tokens.
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

    /**
     * Pages {@code [rows, count, page, width]} with the token just appended and numbers of no
     * meaning behind it; views.
     */
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
