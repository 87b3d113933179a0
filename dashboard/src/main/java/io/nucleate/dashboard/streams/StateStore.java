package io.nucleate.dashboard.streams;

import io.nucleate.dashboard.view.AuditSums;
import io.nucleate.dashboard.view.RunTotals;
import io.nucleate.dashboard.view.VersionStatistics;
import io.nucleate.dashboard.view.catalogue.Catalogue;
import io.nucleate.schemas.AvroSerde;
import io.nucleate.schemas.PolicyUpdate;
import io.nucleate.schemas.Rejected;
import io.nucleate.schemas.Run;
import io.nucleate.schemas.Scored;

import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.DslStoreFormat;
import org.apache.kafka.streams.state.DslKeyValueParams;
import org.apache.kafka.streams.state.DslStoreSuppliers;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

import java.util.Locale;

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

    /** {@link AuditSums} by {@link #versionKey}. */
    static final StateStore<AuditSums> AUDITS =
            new StateStore<>("audits", JsonSerde.of(AuditSums.class));

    /** Updates by {@link #versionKey}. */
    static final StateStore<PolicyUpdate> UPDATES =
            new StateStore<>("updates", AvroSerde.of(PolicyUpdate.class));

    /** Best crystals by run and signature. */
    static final StateStore<Scored> BEST = new StateStore<>("best", AvroSerde.of(Scored.class));

    /** Bits of {@link SeenStore} by source and block. */
    static final StateStore<byte[]> SEEN = new StateStore<>("seen", Serdes.ByteArray());

    /** Discoveries by run and protostructure. */
    static final StateStore<Scored> DISCOVERIES =
            new StateStore<>("discoveries", AvroSerde.of(Scored.class));

    /** Scored crystals with an energy by run and element. */
    static final StateStore<Long> ELEMENTS = new StateStore<>("elements", Serdes.Long());

    /** The newest rejections by {@link #rejectionKey}. */
    static final StateStore<Rejected> REJECTIONS =
            new StateStore<>("rejections", AvroSerde.of(Rejected.class));

    /** Runs by their id. */
    static final StateStore<Run> RUNS = new StateStore<>("runs", AvroSerde.of(Run.class));

    /** @param suppliers where the values are kept */
    StoreBuilder<KeyValueStore<String, V>> builder(DslStoreSuppliers suppliers) {
        return Stores.keyValueStoreBuilder(
                        suppliers.keyValueStore(new DslKeyValueParams(name, DslStoreFormat.PLAIN)),
                        Serdes.String(),
                        serde)
                .withCachingEnabled();
    }

    /** Sorts by version within a run. */
    static String versionKey(String run, int version) {
        return String.format(Locale.ROOT, "%s/%010d", run, version);
    }

    /** Key of {@link #DISCOVERIES}, and of the topic that they go to. */
    static String discoveryKey(Catalogue.Key key) {
        return key.run() + "/" + key.protostructure();
    }

    /** Reads what {@link #discoveryKey} writes; no run has a slash in its name. */
    static Catalogue.Key discoveryOf(String key) {
        int slash = key.indexOf('/');
        return new Catalogue.Key(key.substring(0, slash), key.substring(slash + 1));
    }

    /** Sorts by time; of the same record at the same time there is one. */
    static String rejectionKey(Rejected rejected) {
        return String.format(
                Locale.ROOT,
                "%020d/%s",
                Math.max(0, rejected.getRejectedAt().toEpochMilli()),
                rejected.getSource());
    }

    static int versionOf(String versionKey) {
        return Integer.parseInt(versionKey.substring(versionKey.lastIndexOf('/') + 1));
    }

    /** Begins every key of {@link #BEST} and {@link #ELEMENTS} that belongs to the run. */
    static String runPrefix(String run) {
        return run + "/";
    }
}
