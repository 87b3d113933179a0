package io.nucleate.energy.potential;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** Divides a list into batches of bounded size. */
final class Packs {
    private Packs() {}

    /**
     * Divides a list into batches of consecutive items. Each batch takes as many items as its bound
     * allows; an item that is larger than the bound makes a batch of its own.
     *
     * @param size returns the size of an item
     * @param bound largest sum of the sizes in a batch
     */
    static <T> List<List<T>> of(List<T> items, ToIntFunction<T> size, int bound) {
        List<List<T>> packs = new ArrayList<>();
        int from = 0;
        while (from < items.size()) {
            long total = size.applyAsInt(items.get(from));
            int to = from + 1;
            while (to < items.size() && total + size.applyAsInt(items.get(to)) <= bound) {
                total += size.applyAsInt(items.get(to++));
            }
            packs.add(items.subList(from, to));
            from = to;
        }
        return packs;
    }
}
