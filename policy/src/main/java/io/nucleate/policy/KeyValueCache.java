package io.nucleate.policy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

/**
 * Keys and values of the tokens so far, per layer {@code [B, H, capacity, D]}, written in place. Rows of finished sequences are
 * dropped by {@link #keep}. Closing frees it.
 */
final class KeyValueCache implements AutoCloseable {
    private final NDManager manager;
    private final NDArray[] keys;
    private final NDArray[] values;
    private int capacity;
    private int tokens;

    KeyValueCache(NDManager parent, PolicyConfig config, int batch, int initialCapacity) {
        manager = parent.newSubManager();
        capacity = initialCapacity;
        keys = new NDArray[config.layers()];
        values = new NDArray[config.layers()];
        Shape shape = new Shape(batch, config.heads(), capacity, config.keySize());
        for (int i = 0; i < keys.length; i++) {
            keys[i] = own(manager.zeros(shape));
            values[i] = own(manager.zeros(shape));
        }
    }

    private NDArray own(NDArray array) {
        ai.djl.ndarray.NDScope.unregister(array);
        array.attach(manager);
        return array;
    }

    /** Number of tokens stored by all layers. */
    int tokens() {
        return tokens;
    }

    /** Called once all layers have stored a token; makes room for the next. */
    void advance() {
        tokens++;
        if (tokens == capacity) {
            capacity *= 2;
            for (int i = 0; i < keys.length; i++) {
                keys[i] = grow(keys[i]);
                values[i] = grow(values[i]);
            }
        }
    }

    private NDArray grow(NDArray store) {
        Shape shape = store.getShape();
        NDArray larger = own(manager.zeros(new Shape(shape.get(0), shape.get(1), capacity, shape.get(3))));
        larger.set(new NDIndex(":, :, :{}", tokens), store);
        store.close();
        return larger;
    }

    NDArray appendKey(int layer, NDArray key) {
        return append(keys[layer], key);
    }

    NDArray appendValue(int layer, NDArray value) {
        return append(values[layer], value);
    }

    private NDArray append(NDArray store, NDArray token) {
        store.set(new NDIndex(":, :, {}:{}", tokens, tokens + 1), token);
        return store.get(new NDIndex(":, :, :{}", tokens + 1));
    }

    /** Keeps the given rows of the batch only. */
    void keep(NDArray rows) {
        for (int i = 0; i < keys.length; i++) {
            keys[i] = replace(keys[i], rows);
            values[i] = replace(values[i], rows);
        }
    }

    private NDArray replace(NDArray store, NDArray rows) {
        NDArray kept = own(store.get(rows));
        store.close();
        return kept;
    }

    @Override
    public void close() {
        manager.close();
    }
}
