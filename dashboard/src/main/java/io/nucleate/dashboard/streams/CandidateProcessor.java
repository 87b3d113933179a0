package io.nucleate.dashboard.streams;

import io.nucleate.schemas.Candidate;

import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Counts what was sampled. Generators write each candidate once. */
final class CandidateProcessor extends ContextualProcessor<String, Candidate, Void, Void> {
    private TotalsStore totals;

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        super.init(context);
        totals = new TotalsStore(context);
    }

    @Override
    public void process(Record<String, Candidate> record) {
        Candidate candidate = record.value();
        totals.change(candidate.getId().getRun(), totals -> totals.sampled(candidate));
    }
}
