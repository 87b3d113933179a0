package io.nucleate.dashboard.streams;

import io.nucleate.dashboard.view.RunTotals;

import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;

import java.util.function.UnaryOperator;

/** A partition's {@link RunTotals} by run. */
final class TotalsStore {
    private final KeyValueStore<String, RunTotals> store;

    TotalsStore(ProcessorContext<?, ?> context) {
        store = context.getStateStore(StateStore.TOTALS.name());
    }

    void change(String run, UnaryOperator<RunTotals> change) {
        RunTotals known = store.get(run);
        store.put(run, change.apply(known == null ? RunTotals.EMPTY : known));
    }
}
