package io.nucleate.dashboard.streams;

import io.nucleate.schemas.CandidateId;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.Rejected;

import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Counts what could not be scored, by reason, each candidate once. */
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
        if (isFirst(rejected)) {
            String run = rejected.getCandidate() == null
                    ? UNKNOWN_RUN
                    : rejected.getCandidate().getId().getRun();
            totals.change(run, totals -> totals.rejected(rejected.getReason()));
        }
    }

    private boolean isFirst(Rejected rejected) {
        if (rejected.getCandidate() != null) {
            CandidateId id = rejected.getCandidate().getId();
            return seen.add("rejected/" + CandidateIds.source(id), id.getSequence());
        }
        String source = rejected.getSource();
        int at = source.lastIndexOf('@');
        return seen.add(
                "rejected@" + source.substring(0, at), Long.parseLong(source.substring(at + 1)));
    }
}
