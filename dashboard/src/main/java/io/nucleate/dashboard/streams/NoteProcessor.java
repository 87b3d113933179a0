package io.nucleate.dashboard.streams;

import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

import java.util.function.Consumer;

/** Hands records to what lives in memory. */
final class NoteProcessor<V> extends ContextualProcessor<String, V, Void, Void> {
    private final Consumer<V> note;

    NoteProcessor(Consumer<V> note) {
        this.note = note;
    }

    @Override
    public void process(Record<String, V> record) {
        if (record.value() != null) {
            note.accept(record.value());
        }
    }
}
