package io.nucleate.dashboard.streams;

import io.nucleate.dashboard.view.RunTotals;
import io.nucleate.schemas.CandidateId;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.Rejected;

import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Counts what could not be scored, by reason, each candidate once. A candidate has one fate: if it
 * was scored before, its rejection is a duplicate.
 */
final class RejectedProcessor extends ContextualProcessor<String, Rejected, Void, Void> {
    /** Holds the counts of records so damaged that their run is unknown. */
    static final String UNKNOWN_RUN = "";

    private SeenStore seen;
    private TotalsStore totals;

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        super.init(context);
        seen = new SeenStore(context.getStateStore(StateStore.SEEN.name()));
        totals = new TotalsStore(context);
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
            seen.add(source, number);
        }
    }
}
