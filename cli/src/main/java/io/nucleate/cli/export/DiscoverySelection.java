package io.nucleate.cli.export;

import io.nucleate.cli.export.DiscoveryFilter.Reason;
import io.nucleate.crystal.Crystal;
import io.nucleate.crystal.matching.Protostructure;
import io.nucleate.schemas.CandidateId;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.CrystalRecords;
import io.nucleate.schemas.Scored;
import io.nucleate.schemas.SeenIds;
import io.nucleate.schemas.discovery.Discovery;
import io.nucleate.schemas.discovery.Novelty;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Selects the best crystals of a stream of scores, each {@link Protostructure} once. Holds no more
 * of them than are wanted in the end, however long the stream is: what is not among the best so far
 * never will be. Knows nothing of Kafka; for use by one thread.
 */
public final class DiscoverySelection {
    private final DiscoveryFilter filter;
    private final Comparator<Scored> order;
    private final int max;
    private final NoveltyCheck check;

    private final SeenIds seen = new SeenIds();
    private final Map<Reason, Long> leftOut = new EnumMap<>(Reason.class);
    private final Map<Protostructure, Discovery> best = new HashMap<>();
    private final TreeSet<Discovery> ranked;
    private long passed;
    private boolean cut;

    /** @param max most crystals selected, at least 1 */
    public DiscoverySelection(
            DiscoveryFilter filter, DiscoveryOrder order, int max, NoveltyCheck check) {
        if (max < 1) {
            throw new IllegalArgumentException("a selection of " + max + " crystals is empty");
        }
        this.filter = filter;
        this.order = order.comparator();
        this.max = max;
        this.check = check;
        this.ranked = new TreeSet<>(Comparator.comparing(Discovery::scored, this.order));
    }

    /** Takes the next score. A candidate that is scored twice counts once, by its first score. */
    public void accept(Scored scored) {
        CandidateId id = scored.getCandidate().getId();
        if (!seen.add(CandidateIds.source(id), id.getSequence())) {
            return;
        }
        Optional<Reason> reason = filter.rejects(scored);
        if (reason.isEmpty()) {
            reason = offer(scored);
        }
        if (reason.isPresent()) {
            leftOut.merge(reason.get(), 1L, Long::sum);
        } else {
            passed++;
        }
    }

    private Optional<Reason> offer(Scored scored) {
        boolean tooLow =
                ranked.size() == max && order.compare(scored, ranked.last().scored()) > 0;
        if (tooLow && !filter.novelOnly()) {
            cut = true;
            return Optional.empty();
        }
        Discovery discovery;
        try {
            discovery = discovery(scored);
        } catch (IllegalArgumentException impossible) {
            return Optional.of(Reason.UNREADABLE);
        }
        if (filter.novelOnly()
                && discovery
                        .novelty()
                        .filter(novelty -> novelty.status() == Novelty.Status.NEW)
                        .isEmpty()) {
            return Optional.of(Reason.NOT_NOVEL);
        }
        if (tooLow) {
            cut = true;
        } else {
            keep(discovery);
        }
        return Optional.empty();
    }

    private Discovery discovery(Scored scored) {
        Crystal crystal = CrystalRecords.read(CrystalRecords.evaluated(scored));
        Protostructure protostructure = Protostructure.of(crystal);
        return new Discovery(
                scored,
                crystal,
                protostructure,
                Optional.of(check.of(protostructure, crystal.composition())));
    }

    private void keep(Discovery discovery) {
        Discovery before = best.get(discovery.protostructure());
        if (before != null && order.compare(before.scored(), discovery.scored()) < 0) {
            return;
        }
        if (before != null) {
            ranked.remove(before);
        }
        best.put(discovery.protostructure(), discovery);
        ranked.add(discovery);
        if (ranked.size() > max) {
            best.remove(ranked.pollLast().protostructure());
            cut = true;
        }
    }

    /** The selected crystals, the best first. */
    public List<Discovery> best() {
        return List.copyOf(ranked);
    }

    /** Number of different candidates that were given. */
    public long read() {
        return seen.count();
    }

    /** Number of candidates that passed the filters, repeats of a protostructure included. */
    public long passed() {
        return passed;
    }

    /** Number of candidates left out, by reason. */
    public Map<Reason, Long> leftOut() {
        return Map.copyOf(leftOut);
    }

    /** Whether crystals that passed the filters had no room among the selected ones. */
    public boolean isCut() {
        return cut;
    }
}
