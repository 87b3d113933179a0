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

import org.apache.kafka.streams.state.HostInfo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The state where several instances share the partitions: what this one has, and what the others
 * answer. It is whole or not ready: an instance that does not answer is missed, not left out.
 */
final class SharedRunState implements RunState {
    /** Knows which instance has what. */
    interface Instances {
        /**
         * Returns the other instances.
         *
         * @throws NotReadyException while partitions move
         */
        List<HostInfo> others();

        /** Returns the other instance that has a discovery; empty where it is this one. */
        Optional<HostInfo> holderOf(Catalogue.Key key);
    }

    private final StreamsRunState own;
    private final Instances instances;
    private final Peers peers;
    private final Supplier<Discoveries> discoveries;

    /** @param discoveries gives the list of those of all instances */
    SharedRunState(
            StreamsRunState own,
            Instances instances,
            Peers peers,
            Supplier<Discoveries> discoveries) {
        this.own = own;
        this.instances = instances;
        this.peers = peers;
        this.discoveries = discoveries;
    }

    @Override
    public Map<String, RunTotals> totals() {
        return StreamsRunState.withUnknown(
                merged(peers::totals, own.partialTotals(), RunTotals::merge));
    }

    @Override
    public SortedMap<Integer, VersionStatistics> versions(String run, int from, int to, int width) {
        return merged(
                peer -> peers.versions(peer, run, from, to, width),
                own.versions(run, from, to, width),
                VersionStatistics::merge);
    }

    @Override
    public SortedMap<Integer, AuditSums> audits(String run, int from, int to, int width) {
        return merged(
                peer -> peers.audits(peer, run, from, to, width),
                own.audits(run, from, to, width),
                AuditSums::merge);
    }

    @Override
    public SortedMap<Integer, UpdateStatistics> updates(String run, int from, int to, int width) {
        return merged(
                peer -> peers.updates(peer, run, from, to, width),
                own.updates(run, from, to, width),
                UpdateStatistics::merge);
    }

    @Override
    public List<Scored> best(String run) {
        List<Scored> best = new ArrayList<>(own.best(run));
        instances.others().forEach(peer -> peers.best(peer, run).forEach(best::add));
        return best;
    }

    /** Every instance has all of them. */
    @Override
    public Map<String, Run> runs() {
        return own.runs();
    }

    @Override
    public Map<String, Long> elements(String run) {
        return merged(peer -> peers.elements(peer, run), own.elements(run), Long::sum);
    }

    @Override
    public Discoveries discoveries() {
        return discoveries.get();
    }

    @Override
    public Optional<Scored> discovery(Catalogue.Key key) {
        return instances
                .holderOf(key)
                .map(peer -> peers.discovery(peer, key))
                .orElseGet(() -> own.discovery(key));
    }

    /** Adds to this instance's entries those of the others. */
    private <K, V, M extends Map<K, V>> M merged(
            Function<HostInfo, ? extends Map<K, V>> ofPeer, M entries, BinaryOperator<V> merge) {
        for (HostInfo peer : instances.others()) {
            ofPeer.apply(peer).forEach((key, value) -> entries.merge(key, value, merge));
        }
        return entries;
    }
}
