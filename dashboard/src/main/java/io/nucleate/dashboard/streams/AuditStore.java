package io.nucleate.dashboard.streams;

import io.nucleate.dashboard.view.AuditSums;
import io.nucleate.schemas.AuditedCrystal;
import io.nucleate.schemas.Candidate;

import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueStore;

import java.util.Objects;

/** Adds audits up by run and policy version. */
final class AuditStore {
    private final KeyValueStore<String, AuditSums> store;

    AuditStore(ProcessingContext context) {
        store = context.getStateStore(StateStore.AUDITS.name());
    }

    void add(Candidate candidate, AuditedCrystal audited) {
        String key =
                StateStore.versionKey(candidate.getId().getRun(), candidate.getPolicyVersion());
        AuditSums known = Objects.requireNonNullElse(store.get(key), AuditSums.NONE);
        store.put(key, known.add(audited));
    }
}
