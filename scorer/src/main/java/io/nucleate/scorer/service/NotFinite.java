package io.nucleate.scorer.service;

import io.nucleate.schemas.Scored;

import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * Finds numbers in a score that are infinite or not a number. With one of them in a batch of the
 * learner, all weights of the policy would become not a number too.
 */
final class NotFinite {
    private NotFinite() {}

    /**
     * Returns name and value of the first such number that scoring has added to the candidate;
     * empty if there is none.
     */
    static Optional<String> in(Scored scored) {
        return scored.getSchema().getFields().stream()
                .filter(field -> !field.name().equals("candidate"))
                .flatMap(field -> in(field.name(), scored.get(field.pos())).stream())
                .findFirst();
    }

    private static Optional<String> in(String name, Object value) {
        if (value instanceof Double number) {
            return Double.isFinite(number) ? Optional.empty() : Optional.of(name + " is " + number);
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .flatMap(entry -> in(name + "." + entry.getKey(), entry.getValue()).stream())
                    .findFirst();
        }
        if (value instanceof Collection<?> items) {
            return items.stream().flatMap(item -> in(name, item).stream()).findFirst();
        }
        return value instanceof IndexedRecord record ? in(name, record) : Optional.empty();
    }

    private static Optional<String> in(String name, IndexedRecord record) {
        return record.getSchema().getFields().stream()
                .flatMap((Schema.Field field) ->
                        in(name + "." + field.name(), record.get(field.pos())).stream())
                .findFirst();
    }
}
