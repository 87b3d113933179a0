package io.nucleate.dashboard.streams;

import io.nucleate.dashboard.view.RunTotals;
import io.nucleate.dashboard.view.health.HealthBoard;
import io.nucleate.dashboard.view.health.HealthNotes;
import io.nucleate.schemas.AuditSample;
import io.nucleate.schemas.AuditedCrystal;
import io.nucleate.schemas.Candidate;
import io.nucleate.schemas.CandidateId;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.Rejected;
import io.nucleate.schemas.Run;

import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;

/**
 * Counts what could not be scored, by reason, each candidate once. A candidate has one fate: if it
 * was scored before, its rejection is a duplicate.
 */
final class RejectedProcessor extends ContextualProcessor<String, Rejected, Void, Void> {
    /** Holds the counts of records so damaged that their run is unknown. */
    static final String UNKNOWN_RUN = "";

    private final HealthBoard board;
    private SeenStore seen;
    private KeyValueStore<String, Rejected> newest;
    private int kept;
    private TotalsStore totals;
    private AuditStore audits;
    private ReadOnlyKeyValueStore<String, ValueAndTimestamp<Run>> runs;

    /** @param board is told of each */
    RejectedProcessor(HealthBoard board) {
        this.board = board;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        super.init(context);
        seen = new SeenStore(context.getStateStore(StateStore.SEEN.name()));
        totals = new TotalsStore(context);
        audits = new AuditStore(context);
        runs = context.getStateStore(StateStore.RUNS.name());
        newest = context.getStateStore(StateStore.REJECTIONS.name());
        try (KeyValueIterator<String, Rejected> entries = newest.all()) {
            entries.forEachRemaining(entry -> {
                board.heard(entry.value);
                kept++;
            });
        }
    }

    @Override
    public void process(Record<String, Rejected> record) {
        Rejected rejected = record.value();
        String run = UNKNOWN_RUN;
        String source = rejected.getSource();
        long number;
        if (rejected.getCandidate() == null) {
            int at = source.lastIndexOf('@');
            number = Long.parseLong(source.substring(at + 1));
            source = "@" + source.substring(0, at);
        } else {
            CandidateId id = rejected.getCandidate().getId();
            run = id.getRun();
            number = id.getSequence();
            source = CandidateIds.source(id);
        }
        if (seen.contains(source, number)) {
            totals.change(run, RunTotals::duplicate);
        } else {
            totals.change(run, totals -> totals.rejected(rejected.getReason()));
            keep(rejected);
            if (isAudited(rejected.getCandidate())) {
                audits.add(
                        rejected.getCandidate(),
                        AuditedCrystal.ofRejected(rejected.getCandidate()));
            }
            seen.add(source, number);
        }
    }

    /** Tells whether a candidate would have been audited, had it been scored. */
    private boolean isAudited(Candidate candidate) {
        ValueAndTimestamp<Run> run =
                candidate == null ? null : runs.get(candidate.getId().getRun());
        return run != null
                && AuditSample.holds(candidate, run.value().getScoring().getAuditShare());
    }

    /** Keeps the newest ones, for the next start. */
    private void keep(Rejected rejected) {
        board.heard(rejected);
        newest.put(StateStore.rejectionKey(rejected), rejected);
        kept++;
        while (kept > HealthNotes.REJECTED_MAX) {
            try (KeyValueIterator<String, Rejected> entries = newest.all()) {
                newest.delete(entries.next().key);
            }
            kept--;
        }
    }
}
