package io.nucleate.dashboard.streams;

import io.nucleate.dashboard.view.AuditSums;
import io.nucleate.dashboard.view.RunState;
import io.nucleate.dashboard.view.RunTotals;
import io.nucleate.dashboard.view.UpdateStatistics;
import io.nucleate.dashboard.view.VersionStatistics;
import io.nucleate.dashboard.view.catalogue.Catalogue;
import io.nucleate.dashboard.view.catalogue.Discoveries;
import io.nucleate.schemas.Run;
import io.nucleate.schemas.Scored;

import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads the stores of all partitions and merges what belongs together. */
public final class StreamsRunState implements RunState {
    /** Gives a view over all partitions' stores of a name. */
    public interface Partitions {
        /** @throws InvalidStateStoreException while it is being restored or moved */
        <V> ReadOnlyKeyValueStore<String, V> store(String name);
    }

    private interface Query<V> {
        KeyValueIterator<String, V> of(ReadOnlyKeyValueStore<String, V> store);
    }

    private final Partitions partitions;
    private final Supplier<Discoveries> discoveries;

    /**
     * @param discoveries gives what the topology keeps up to date, or throws
     *     {@link NotReadyException}
     */
    public StreamsRunState(Partitions partitions, Supplier<Discoveries> discoveries) {
        this.partitions = partitions;
        this.discoveries = discoveries;
    }

    @Override
    public Map<String, RunTotals> totals() {
        return withUnknown(partialTotals());
    }

    /** Returns counts by run, those of unknown run apart. */
    Map<String, RunTotals> partialTotals() {
        Map<String, RunTotals> totals = new HashMap<>();
        forEach(
                StateStore.TOTALS,
                ReadOnlyKeyValueStore::all,
                (run, ofPartition) -> totals.merge(run, ofPartition, RunTotals::merge));
        return totals;
    }

    /** Counts rejections of unknown run in every run: which one lost them cannot be told. */
    static Map<String, RunTotals> withUnknown(Map<String, RunTotals> totals) {
        RunTotals unknown = totals.remove(RejectedProcessor.UNKNOWN_RUN);
        if (unknown != null) {
            totals.replaceAll((run, known) -> known.merge(unknown));
        }
        return totals;
    }

    @Override
    public SortedMap<Integer, VersionStatistics> versions(String run, int from, int to, int width) {
        return rows(
                StateStore.VERSIONS,
                run,
                from,
                to,
                width,
                Function.identity(),
                VersionStatistics::merge);
    }

    @Override
    public SortedMap<Integer, AuditSums> audits(String run, int from, int to, int width) {
        return rows(StateStore.AUDITS, run, from, to, width, Function.identity(), AuditSums::merge);
    }

    @Override
    public SortedMap<Integer, UpdateStatistics> updates(String run, int from, int to, int width) {
        return rows(
                StateStore.UPDATES,
                run,
                from,
                to,
                width,
                UpdateStatistics::of,
                UpdateStatistics::merge);
    }

    @Override
    public List<Scored> best(String run) {
        List<Scored> best = new ArrayList<>();
        forEach(
                StateStore.BEST,
                store -> store.prefixScan(StateStore.runPrefix(run), new StringSerializer()),
                (key, scored) -> best.add(scored));
        return best;
    }

    @Override
    public Map<String, Run> runs() {
        Map<String, Run> runs = new HashMap<>();
        forEach(StateStore.RUNS, ReadOnlyKeyValueStore::all, runs::put);
        return runs;
    }

    @Override
    public Map<String, Long> elements(String run) {
        Map<String, Long> elements = new TreeMap<>();
        String prefix = StateStore.runPrefix(run);
        forEach(
                StateStore.ELEMENTS,
                store -> store.prefixScan(prefix, new StringSerializer()),
                (key, count) -> elements.merge(key.substring(prefix.length()), count, Long::sum));
        return elements;
    }

    @Override
    public Discoveries discoveries() {
        return discoveries.get();
    }

    @Override
    public Optional<Scored> discovery(Catalogue.Key key) {
        try {
            return Optional.ofNullable(partitions
                    .<Scored>store(StateStore.DISCOVERIES.name())
                    .get(StateStore.discoveryKey(key)));
        } catch (InvalidStateStoreException e) {
            throw notReady(StateStore.DISCOVERIES, e);
        }
    }

    private <V, R> SortedMap<Integer, R> rows(
            StateStore<V> source,
            String run,
            int from,
            int to,
            int width,
            Function<V, R> single,
            BinaryOperator<R> merge) {
        if (width < 1) {
            throw new IllegalArgumentException("width=" + width + " makes no rows; give 1 or more");
        }
        SortedMap<Integer, R> rows = new TreeMap<>();
        String first = StateStore.versionKey(run, from);
        String last = StateStore.versionKey(run, to);
        forEach(source, store -> store.range(first, last), (key, value) -> {
            int version = StateStore.versionOf(key);
            rows.merge(version - version % width, single.apply(value), merge);
        });
        return rows;
    }

    private <V> void forEach(StateStore<V> source, Query<V> query, BiConsumer<String, V> sink) {
        try (KeyValueIterator<String, V> entries = query.of(partitions.<V>store(source.name()))) {
            entries.forEachRemaining(entry -> sink.accept(entry.key, entry.value));
        } catch (InvalidStateStoreException e) {
            throw notReady(source, e);
        }
    }

    private static NotReadyException notReady(
            StateStore<?> store, InvalidStateStoreException cause) {
        return new NotReadyException("the store '" + store.name() + "' is being restored", cause);
    }
}
