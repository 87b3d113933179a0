package io.nucleate.dashboard.streams;

import io.nucleate.dashboard.view.catalogue.Catalogue;
import io.nucleate.dashboard.view.catalogue.Discoveries;
import io.nucleate.schemas.CrystalRecords;
import io.nucleate.schemas.Scored;

import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Keeps the lowest discovery of each kind, and passes on what changes: the record of a kind, or
 * null where it is given up. The catalogue in memory is made from the store at each start, so it
 * never has what the store has lost.
 */
final class DiscoveryProcessor extends ContextualProcessor<String, Scored, String, Scored> {
    private final Discoveries discoveries;
    private int partition;
    private Catalogue catalogue;
    private KeyValueStore<String, Scored> store;

    DiscoveryProcessor(Discoveries discoveries) {
        this.discoveries = discoveries;
    }

    /** The key of a discovery. */
    static Catalogue.Key key(Scored scored) {
        return new Catalogue.Key(
                scored.getCandidate().getId().getRun(),
                CrystalRecords.protostructure(scored.getCandidate().getCrystal())
                        .text());
    }

    @Override
    public void init(ProcessorContext<String, Scored> context) {
        super.init(context);
        store = context.getStateStore(StateStore.DISCOVERIES.name());
        partition = context.taskId().partition();
        catalogue = discoveries.empty();
        try (KeyValueIterator<String, Scored> entries = store.all()) {
            while (entries.hasNext()) {
                KeyValue<String, Scored> entry = entries.next();
                catalogue.put(StateStore.discoveryOf(entry.key), entry.value);
            }
        }
        discoveries.assign(partition, catalogue);
    }

    @Override
    public void process(Record<String, Scored> record) {
        Catalogue.Key key = StateStore.discoveryOf(record.key());
        if (!catalogue.wants(key, record.value())) {
            return;
        }
        store.put(record.key(), record.value());
        context().forward(record);
        catalogue.put(key, record.value());
        for (Catalogue.Key given : catalogue.giveUp()) {
            String givenKey = StateStore.discoveryKey(given);
            store.delete(givenKey);
            context().forward(record.withKey(givenKey).withValue((Scored) null));
        }
    }

    @Override
    public void close() {
        discoveries.release(partition, catalogue);
    }
}
