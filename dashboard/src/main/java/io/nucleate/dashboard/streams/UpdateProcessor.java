package io.nucleate.dashboard.streams;

import io.nucleate.schemas.PolicyUpdate;

import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Keeps the record of every update, and counts it once. */
final class UpdateProcessor extends ContextualProcessor<String, PolicyUpdate, Void, Void> {
    private TotalsStore totals;
    private KeyValueStore<String, PolicyUpdate> updates;

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        super.init(context);
        totals = new TotalsStore(context);
        updates = context.getStateStore(StateStore.UPDATES.name());
    }

    @Override
    public void process(Record<String, PolicyUpdate> record) {
        PolicyUpdate update = record.value();
        String key = StateStore.versionKey(update.getRun(), update.getVersion());
        if (updates.putIfAbsent(key, update) == null) {
            totals.change(update.getRun(), totals -> totals.updated(update));
        }
    }
}
