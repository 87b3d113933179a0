package io.nucleate.energy.potential;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** Divides work into parts of bounded size. */
final class Packs {
    private Packs() {}

    /**
     * Consecutive items, as many together as stay within the bound; one that is larger stands
     * alone.
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
