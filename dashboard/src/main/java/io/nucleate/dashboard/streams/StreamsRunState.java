package io.nucleate.dashboard.streams;

import io.nucleate.dashboard.view.RunState;
import io.nucleate.dashboard.view.RunTotals;
import io.nucleate.dashboard.view.VersionStatistics;
import io.nucleate.schemas.PolicyUpdate;
import io.nucleate.schemas.Scored;

import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

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

    public StreamsRunState(Partitions partitions) {
        this.partitions = partitions;
    }

    /** Rejections of unknown run are counted in every run: which one lost them cannot be told. */
    @Override
    public Map<String, RunTotals> totals() {
        Map<String, RunTotals> totals = new HashMap<>();
        for (KeyValue<String, RunTotals> entry :
                entries(StateStore.TOTALS, ReadOnlyKeyValueStore::all)) {
            totals.merge(entry.key, entry.value, RunTotals::merge);
        }
        RunTotals unknown = totals.remove(RejectedProcessor.UNKNOWN_RUN);
        if (unknown != null) {
            totals.replaceAll((run, known) -> known.merge(unknown));
        }
        return totals;
    }

    @Override
    public SortedMap<Integer, VersionStatistics> versions(String run, int from, int to) {
        return range(StateStore.VERSIONS, run, from, to, VersionStatistics::merge);
    }

    @Override
    public SortedMap<Integer, PolicyUpdate> updates(String run, int from, int to) {
        return range(StateStore.UPDATES, run, from, to, (first, second) -> first);
    }

    @Override
    public List<Scored> best(String run) {
        return entries(
                        StateStore.BEST,
                        store -> store.prefixScan(
                                StateStore.bestPrefix(run), new StringSerializer()))
                .stream()
                .map(entry -> entry.value)
                .toList();
    }

    private <V> SortedMap<Integer, V> range(
            StateStore<V> source, String run, int from, int to, BinaryOperator<V> merge) {
        SortedMap<Integer, V> byVersion = new TreeMap<>();
        String first = StateStore.versionKey(run, from);
        String last = StateStore.versionKey(run, to);
        for (KeyValue<String, V> entry : entries(source, store -> store.range(first, last))) {
            byVersion.merge(StateStore.versionOf(entry.key), entry.value, merge);
        }
        return byVersion;
    }

    private <V> List<KeyValue<String, V>> entries(StateStore<V> source, Query<V> query) {
        List<KeyValue<String, V>> entries = new ArrayList<>();
        try (KeyValueIterator<String, V> iterator = query.of(partitions.<V>store(source.name()))) {
            iterator.forEachRemaining(entries::add);
        } catch (InvalidStateStoreException e) {
            throw new NotReadyException("the store '" + source.name() + "' is being restored", e);
        }
        return entries;
    }
}
