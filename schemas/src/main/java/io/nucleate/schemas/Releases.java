package io.nucleate.schemas;

import org.apache.avro.Schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The schemas as each release wrote them, so that records of every release stay readable. A release
 * that changes a schema adds its version here and its files, one for each topic, under
 * {@code releases/<version>/}.
 */
final class Releases {
    static final List<String> VERSIONS = List.of("0.1.0", "0.2.0", "0.3.0");

    private Releases() {}

    /** Schemas of a record type in all releases. */
    static List<Schema> schemas(String fullName) {
        return VERSIONS.stream()
                .flatMap(version -> Arrays.stream(Topic.values())
                        .flatMap(topic -> schema(version, topic).stream()))
                .filter(schema -> schema.getFullName().equals(fullName))
                .toList();
    }

    /** Schema of a topic's values in a release; empty where the release had no such topic. */
    static Optional<Schema> schema(String version, Topic topic) {
        String file = "releases/" + version + "/" + topic.topicName() + ".avsc";
        try (InputStream in = Releases.class.getResourceAsStream(file)) {
            return in == null ? Optional.empty() : Optional.of(new Schema.Parser().parse(in));
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }
}
