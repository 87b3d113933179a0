package io.nucleate.dashboard.streams;

import io.nucleate.dashboard.view.Leaderboard;
import io.nucleate.dashboard.view.RunTotals;
import io.nucleate.dashboard.view.VersionStatistics;
import io.nucleate.dashboard.view.health.HealthBoard;
import io.nucleate.schemas.CandidateId;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.CrystalRecords;
import io.nucleate.schemas.Scored;

import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Counts each scored candidate once, by run and policy version, and keeps the best. A candidate has
 * one fate: if it was rejected before, its score is a duplicate. What substitution made says
 * nothing about a version of the policy; it is counted apart. What is counted is passed on.
 */
final class ScoredProcessor extends ContextualProcessor<String, Scored, String, Scored> {
    /** Entries kept by run and partition; a protostructure may lead in several partitions. */
    static final int LEADERBOARD_CAPACITY = 200;

    private final Map<String, Leaderboard> leaderboards = new HashMap<>();
    private final HealthBoard board;
    private SeenStore seen;
    private TotalsStore totals;
    private KeyValueStore<String, VersionStatistics> versions;
    private KeyValueStore<String, Scored> best;
    private KeyValueStore<String, Long> elements;

    /** @param board is told of each */
    ScoredProcessor(HealthBoard board) {
        this.board = board;
    }

    @Override
    public void init(ProcessorContext<String, Scored> context) {
        super.init(context);
        seen = new SeenStore(context.getStateStore(StateStore.SEEN.name()));
        totals = new TotalsStore(context);
        versions = context.getStateStore(StateStore.VERSIONS.name());
        best = context.getStateStore(StateStore.BEST.name());
        elements = context.getStateStore(StateStore.ELEMENTS.name());
        try (KeyValueIterator<String, Scored> entries = best.all()) {
            while (entries.hasNext()) {
                KeyValue<String, Scored> entry = entries.next();
                leaderboard(run(entry.value))
                        .offer(entry.key, entry.value.getEnergyAboveHullEvPerAtom());
            }
        }
    }

    @Override
    public void process(Record<String, Scored> record) {
        Scored scored = record.value();
        board.heard(scored);
        CandidateId id = scored.getCandidate().getId();
        String source = CandidateIds.source(id);
        if (seen.contains(source, id.getSequence())) {
            totals.change(id.getRun(), RunTotals::duplicate);
            return;
        }
        // What may fail comes first, then what changes the stores.
        String version =
                StateStore.versionKey(id.getRun(), scored.getCandidate().getPolicyVersion());
        VersionStatistics known =
                Objects.requireNonNullElse(versions.get(version), VersionStatistics.EMPTY);
        VersionStatistics changed =
                scored.getCandidate().getSubstitution() == null ? known.add(scored) : known;
        Optional<String> rank =
                Leaderboard.isEligible(scored) ? Optional.of(bestKey(scored)) : Optional.empty();
        context().forward(record.withTimestamp(Math.max(0, scored.getScoredAt().toEpochMilli())));
        totals.change(id.getRun(), totals -> totals.scored(scored));
        countElements(scored);
        versions.put(version, changed);
        rank.ifPresent(key -> rank(key, scored));
        seen.add(source, id.getSequence());
    }

    private void countElements(Scored scored) {
        if (scored.getEnergyEvPerAtom() == null) {
            return;
        }
        scored.getCandidate().getCrystal().getSites().stream()
                .map(site -> StateStore.runPrefix(run(scored)) + site.getElement())
                .distinct()
                .forEach(key -> {
                    Long known = elements.get(key);
                    elements.put(key, known == null ? 1 : known + 1);
                });
    }

    private static String bestKey(Scored scored) {
        return StateStore.runPrefix(run(scored))
                + CrystalRecords.protostructure(scored.getCandidate().getCrystal())
                        .text();
    }

    private void rank(String key, Scored scored) {
        Leaderboard leaderboard = leaderboard(run(scored));
        if (leaderboard.offer(key, scored.getEnergyAboveHullEvPerAtom())) {
            best.put(key, scored);
            leaderboard.evict().ifPresent(best::delete);
        }
    }

    private Leaderboard leaderboard(String run) {
        return leaderboards.computeIfAbsent(run, ignored -> new Leaderboard(LEADERBOARD_CAPACITY));
    }

    private static String run(Scored scored) {
        return scored.getCandidate().getId().getRun();
    }
}
