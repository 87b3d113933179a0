package io.nucleate.dashboard.streams;

import io.nucleate.dashboard.view.RunTotals;
import io.nucleate.dashboard.view.VersionStatistics;
import io.nucleate.schemas.AvroSerde;
import io.nucleate.schemas.PolicyUpdate;
import io.nucleate.schemas.Scored;

import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

import java.util.Locale;
import java.util.function.Function;

/**
 * A state store of the topology. Each partition has its own; a reader adds up what they hold for
 * the same key.
 *
 * @param <V> type of the values; keys are text
 */
record StateStore<V>(String name, Serde<V> serde) {
    /** {@link RunTotals} by run. */
    static final StateStore<RunTotals> TOTALS =
            new StateStore<>("totals", JsonSerde.of(RunTotals.class));

    /** {@link VersionStatistics} by {@link #versionKey}. */
    static final StateStore<VersionStatistics> VERSIONS =
            new StateStore<>("versions", JsonSerde.of(VersionStatistics.class));

    /** Updates by {@link #versionKey}. */
    static final StateStore<PolicyUpdate> UPDATES =
            new StateStore<>("updates", AvroSerde.of(PolicyUpdate.class));

    /** Best crystals by run and signature. */
    static final StateStore<Scored> BEST = new StateStore<>("best", AvroSerde.of(Scored.class));

    /** Bits of {@link SeenStore} by source and block. */
    static final StateStore<byte[]> SEEN = new StateStore<>("seen", Serdes.ByteArray());

    /** @param suppliers where the values are kept */
    StoreBuilder<KeyValueStore<String, V>> builder(
            Function<String, KeyValueBytesStoreSupplier> suppliers) {
        return Stores.keyValueStoreBuilder(suppliers.apply(name), Serdes.String(), serde)
                .withCachingEnabled();
    }

    /** Sorts by version within a run. */
    static String versionKey(String run, int version) {
        return String.format(Locale.ROOT, "%s/%010d", run, version);
    }

    static int versionOf(String versionKey) {
        return Integer.parseInt(versionKey.substring(versionKey.lastIndexOf('/') + 1));
    }

    /** Begins every key of {@link #BEST} that belongs to the run. */
    static String bestPrefix(String run) {
        return run + "/";
    }
}
