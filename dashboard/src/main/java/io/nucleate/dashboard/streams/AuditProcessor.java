package io.nucleate.dashboard.streams;

import io.nucleate.schemas.AuditedCrystal;
import io.nucleate.schemas.CandidateId;
import io.nucleate.schemas.CandidateIds;
import io.nucleate.schemas.Scored;

import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Counts each audit once, by run and policy version. */
final class AuditProcessor extends ContextualProcessor<String, Scored, Void, Void> {
    private SeenStore seen;
    private AuditStore audits;

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        super.init(context);
        seen = new SeenStore(context.getStateStore(StateStore.SEEN.name()));
        audits = new AuditStore(context);
    }

    @Override
    public void process(Record<String, Scored> record) {
        CandidateId id = record.value().getCandidate().getId();
        // Its score is another record of the same candidate.
        String source = "audit " + CandidateIds.source(id);
        if (!seen.contains(source, id.getSequence())) {
            audits.add(record.value().getCandidate(), AuditedCrystal.of(record.value()));
            seen.add(source, id.getSequence());
        }
    }
}
